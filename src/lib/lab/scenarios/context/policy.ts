/** The key policy of this walk, and who it is about. */
import type { PolicyDocument, Principal } from '#lib/iam/index.ts';

const accountId = '111122223333';
const readerRole = `arn:aws:iam::${accountId}:role/records-reader`;

/** A role that has no permission of its own: what it may, the key policy says. */
export const reader: Principal = {
	arn: `arn:aws:sts::${accountId}:assumed-role/records-reader/night-shift`,
	accountId,
	kind: 'role-session',
	roleArn: readerRole
};

/** The pair that a statement asks for. */
export interface Asked {
	name: string;
	value: string;
}

/**
 * The account may manage the key and leave it to IAM who does; who uses it, the policy says itself, so
 * that nobody is let in from elsewhere. The reader may decrypt, with a condition or without.
 */
export function policyFor(asked?: Asked): PolicyDocument {
	return {
		Version: '2012-10-17',
		Statement: [
			{
				Sid: 'Administration',
				Effect: 'Allow',
				Principal: { AWS: `arn:aws:iam::${accountId}:root` },
				Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:Put*', 'kms:Update*'],
				Resource: '*'
			},
			{
				Sid: 'Application',
				Effect: 'Allow',
				Principal: { AWS: `arn:aws:iam::${accountId}:role/payroll-app` },
				Action: ['kms:Encrypt', 'kms:Decrypt'],
				Resource: '*'
			},
			{
				Sid: 'Readers',
				Effect: 'Allow',
				Principal: { AWS: readerRole },
				Action: 'kms:Decrypt',
				Resource: '*',
				...(asked
					? {
							Condition: {
								StringEquals: { [`kms:EncryptionContext:${asked.name}`]: asked.value }
							}
						}
					: {})
			}
		]
	};
}
