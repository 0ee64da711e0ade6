import { grantEntry, isForAwsResource } from '../grants.ts';
import { paginate } from '../paginate.ts';
import type { Operation } from './operation.ts';

export const listGrants: Operation<'ListGrants'> = {
	readOnly: true,
	run(call, input) {
		const { KeyId, GrantId, GranteePrincipal, GranteeServicePrincipal } = input;
		const key = call.key(KeyId, { context: isForAwsResource(call) });
		const chosen = key.grants.filter(
			(grant) =>
				(GrantId === undefined || grant.id === GrantId) &&
				(GranteePrincipal === undefined || grant.granteePrincipal === GranteePrincipal) &&
				(GranteeServicePrincipal === undefined ||
					grant.granteeServicePrincipal === GranteeServicePrincipal)
		);
		const { items, rest } = paginate(chosen, ({ id }) => id, input, { default: 50, most: 100 });
		return { Grants: items.map((grant) => grantEntry(key, grant)), ...rest };
	}
};
