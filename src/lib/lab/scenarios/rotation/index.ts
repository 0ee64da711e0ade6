import { numberIn, textIn } from '../../engine/fields.ts';
import type { Run, ScenarioCode } from '../../engine/types.ts';
import { keyStage } from '../key-life/cast.ts';
import { daysText } from '../key-life/days.ts';
import Ledger from '../key-life/Ledger.svelte';
import { keyKinds, RotationRun } from './run.ts';

/** The run that the engine hands back is the one that `start` gave it. */
function ours(run: Run): RotationRun {
	if (run instanceof RotationRun) return run;
	throw new TypeError('This run is of another scenario.');
}

export const scenario: ScenarioCode<'rotation'> = {
	id: 'rotation',
	stage: keyStage(),
	fields: [
		{
			id: 'document',
			kind: 'document',
			label: 'Document',
			initial: { text: 'Register of births, volume 12, sealed before the first rotation.' }
		},
		{
			id: 'later',
			kind: 'text',
			label: 'A second document, for later',
			initial: 'Register of births, volume 13.',
			maxLength: 2000
		},
		{
			id: 'context',
			kind: 'context',
			label: 'Encryption context',
			initial: { pairs: { archive: 'Halvorsund' } }
		},
		{
			id: 'period',
			kind: 'number',
			label: 'Rotation period',
			initial: 365,
			min: 90,
			max: 2560,
			unit: 'days',
			then: 'stay'
		}
	],
	start: (inputs, world) => RotationRun.start(inputs, world),
	Panel: Ledger,
	acts: [
		{
			id: 'move-clock',
			at: ['enable', 'period-over', 'open-old', 'seal-new', 'on-demand', 'open-all'],
			title: 'Move the clock',
			fields: [
				{
					id: 'days',
					kind: 'number',
					label: 'Days that go by',
					initial: 365,
					min: 1,
					max: 2560,
					unit: 'days',
					help: 'KMS rotates by itself on every date that comes by.'
				}
			],
			button: 'Move the clock',
			told: (values) => `Moved the clock by ${daysText(numberIn(values, 'days'))}`
		}
	],
	breaks: [
		{
			id: 'other-key',
			at: ['enable'],
			button: 'Enable rotation on this key',
			exact: true,
			fields: [
				{
					id: 'kind',
					kind: 'choice',
					label: 'KMS key',
					initial: 'imported',
					options: Object.entries(keyKinds).map(([value, { label }]) => ({ value, label }))
				},
				{
					id: 'period',
					kind: 'number',
					label: 'Rotation period',
					initial: 365,
					min: 1,
					max: 10_000,
					unit: 'days'
				}
			],
			attempt: (run, values) =>
				ours(run).enableOn(textIn(values, 'kind'), numberIn(values, 'period'))
		},
		{
			id: 'kept-copy',
			at: ['period-over', 'on-demand', 'rewrap', 'done'],
			button: 'Open it with the copy',
			fields: ({ moment }) => [
				{
					id: 'copy',
					kind: 'choice',
					label: 'What was copied',
					initial: 'data-key',
					options: [
						{ value: 'data-key', label: 'The data key, in the clear' },
						...(moment.step === 'rewrap' || moment.step === 'done'
							? [{ value: 'wrapped', label: 'The wrapped data key, as it was first' }]
							: [])
					]
				}
			],
			attempt: (run, values) => ours(run).openWithCopy(textIn(values, 'copy'))
		},
		{
			id: 'rotate-more',
			at: ['on-demand'],
			button: 'Rotate that often',
			exact: true,
			fields: [
				{
					id: 'times',
					kind: 'number',
					label: 'How many times more',
					initial: 30,
					min: 1,
					max: 40
				}
			],
			attempt: (run, values) => ours(run).rotateMore(numberIn(values, 'times'))
		}
	]
};
