import { paginate } from '../paginate.ts';
import { policyName } from '../policies.ts';
import type { Operation } from './operation.ts';

export const listKeyPolicies: Operation<'ListKeyPolicies'> = {
	readOnly: true,
	run(call, input) {
		call.key(input.KeyId);
		const { items, rest } = paginate([policyName], (name) => name, input, {
			default: 100,
			most: 1000
		});
		return { PolicyNames: items, ...rest };
	}
};
