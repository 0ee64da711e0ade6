/** Key policies that AWS itself writes. */
import type { PolicyDocument } from './document.ts';

/** The policy of a key made through the API without one: it delegates to IAM and does no more (KPD). */
export function defaultKeyPolicy(accountId: string): PolicyDocument {
	return {
		Version: '2012-10-17',
		Id: 'key-default-1',
		Statement: [
			{
				Sid: 'Enable IAM User Permissions',
				Effect: 'Allow',
				Principal: { AWS: `arn:aws:iam::${accountId}:root` },
				Action: 'kms:*',
				Resource: '*'
			}
		]
	};
}

/**
 * The fixed policy of an AWS managed key (section 3.6; WMK, KCK): cryptography for everybody in the
 * account who comes through the service, and a look at the key for those whom IAM allows.
 * @param viaService as in kms:ViaService: `s3.us-east-1.amazonaws.com`
 */
export function awsManagedKeyPolicy(accountId: string, viaService: string): PolicyDocument {
	return {
		Version: '2012-10-17',
		Statement: [
			{
				Effect: 'Allow',
				Principal: { AWS: '*' },
				Action: [
					'kms:Encrypt',
					'kms:Decrypt',
					'kms:ReEncrypt*',
					'kms:GenerateDataKey*',
					'kms:DescribeKey'
				],
				Resource: '*',
				Condition: {
					StringEquals: { 'kms:CallerAccount': accountId, 'kms:ViaService': viaService }
				}
			},
			{
				Effect: 'Allow',
				Principal: { AWS: `arn:aws:iam::${accountId}:root` },
				Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
				Resource: '*'
			}
		]
	};
}
