import { describe } from '../keys.ts';
import type { Handler } from './handler.ts';

// Grant tokens say who may call; they change nothing for the key's own account.
export const describeKey: Handler<'DescribeKey'> = (call, { KeyId }) => ({
	KeyMetadata: describe(call.key(KeyId))
});
