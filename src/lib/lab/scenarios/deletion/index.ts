import { numberIn } from '../../engine/fields.ts';
import type { Run, ScenarioCode } from '../../engine/types.ts';
import { keyStage } from '../key-life/cast.ts';
import { daysText } from '../key-life/days.ts';
import Ledger from '../key-life/Ledger.svelte';
import { DeletionRun, wayIn } from './run.ts';

/** The run that the engine hands back is the one that `start` gave it. */
function ours(run: Run): DeletionRun {
	if (run instanceof DeletionRun) return run;
	throw new TypeError('This run is of another scenario.');
}

export const scenario: ScenarioCode<'deletion'> = {
	id: 'deletion',
	stage: keyStage(),
	fields: [
		{
			id: 'document',
			kind: 'document',
			label: 'Document',
			initial: {
				text: 'Court file 14/1988, sealed. To be destroyed when the retention period is over.'
			}
		},
		{
			id: 'context',
			kind: 'context',
			label: 'Encryption context',
			initial: { pairs: { file: '14/1988', class: 'destroy' } }
		},
		{
			id: 'window',
			kind: 'number',
			label: 'Waiting period',
			initial: 30,
			min: 7,
			max: 30,
			unit: 'days',
			then: 'stay'
		}
	],
	start: (inputs, world) => DeletionRun.start(inputs, world),
	Panel: Ledger,
	acts: [
		{
			id: 'move-clock',
			at: [
				'open',
				'ask-disabled',
				'enable',
				'schedule',
				'wait',
				'schedule-again',
				'end',
				'shredded'
			],
			title: 'Move the clock',
			fields: [
				{
					id: 'days',
					kind: 'number',
					label: 'Days that go by',
					initial: 7,
					min: 1,
					max: 400,
					unit: 'days',
					help: 'Then the application asks for its document again. The first deletion is to be called back, so for that one time stops an hour before the end.'
				}
			],
			button: 'Move the clock and try again',
			told: (values) => `Moved the clock by ${daysText(numberIn(values, 'days'))}`
		}
	],
	breaks: [
		{
			id: 'own-window',
			at: ['enable', 'enable-again'],
			button: 'Schedule it with this period',
			exact: true,
			fields: [
				{
					id: 'days',
					kind: 'number',
					label: 'Waiting period',
					initial: 1,
					min: 0,
					max: 365,
					unit: 'days'
				}
			],
			attempt: (run, values) => ours(run).scheduleWithin(numberIn(values, 'days'))
		},
		{
			id: 'while-pending',
			at: ['schedule', 'wait'],
			button: 'Send this call',
			exact: true,
			fields: [
				{
					id: 'way',
					kind: 'choice',
					label: 'Call',
					initial: 'GenerateDataKey',
					options: [
						{ value: 'GenerateDataKey', label: 'GenerateDataKey' },
						{ value: 'EnableKey', label: 'EnableKey' },
						{ value: 'ScheduleKeyDeletion', label: 'ScheduleKeyDeletion, for 30 days more' },
						{ value: 'DescribeKey', label: 'DescribeKey' },
						{ value: 'GetKeyPolicy', label: 'GetKeyPolicy' }
					]
				}
			],
			attempt: (run, values) => ours(run).whilePending(wayIn(values))
		},
		{
			id: 'cancel-late',
			at: ['schedule', 'wait'],
			button: 'Wait, then cancel',
			exact: true,
			fields: ({ inputs }) => [
				{
					id: 'days',
					kind: 'number',
					label: 'Days to wait first',
					initial: numberIn(inputs, 'window') + 1,
					min: 0,
					max: 400,
					unit: 'days'
				}
			],
			attempt: (run, values) => ours(run).cancelAfter(numberIn(values, 'days'))
		},
		{
			id: 'bring-back',
			at: ['end', 'shredded'],
			button: 'Try it',
			exact: true,
			fields: [
				{
					id: 'way',
					kind: 'choice',
					label: 'How',
					initial: 'cancel',
					options: [
						{ value: 'cancel', label: 'CancelKeyDeletion' },
						{ value: 'enable', label: 'EnableKey' },
						{ value: 'unnamed', label: 'Decrypt without naming a key' },
						{ value: 'new-key', label: 'Decrypt with a KMS key made today' }
					]
				}
			],
			attempt: (run, values) => ours(run).bringBack(wayIn(values))
		},
		{
			id: 'copied-key',
			at: ['wait', 'end', 'shredded'],
			button: 'Open it with the copy',
			attempt: (run) => ours(run).openWithCopy()
		}
	]
};
