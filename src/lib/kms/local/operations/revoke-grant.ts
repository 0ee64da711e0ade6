import { grantOfId, isForAwsResource, removeGrant } from '../grants.ts';
import { required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const revokeGrant: Operation<'RevokeGrant'> = {
	readOnly: false,
	run(call, input) {
		const id = required('grantId', input.GrantId);
		const key = call.key(input.KeyId, { context: isForAwsResource(call) });
		const grant = grantOfId(key, id);
		call.assertNotDryRun(input);
		removeGrant(key, grant);
		call.world.touch(key);
		return {};
	}
};
