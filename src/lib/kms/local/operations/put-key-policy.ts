import { assertNoLockout } from '../lockout.ts';
import { assertPolicyName } from '../policies.ts';
import { required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const putKeyPolicy: Operation<'PutKeyPolicy'> = {
	readOnly: false,
	run(call, { KeyId, PolicyName, Policy, BypassPolicyLockoutSafetyCheck: bypass }) {
		const policy = required('policy', Policy);
		// KCK: this one is missing from a request that does not say it.
		const key = call.key(KeyId, {
			context: bypass === undefined ? {} : { 'kms:BypassPolicyLockoutSafetyCheck': bypass }
		});
		assertPolicyName(PolicyName);
		const changed = { ...key, policy };
		call.world.policyOf(changed);
		if (!bypass) assertNoLockout(call, changed);
		key.policy = policy;
		call.world.touch(key);
		return {};
	}
};
