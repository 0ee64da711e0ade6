/** Who stands on the stage of S3: besides the application, two who may read every object of the bucket. */
import type { PolicyDocument, Principal } from '#lib/iam/index.ts';
import { application, kms } from '../../engine/places.ts';
import type { StagePlan, Thing } from '../../stage/types.ts';

const accountId = '111122223333';
export const bucketArn = 'arn:aws:s3:::quarterly-reports';
const keepers = 'arn:aws:iam::111122223333:role/auditor';

const readObjects: PolicyDocument['Statement'] = {
	Sid: 'ReadObjects',
	Effect: 'Allow',
	Action: 's3:GetObject',
	Resource: `${bucketArn}/*`
};

/** May read the objects, and decrypt with the keys of the account. */
export const auditor: Principal = {
	arn: `arn:aws:sts::${accountId}:assumed-role/auditor/ines`,
	accountId,
	kind: 'role-session',
	roleArn: keepers,
	identityPolicies: [
		{
			Version: '2012-10-17',
			Statement: [
				readObjects,
				{ Sid: 'DecryptWithKeys', Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }
			]
		}
	]
};

/** May read the objects, and do nothing with any key. */
export const contractor: Principal = {
	arn: `arn:aws:sts::${accountId}:assumed-role/contractor/joe`,
	accountId,
	kind: 'role-session',
	roleArn: `arn:aws:iam::${accountId}:role/contractor`,
	identityPolicies: [{ Version: '2012-10-17', Statement: readObjects }]
};

/** What takes the permission to decrypt from the auditor, added to a key policy. */
export const takenAway = {
	Sid: 'NotTheAuditor',
	Effect: 'Deny',
	Principal: { AWS: keepers },
	Action: 'kms:Decrypt',
	Resource: '*'
};

/** What the two go by; the policies themselves are theirs above. */
export const permissions: readonly Thing[] = [
	{ kind: 'policy', name: 'Auditor', note: 's3:GetObject and kms:Decrypt', parts: [] },
	{ kind: 'policy', name: 'Contractor', note: 's3:GetObject alone', parts: [] }
];

/** S3 at work between those who call it, its own disks and AWS KMS. */
export const s3Stage: StagePlan = {
	actors: [
		{
			id: 'reader',
			name: 'Other readers',
			where: 'may read every object of the bucket',
			kind: 'person'
		},
		{ ...application, below: true },
		{ id: 's3', name: 'Amazon S3', where: 'at work: encrypts and decrypts', kind: 'service' },
		{ id: 'bucket', name: 'The bucket', where: 'what lies on the disks of S3', kind: 'storage' },
		{ ...kms, below: true }
	],
	lanes: [
		{ between: ['reader', 's3'], label: 'nothing under way' },
		{ between: ['application', 's3'], label: 'nothing under way' },
		{ between: ['s3', 'bucket'], label: 'nothing under way' },
		{ between: ['s3', 'kms'] },
		{ between: ['application', 'kms'], label: 'no call of your own' }
	]
};
