import { assertRotatesAutomatically } from '../rotation.ts';
import type { Operation } from './operation.ts';

export const getKeyRotationStatus: Operation<'GetKeyRotationStatus'> = {
	readOnly: true,
	run(call, { KeyId }) {
		const key = call.key(KeyId);
		assertRotatesAutomatically(key);
		// While a key is pending deletion its status is false, and comes back if that is cancelled [M].
		const rotation = key.state === 'PendingDeletion' ? undefined : key.rotation;
		return {
			KeyId: key.id,
			KeyRotationEnabled: rotation !== undefined,
			...(rotation
				? { RotationPeriodInDays: rotation.periodInDays, NextRotationDate: rotation.next }
				: {})
		};
	}
};
