import { paginate } from '../paginate.ts';
import type { Operation } from './operation.ts';

export const listAliases: Operation<'ListAliases'> = {
	readOnly: true,
	run(call, input) {
		call.authorizeIam();
		const { region, accountId, world } = call;
		const key = input.KeyId === undefined ? undefined : call.find(input.KeyId).key;
		const own = [...world.aliases.values()].filter(
			(alias) =>
				alias.region === region &&
				alias.accountId === accountId &&
				(!key || alias.target === key.arn)
		);
		const { items, rest } = paginate(own, ({ name }) => name, input, { default: 50, most: 100 });
		return {
			Aliases: items.map((alias) => ({
				AliasName: alias.name,
				AliasArn: alias.arn,
				TargetKeyId: alias.target.replace(/^.*\//, ''),
				CreationDate: alias.created,
				LastUpdatedDate: alias.updated
			})),
			...rest
		};
	}
};
