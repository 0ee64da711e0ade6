import { paginate } from '../paginate.ts';
import type { Operation } from './operation.ts';

export const listResourceTags: Operation<'ListResourceTags'> = {
	readOnly: true,
	run(call, input) {
		const { tags } = call.key(input.KeyId);
		const { items, rest } = paginate(tags, ({ TagKey = '' }) => TagKey, input, {
			default: 50,
			most: 50
		});
		return { Tags: items.map((tag) => ({ ...tag })), ...rest };
	}
};
