/** Who stands on the stage of this walk, and what each may. */
import type { Principal } from '#lib/iam/index.ts';
import { kms, storage } from '../../engine/places.ts';
import type { StagePlan, Thing } from '../../stage/types.ts';

const accountId = '111122223333';

/** Actions on the key that is left, and on the one that is entered. */
export interface Permissions {
	from: readonly string[];
	to: readonly string[];
}

export const moverPermissions: Permissions = {
	from: ['kms:ReEncryptFrom'],
	to: ['kms:ReEncryptTo']
};

/** A role that may do just this with the two keys, by an IAM policy; the key policies leave it to IAM. */
export function moverWith(
	{ from, to }: Permissions,
	keys: { from: string; to: string }
): Principal {
	const statements = [
		{ Sid: 'OldKey', Effect: 'Allow' as const, Action: [...from], Resource: keys.from },
		{ Sid: 'NewKey', Effect: 'Allow' as const, Action: [...to], Resource: keys.to }
	].filter(({ Action }) => Action.length > 0);
	return {
		arn: `arn:aws:sts::${accountId}:assumed-role/key-mover/batch`,
		accountId,
		kind: 'role-session',
		roleArn: `arn:aws:iam::${accountId}:role/key-mover`,
		identityPolicies: [{ Version: '2012-10-17', Statement: statements }]
	};
}

export const permissionsThing: Thing = {
	kind: 'policy',
	name: 'Permissions',
	note: 'an IAM policy, two statements',
	text: `${moverPermissions.from.join(', ')}: old key\n${moverPermissions.to.join(', ')}: new key`,
	parts: []
};

/** The line to storage leaves from the mover, who therefore stands last in its column. */
export const stage: StagePlan = {
	actors: [
		{
			id: 'application',
			name: 'Your application',
			where: 'may use both keys',
			kind: 'application'
		},
		{
			id: 'mover',
			name: 'Key mover',
			where: 'may re-encrypt, and nothing else',
			kind: 'person',
			below: true
		},
		kms,
		storage
	],
	lanes: [
		{ between: ['application', 'kms'] },
		{ between: ['mover', 'kms'] },
		{ between: ['mover', 'storage'] }
	]
};
