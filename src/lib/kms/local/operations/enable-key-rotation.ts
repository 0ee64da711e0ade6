import { assertRotatesAutomatically, rotationPeriod } from '../rotation.ts';
import { assertRange } from '../validate.ts';
import type { Operation } from './operation.ts';

export const enableKeyRotation: Operation<'EnableKeyRotation'> = {
	readOnly: false,
	run(call, { KeyId, RotationPeriodInDays: period = rotationPeriod.default }) {
		assertRange('rotationPeriodInDays', period, rotationPeriod.least, rotationPeriod.most);
		const key = call.key(KeyId, { context: { 'kms:RotationPeriodInDays': period } });
		assertRotatesAutomatically(key);
		call.assertState(key);
		// One period from the day it is enabled [M]. Choice: to enable it again with the same period
		// changes nothing, with another one the count begins anew.
		if (key.rotation?.periodInDays === period) return {};
		const next = new Date(call.world.now.getTime() + period * 86_400_000);
		key.rotation = { periodInDays: period, next, missed: false };
		call.world.touch(key);
		return {};
	}
};
