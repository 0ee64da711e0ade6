import { numberIn, textIn } from '../../engine/fields.ts';
import type { Run, ScenarioCode } from '../../engine/types.ts';
import type { ActorPlace, StagePlan } from '../../stage/types.ts';
import { keyStage } from '../key-life/cast.ts';
import Ledger from '../key-life/Ledger.svelte';
import { CachingRun, withThief } from './run.ts';

/** The run that the engine hands back is the one that `start` gave it. */
function ours(run: Run): CachingRun {
	if (run instanceof CachingRun) return run;
	throw new TypeError('This run is of another scenario.');
}

const sealed = [
	'without',
	'first',
	'more',
	'other-context',
	'limit',
	'taken-away',
	'bites',
	'exposed',
	'count'
];
const stage = keyStage();
const thief: ActorPlace = {
	id: 'thief',
	name: 'A thief',
	where: 'with copies of that memory and of storage',
	kind: 'person'
};
const stageWithThief: StagePlan = { ...stage, actors: [...stage.actors, thief] };

export const scenario: ScenarioCode<'caching'> = {
	id: 'caching',
	stage: (_, step) => (withThief.includes(step) ? stageWithThief : stage),
	secret: 'message',
	fields: [
		{
			id: 'document',
			kind: 'document',
			label: 'Message',
			initial: { text: 'Pump 7: 4.1 bar, 61 °C, 12:00' }
		},
		{
			id: 'context',
			kind: 'context',
			label: 'Encryption context',
			initial: { pairs: { site: 'north' } }
		},
		{
			id: 'other',
			kind: 'context',
			label: 'Another encryption context',
			initial: { pairs: { site: 'south' } }
		},
		{
			id: 'age',
			kind: 'number',
			label: 'Maximum age',
			initial: 10,
			min: 1,
			max: 1440,
			unit: 'minutes',
			then: 'stay',
			help: 'The limit that the SDK insists on.'
		},
		{
			id: 'messages',
			kind: 'number',
			label: 'Maximum messages',
			initial: 5,
			min: 1,
			max: 4_294_967_296,
			then: 'stay',
			help: 'The default, 4,294,967,296, is also the most.'
		},
		{
			id: 'bytes',
			kind: 'number',
			label: 'Maximum bytes',
			initial: 10_000,
			min: 1,
			max: Number.MAX_SAFE_INTEGER,
			then: 'stay'
		},
		{
			id: 'count',
			kind: 'number',
			label: 'Messages to project to',
			initial: 10_000,
			min: 1,
			max: 1_000_000,
			then: 'stay'
		},
		{
			id: 'pace',
			kind: 'number',
			label: 'Pace of the projection',
			initial: 300,
			min: 1,
			max: 1_000_000,
			unit: 'messages a minute',
			then: 'stay'
		}
	],
	check(inputs) {
		for (const field of ['context', 'other']) {
			const value = inputs[field];
			const pairs = typeof value === 'object' && 'pairs' in value ? value.pairs : {};
			const reserved = Object.keys(pairs).find((name) => name.startsWith('aws-crypto-'));
			if (reserved !== undefined)
				return {
					field,
					problem: `“${reserved}” cannot be used: names that begin with aws-crypto- belong to the message format.`
				};
		}
		return undefined;
	},
	start: (inputs, world) => CachingRun.start(inputs, world),
	ahead: () => import('./sealing.ts'),
	Panel: Ledger,
	acts: [
		{
			id: 'seal',
			at: sealed,
			title: 'Seal messages',
			fields: [
				{
					id: 'text',
					kind: 'text',
					label: 'Text',
					initial: '',
					maxLength: 2000,
					help: 'Left empty, it is your message from above.'
				},
				{ id: 'times', kind: 'number', label: 'How many', initial: 1, min: 1, max: 50 },
				{
					id: 'context',
					kind: 'choice',
					label: 'Encryption context',
					initial: 'own',
					options: [
						{ value: 'own', label: 'the first one' },
						{ value: 'other', label: 'the other one' }
					]
				},
				{
					id: 'cache',
					kind: 'choice',
					label: 'Data key',
					initial: 'yes',
					options: [
						{ value: 'yes', label: 'from the cache, if one fits' },
						{ value: 'no', label: 'a new one for each message' }
					]
				}
			],
			button: 'Seal',
			told: (values) =>
				`Sealed ${numberIn(values, 'times') === 1 ? 'a message' : `${numberIn(values, 'times')} messages`} ${textIn(values, 'cache') === 'no' ? 'without the cache' : 'through the cache'}`
		},
		{
			id: 'wait',
			at: sealed,
			title: 'Let time go by',
			fields: [{ id: 'minutes', kind: 'number', label: 'Minutes', initial: 5, min: 1, max: 1440 }],
			button: 'Move the clock',
			told: (values) => `Moved the clock by ${numberIn(values, 'minutes')} minutes`
		},
		{
			id: 'open',
			at: sealed,
			title: 'Open a message through the cache',
			fields: [
				{
					id: 'message',
					kind: 'number',
					label: 'Number of the message',
					initial: 1,
					min: 1,
					max: 999,
					help: 'Data keys to open with are cached apart from those to seal with.'
				}
			],
			button: 'Open it',
			told: (values) => `Opened message ${numberIn(values, 'message')}`
		},
		{
			id: 'permission',
			at: sealed,
			title: 'The permission of the application',
			fields: [
				{
					id: 'may',
					kind: 'choice',
					label: 'GenerateDataKey and Decrypt',
					initial: 'no',
					options: [
						{ value: 'no', label: 'denied by the key policy' },
						{ value: 'yes', label: 'allowed again' }
					]
				}
			],
			button: 'Send PutKeyPolicy',
			told: (values) =>
				textIn(values, 'may') === 'yes' ? 'Gave the permission back' : 'Took the permission away'
		}
	],
	breaks: [
		{
			id: 'revoke-and-wait',
			at: ['more', 'other-context', 'limit'],
			button: 'Take it away, wait, seal',
			exact: true,
			fields: ({ inputs }) => [
				{
					id: 'minutes',
					kind: 'number',
					label: 'Minutes in between',
					initial: Math.max(0, numberIn(inputs, 'age') - 1),
					min: 0,
					max: 2880
				}
			],
			attempt: (run, values) => ours(run).sealWithout(numberIn(values, 'minutes'))
		},
		{
			id: 'copied-key',
			at: withThief,
			button: 'Open it with the copy',
			exact: true,
			fields: ({ moment }) => {
				const count = Number(moment.figures?.find(({ label }) => label === 'Messages')?.value ?? 1);
				return [
					{
						id: 'message',
						kind: 'number',
						label: 'Number of the message',
						initial: Math.min(4, count),
						min: 1,
						max: count
					}
				];
			},
			attempt: (run, values) => ours(run).openWithCopy(numberIn(values, 'message'))
		}
	]
};
