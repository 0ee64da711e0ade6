import type { RetireGrantRequest } from '@aws-sdk/client-kms';
import { KmsError } from '../../errors.ts';
import type { Call } from '../call.ts';
import { grantKeys, grantOfId, removeGrant } from '../grants.ts';
import type { GrantRecord, KeyRecord } from '../records.ts';
import { required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const retireGrant: Operation<'RetireGrant'> = {
	readOnly: false,
	run(call, input) {
		const { key, grant } = named(call, input);
		call.authorizeKey(key, { ...grantKeys(call, grant), grantId: grant.id });
		call.assertNotDryRun(input);
		removeGrant(key, grant);
		call.world.touch(key);
		return {};
	}
};

/** By its token, or by key and id [M]. */
function named(call: Call, { GrantToken, KeyId, GrantId }: RetireGrantRequest) {
	if (GrantToken === undefined) {
		const { key } = call.find(required('keyId', KeyId));
		return { key, grant: grantOfId(key, required('grantId', GrantId)) };
	}
	if (KeyId !== undefined || GrantId !== undefined)
		throw new KmsError('ValidationException', 'Name a grant by its token, or by key and id.');
	const found = grantOfToken(call, GrantToken);
	call.note(found.key.arn);
	return found;
}

function grantOfToken(call: Call, token: string): { key: KeyRecord; grant: GrantRecord } {
	for (const key of call.world.keys.values()) {
		const grant = key.grants.find(({ tokens }) => tokens.includes(token));
		if (grant && key.region === call.region) return { key, grant };
	}
	throw new KmsError('InvalidGrantTokenException', 'The grant token is not valid.');
}
