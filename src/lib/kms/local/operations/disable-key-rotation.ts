import { assertRotatesAutomatically } from '../rotation.ts';
import type { Operation } from './operation.ts';

export const disableKeyRotation: Operation<'DisableKeyRotation'> = {
	readOnly: false,
	run(call, { KeyId }) {
		const key = call.key(KeyId);
		assertRotatesAutomatically(key);
		call.assertState(key);
		key.rotation = undefined;
		call.world.touch(key);
		return {};
	}
};
