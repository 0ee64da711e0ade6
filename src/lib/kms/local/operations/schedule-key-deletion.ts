import { assertRange } from '../validate.ts';
import type { Operation } from './operation.ts';

/** Days of waiting [M]; the model's type allows 1 to 365, its text these. */
const days = { least: 7, most: 30 } as const;

export const scheduleKeyDeletion: Operation<'ScheduleKeyDeletion'> = {
	readOnly: false,
	run(call, { KeyId, PendingWindowInDays = days.most }) {
		assertRange('pendingWindowInDays', PendingWindowInDays, days.least, days.most);
		const key = call.key(KeyId, {
			context: { 'kms:ScheduleKeyDeletionPendingWindowInDays': PendingWindowInDays }
		});
		call.assertState(key);
		key.state = 'PendingDeletion';
		key.deletionDate = new Date(call.world.now.getTime() + PendingWindowInDays * 86_400_000);
		call.world.touch(key);
		return {
			KeyId: key.arn,
			DeletionDate: key.deletionDate,
			KeyState: key.state,
			PendingWindowInDays
		};
	}
};
