import type { Operation } from './operation.ts';

export const disableKey: Operation<'DisableKey'> = {
	readOnly: false,
	run(call, { KeyId }) {
		const key = call.key(KeyId);
		call.assertState(key);
		key.state = 'Disabled';
		call.world.touch(key);
		return {};
	}
};
