import { paginate } from '../paginate.ts';
import type { Operation } from './operation.ts';

export const listKeys: Operation<'ListKeys'> = {
	readOnly: true,
	run(call, input) {
		call.authorizeIam();
		const { region, accountId } = call;
		const own = [...call.world.keys.values()].filter(
			(key) => key.region === region && key.accountId === accountId
		);
		const { items, rest } = paginate(own, ({ id }) => id, input, { default: 100, most: 1000 });
		return { Keys: items.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), ...rest };
	}
};
