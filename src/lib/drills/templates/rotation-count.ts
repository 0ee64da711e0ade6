import type { Html } from '#lib/content/index.ts';
import { code, day, say, text } from '../html.ts';
import { freshKms, newKey } from '../kms.ts';
import { between, pick } from '../template.ts';
import type { Made, Random, Template } from '../template.ts';

const hour = 3_600_000;

function times(count: number): Html {
	return count === 1 ? say`once` : count === 2 ? say`twice` : say`${text(count)} times`;
}

async function make(random: Random): Promise<Made> {
	const start = new Date(Date.UTC(2026, between(random, 0, 11), between(random, 1, 28), 9));
	const kms = freshKms(start);
	const KeyId = await newKey(kms);
	const period = pick(random, [90, 120, 180, 200, 365, 400, 730]);
	await kms.send('EnableKeyRotation', { KeyId, RotationPeriodInDays: period });
	const passed = period * between(random, 1, 4) + between(random, 5, period - 5);
	const onDemand = random() < 0.5;
	const early = between(random, 1, Math.min(passed, period) - 2);
	kms.clock.advance({ days: onDemand ? early : passed });
	const rotatedAt = kms.clock.now();
	if (onDemand) {
		await kms.send('RotateKeyOnDemand', { KeyId });
		kms.clock.advance({ days: passed - early });
	}
	const end = new Date(kms.clock.now().getTime() + hour);
	const { Rotations = [] } = await kms.send('ListKeyRotations', { KeyId });
	const automatic = Rotations.filter(({ RotationType }) => RotationType === 'AUTOMATIC').length;
	const right = Rotations.length + 1;
	const wrong = [
		// The first material forgotten; a rotation too many; the one that stays; one a year.
		right - 1,
		right + 1,
		1,
		Math.floor(passed / 365) + 1,
		right + 2
	];
	const counts = [...new Set([right, ...wrong.filter((count) => count > 0)])].slice(0, 4);
	return {
		type: 'single',
		stem: say`On ${text(day(start))} a customer managed key is made, and automatic rotation is switched on with a ${code('RotationPeriodInDays')} of ${text(period)}. ${
			onDemand
				? say`On ${text(day(rotatedAt))} somebody also calls ${code('RotateKeyOnDemand')} once. `
				: say``
		}How many key materials does the key have on ${text(day(end))}, the current one included?`,
		options: counts.map((count) => ({
			text: say`${text(count)}`,
			correct: count === right,
			why:
				count === right
					? say`The period ran out ${times(automatic)}${
							onDemand
								? say`, the rotation on demand adds one and leaves the schedule as it is,`
								: say``
						} and the first material is kept: ${text(right)}.`
					: count === 1
						? say`A rotation adds material. The older one stays, or nothing sealed before could be opened.`
						: count === right - 1
							? say`This counts the rotations (${text(Rotations.length)}) and forgets the material that the key was made with.`
							: count === Math.floor(passed / 365) + 1
								? say`That would be a period of 365 days. This key has one of ${text(period)}.`
								: say`In ${text(passed)} days a period of ${text(period)} runs out ${times(automatic)}, not oftener.`
		})),
		hints: [say`Count the days from ${text(day(start))}: there are ${text(passed)} of them.`]
	};
}

export const rotationCount: Template = {
	id: 'drill-rotation-count',
	version: 1,
	title: 'Rotation periods and what they leave behind',
	module: '05-a-keys-life',
	types: ['single'],
	difficulty: 3,
	facts: ['rotation-period', 'rotation-date', 'on-demand-schedule', 'rotation-keeps-old-material'],
	exam: ['SCS-C03/5.2', 'DVA-C02/2.2'],
	twins: 'rotation-ways',
	make
};
