import type { Operation } from './operation.ts';

export const cancelKeyDeletion: Operation<'CancelKeyDeletion'> = {
	readOnly: false,
	run(call, { KeyId }) {
		const key = call.key(KeyId);
		call.assertState(key);
		// Choice: a key that lacks imported material waits for it; “Disabled” would let EnableKey
		// make a key of it that has nothing to work with.
		const isComplete = key.materials.length > 0 && key.materials.every(({ kept }) => kept);
		key.state = isComplete ? 'Disabled' : 'PendingImport';
		key.deletionDate = undefined;
		call.world.touch(key);
		return { KeyId: key.arn };
	}
};
