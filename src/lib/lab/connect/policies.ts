/** The policies of a sandbox key, to be copied; a test evaluates them, and the template has the same. */
import type { PolicyDocument } from '#lib/iam/index.ts';

/** The account that the documents are written for; whoever copies them puts their own. */
export const sampleAccount = '111122223333';
export const sampleKeyArn = `arn:aws:kms:eu-central-1:${sampleAccount}:key/KEY-ID`;
export const roleName = 'keywrap-sandbox';

/** What the walks and the file tool ask of a symmetric key. ReEncrypt asks for two permissions. */
export const symmetricActions = [
	'kms:DescribeKey',
	'kms:Encrypt',
	'kms:Decrypt',
	'kms:GenerateDataKey',
	'kms:ReEncryptFrom',
	'kms:ReEncryptTo'
] as const;

/** What the walk with RSA key pairs asks of them. */
export const pairActions = [
	'kms:DescribeKey',
	'kms:GetPublicKey',
	'kms:Encrypt',
	'kms:Decrypt',
	'kms:Sign',
	'kms:Verify'
] as const;

/** The usual policy: the account owns the key, and its IAM policies say who may use it. */
export const keyPolicy: PolicyDocument = {
	Version: '2012-10-17',
	Statement: [
		{
			Sid: 'AccountOwnsTheKey',
			Effect: 'Allow',
			Principal: { AWS: `arn:aws:iam::${sampleAccount}:root` },
			Action: 'kms:*',
			Resource: '*'
		}
	]
};

/** What a class may do, with one key and nothing else. */
export function rolePolicy(actions: readonly string[], keyArn = sampleKeyArn): PolicyDocument {
	return {
		Version: '2012-10-17',
		Statement: [
			{ Sid: 'UseTheSandboxKey', Effect: 'Allow', Action: [...actions], Resource: keyArn }
		]
	};
}

/** Who may take the role: whoever in the account is allowed to. */
export const trustPolicy = {
	Version: '2012-10-17',
	Statement: [
		{
			Effect: 'Allow',
			Principal: { AWS: `arn:aws:iam::${sampleAccount}:root` },
			Action: 'sts:AssumeRole'
		}
	]
};
