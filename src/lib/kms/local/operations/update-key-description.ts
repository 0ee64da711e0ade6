import { assertLength, required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const updateKeyDescription: Operation<'UpdateKeyDescription'> = {
	readOnly: false,
	run(call, { KeyId, Description }) {
		const description = required('description', Description);
		assertLength('description', description, 0, 8192);
		const key = call.key(KeyId);
		call.assertState(key);
		key.description = description;
		call.world.touch(key);
		return {};
	}
};
