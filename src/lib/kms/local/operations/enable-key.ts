import { rotateAsScheduled } from '../settle.ts';
import type { Operation } from './operation.ts';

export const enableKey: Operation<'EnableKey'> = {
	readOnly: false,
	async run(call, { KeyId }) {
		const key = call.key(KeyId);
		call.assertState(key);
		key.state = 'Enabled';
		// A rotation that was missed meanwhile happens at once.
		await rotateAsScheduled(call.world, key);
		call.world.touch(key);
		return {};
	}
};
