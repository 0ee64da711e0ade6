import { code, day, say, text } from '../html.ts';
import { answerOf, freshKms, newKey } from '../kms.ts';
import { between, pick } from '../template.ts';
import type { Made, Random, Template } from '../template.ts';

async function make(random: Random): Promise<Made> {
	const now = new Date(Date.UTC(2026, between(random, 0, 11), between(random, 1, 28), 10));
	const days = pick(random, [undefined, undefined, 7, 10, 14, 21, 30, 3, 45, 60]);
	const kms = freshKms(now);
	const KeyId = await newKey(kms);
	const { output, error } = await answerOf(kms, 'ScheduleKeyDeletion', {
		KeyId,
		...(days === undefined ? {} : { PendingWindowInDays: days })
	});
	const after = (count: number) => day(new Date(now.getTime() + count * 86_400_000));
	const right = output?.DeletionDate ? day(output.DeletionDate) : '';
	const dates = [
		...new Set([...(right ? [right] : []), ...[days ?? 30, 30, 7, 14, 90].map(after)])
	].slice(0, 3);
	const asked =
		days === undefined
			? say`no ${code('PendingWindowInDays')}`
			: say`a ${code('PendingWindowInDays')} of ${text(days)}`;
	return {
		type: 'single',
		stem: say`On ${text(day(now))} at 10:00 UTC somebody calls ${code('ScheduleKeyDeletion')} with ${asked}. Which ${code('DeletionDate')} does KMS answer with?`,
		options: [
			...dates.map((date) => ({
				text: say`${text(date)}`,
				correct: date === right,
				why:
					date === right
						? say`${days === undefined ? say`Without a number the waiting period is the longest one` : say`The number asked for lies within what KMS allows`}, and it counts from the call. Until then ${code('CancelKeyDeletion')} brings the key back, in state ${code('Disabled')}.`
						: error
							? say`No key is scheduled at all: ${text(days ?? 0)} days are not among the waiting periods that KMS takes.`
							: date === after(7)
								? say`The shortest waiting period has to be asked for by number.`
								: date === after(30)
									? say`That is the waiting period of a request that names none. This one names ${text(days ?? 30)}.`
									: say`Nothing in the request asks for that many days.`
			})),
			{
				text: say`None: the request is refused with ${code('ValidationException')}`,
				correct: error === 'ValidationException',
				why: error
					? say`The waiting period is at least 7 and at most 30 days, so the key stays as it was.`
					: say`The request is fine: ${days === undefined ? say`the number may be left out` : say`${text(days)} lies between 7 and 30`}.`
			}
		],
		hints: [say`Two numbers bound the waiting period, and one of them is the default.`]
	};
}

export const deletionDate: Template = {
	id: 'drill-deletion-date',
	version: 1,
	title: 'When a key is deleted',
	module: '05-a-keys-life',
	types: ['single'],
	difficulty: 1,
	facts: ['deletion-window', 'deletion-later'],
	exam: ['SCS-C03/5.2'],
	twins: 'off-or-gone',
	make
};
