import { describe } from '../keys.ts';
import type { Operation } from './operation.ts';

export const describeKey: Operation<'DescribeKey'> = {
	readOnly: true,
	run(call, { KeyId, GrantTokens }) {
		const key = call.key(KeyId, { aliases: true, grantTokens: GrantTokens });
		return { KeyMetadata: describe(key, call.stateOf(key)) };
	}
};
