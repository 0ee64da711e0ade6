/** Who stands on the stage where the life of a KMS key is told. */
import type { Principal } from '#lib/iam/index.ts';
import { application, kms, storage } from '../../engine/places.ts';
import type { ActorPlace, StagePlan, Thing } from '../../stage/types.ts';

const accountId = '111122223333';

/** Somebody who looks after keys and may use none: the actions of the usual statement for administrators. */
function keeper(role: string, session: string): Principal {
	return {
		arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
		accountId,
		kind: 'role-session',
		roleArn: `arn:aws:iam::${accountId}:role/${role}`,
		identityPolicies: [
			{
				Version: '2012-10-17',
				Statement: [
					{
						Sid: 'LookAfterKeys',
						Effect: 'Allow',
						Action: [
							'kms:Create*',
							'kms:Describe*',
							'kms:Enable*',
							'kms:List*',
							'kms:Put*',
							'kms:Update*',
							'kms:Disable*',
							'kms:Get*',
							'kms:Delete*',
							'kms:ScheduleKeyDeletion',
							'kms:CancelKeyDeletion',
							'kms:RotateKeyOnDemand',
							'kms:ImportKeyMaterial'
						],
						Resource: '*'
					}
				]
			}
		]
	};
}

export const administrator = keeper('key-administrator', 'dana');
/** Who brings the material, and keeps a copy. */
export const custodian = keeper('key-custodian', 'lin');

const administratorPlace: ActorPlace = {
	id: 'administrator',
	name: 'Key administrator',
	where: 'may manage keys, and use none',
	kind: 'person'
};

export const custodianPlace: ActorPlace = {
	id: 'custodian',
	name: 'Key custodian',
	where: 'outside AWS, with a safe',
	kind: 'person'
};

/** What the administrator goes by, with some examples; the policy itself is `administrator`'s. */
export function permissionsTo(examples: string): Thing {
	return {
		kind: 'policy',
		name: 'Permissions',
		note: `to manage keys: ${examples} and the like. Encrypt and Decrypt are not among them.`,
		parts: []
	};
}
export const permissions = permissionsTo('DisableKey, ScheduleKeyDeletion');

/**
 * Somebody who looks after the key, above the application; AWS KMS; storage. The line to storage
 * leaves from the application, which therefore stands last in its column.
 */
export function keyStage(person: ActorPlace = administratorPlace): StagePlan {
	return {
		actors: [person, { ...application, below: true }, kms, { ...storage, where: 'Amazon S3, say' }],
		lanes: [
			{ between: [person.id, 'kms'] },
			{ between: ['application', 'kms'] },
			{ between: ['application', 'storage'] }
		]
	};
}
