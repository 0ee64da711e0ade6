import { assertPolicyName, policyName } from '../policies.ts';
import type { Operation } from './operation.ts';

export const getKeyPolicy: Operation<'GetKeyPolicy'> = {
	readOnly: true,
	run(call, { KeyId, PolicyName }) {
		const key = call.key(KeyId);
		assertPolicyName(PolicyName);
		return { Policy: key.policy, PolicyName: policyName };
	}
};
