import { KmsError } from '../../errors.ts';
import { grantEntry } from '../grants.ts';
import { paginate } from '../paginate.ts';
import type { Operation } from './operation.ts';

export const listRetirableGrants: Operation<'ListRetirableGrants'> = {
	readOnly: true,
	run(call, input) {
		const { RetiringPrincipal, RetiringServicePrincipal } = input;
		if ((RetiringPrincipal === undefined) === (RetiringServicePrincipal === undefined))
			throw new KmsError(
				'ValidationException',
				'Specify RetiringPrincipal or RetiringServicePrincipal, exactly one of them.'
			);
		call.authorizeIam();
		// Grants on keys of other accounts are among them [M].
		const chosen = [...call.world.keys.values()]
			.filter(({ region }) => region === call.region)
			.flatMap((key) => key.grants.map((grant) => ({ key, grant })))
			.filter(({ grant }) =>
				RetiringPrincipal === undefined
					? grant.retiringServicePrincipal === RetiringServicePrincipal
					: grant.retiringPrincipal === RetiringPrincipal
			);
		const { items, rest } = paginate(chosen, ({ grant }) => grant.id, input, {
			default: 50,
			most: 100
		});
		return { Grants: items.map(({ key, grant }) => grantEntry(key, grant)), ...rest };
	}
};
