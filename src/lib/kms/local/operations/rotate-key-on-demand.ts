import { assertRotatable, rotateOnDemand } from '../rotation.ts';
import type { Operation } from './operation.ts';

export const rotateKeyOnDemand: Operation<'RotateKeyOnDemand'> = {
	readOnly: false,
	async run(call, { KeyId }) {
		const key = call.key(KeyId);
		assertRotatable(key);
		call.assertState(key);
		await rotateOnDemand(call.world, key);
		// The id, as in the model's example.
		return { KeyId: key.id };
	}
};
