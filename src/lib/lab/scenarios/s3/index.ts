import { numberIn, textIn } from '../../engine/fields.ts';
import type { Field } from '../../engine/fields.ts';
import type { BreakPlace, Run, ScenarioCode } from '../../engine/types.ts';
import { s3Stage } from './cast.ts';
import { kindIds, kinds } from './kinds.ts';
import { reportOf } from './report.ts';
import { callerIn, S3Run } from './run.ts';
import Tables from './Tables.svelte';

/** The run that the engine hands back is the one that `start` gave it. */
function ours(run: Run): S3Run {
	if (run instanceof S3Run) return run;
	throw new TypeError('This run is of another scenario.');
}

const who: Field = {
	id: 'who',
	kind: 'choice',
	label: 'Reader',
	initial: 'auditor',
	options: [
		{ value: 'application', label: 'Your application' },
		{ value: 'auditor', label: 'Auditor: s3:GetObject and kms:Decrypt' },
		{ value: 'contractor', label: 'Contractor: s3:GetObject alone' }
	]
};

const afterPut = [
	's3-managed',
	'kms-stores',
	'each-its-own',
	'read',
	'two-permissions',
	'bucket-key',
	'bucket-key-read',
	'two-layers',
	'own-key-refused',
	'own-key',
	'client-side',
	'count'
];

/** Objects that are in the bucket, with a Bucket Key first: they are the interesting ones here. */
function objectField({ moment }: BreakPlace): Field {
	const objects = reportOf(moment)?.objects ?? [];
	const chosen = objects.findLast(({ kind }) => kind === 'bucket-key') ?? objects.at(-1);
	return {
		id: 'object',
		kind: 'choice',
		label: 'Object',
		initial: String(chosen?.number ?? 1),
		options: objects.map(({ number, kind }) => ({
			value: String(number),
			label: `Object ${number}, ${kinds[kind].label}`
		}))
	};
}

export const scenario: ScenarioCode<'s3'> = {
	id: 's3',
	stage: s3Stage,
	secret: 'object',
	fields: [
		{
			id: 'document',
			kind: 'document',
			label: 'Document',
			initial: { text: 'Third quarter, draft: revenue 41.2 million, to be published on Thursday.' }
		},
		{
			id: 'object',
			kind: 'text',
			label: 'Object name',
			initial: 'q3/report.txt',
			maxLength: 120,
			code: true,
			help: 'The key of the first object; the others are numbered. It is not encrypted, and stands in the encryption context.'
		},
		{
			id: 'count',
			kind: 'number',
			label: 'Objects to project to',
			initial: 10_000,
			min: 1,
			max: 1_000_000,
			then: 'stay'
		},
		{
			id: 'pace',
			kind: 'number',
			label: 'Pace of the projection',
			initial: 500,
			min: 1,
			max: 100_000,
			unit: 'objects a minute',
			then: 'stay'
		},
		{
			id: 'lifetime',
			kind: 'number',
			label: 'Life of a bucket-level key',
			initial: 5,
			min: 1,
			max: 1440,
			unit: 'minutes',
			then: 'stay',
			help: 'AWS says that it is a limited time, and not how long. The figure is yours to try.'
		}
	],
	start: (inputs, world) => S3Run.start(inputs, world),
	ahead: () => import('./sealing.ts'),
	Panel: Tables,
	acts: [
		{
			id: 'put',
			at: afterPut,
			title: 'Put an object of your own',
			fields: [
				{
					id: 'text',
					kind: 'text',
					label: 'Content',
					initial: 'A page for the annex.',
					maxLength: 2000,
					rows: 2
				},
				{
					id: 'kind',
					kind: 'choice',
					label: 'Encryption',
					initial: 'bucket-key',
					options: kindIds.map((kind) => ({ value: kind, label: kinds[kind].label }))
				}
			],
			button: 'Put the object',
			told: (values) => `Put an object under ${labelOf(textIn(values, 'kind'))}`
		},
		{
			id: 'get',
			at: afterPut,
			title: 'Get an object',
			fields: [
				{
					id: 'object',
					kind: 'number',
					label: 'Number of the object',
					initial: 1,
					min: 1,
					max: 999
				},
				who
			],
			button: 'Get the object',
			told: (values) =>
				`Got object ${numberIn(values, 'object')} as ${callerIn(values) === 'application' ? 'your application' : callerIn(values)}`
		},
		{
			id: 'wait',
			at: afterPut,
			title: 'Let time go by',
			fields: [
				{
					id: 'minutes',
					kind: 'number',
					label: 'Minutes',
					initial: 5,
					min: 1,
					max: 1440,
					help: 'Bucket-level keys that S3 has kept for long enough are erased.'
				}
			],
			button: 'Move the clock',
			told: (values) => `Moved the clock by ${numberIn(values, 'minutes')} minutes`
		}
	],
	breaks: [
		{
			id: 'taken-away',
			at: ['read', 'bucket-key-read', 'two-layers', 'own-key', 'client-side', 'count'],
			button: 'Take it away, then read',
			exact: true,
			fields: (at) => [
				{
					id: 'what',
					kind: 'choice',
					label: 'Taken away',
					initial: 'permission',
					options: [
						{ value: 'permission', label: 'The auditor’s kms:Decrypt, by the key policy' },
						{ value: 'key', label: 'The KMS key itself: it is disabled' }
					]
				},
				objectField(at),
				who,
				{
					id: 'minutes',
					kind: 'number',
					label: 'Minutes until the read',
					initial: 1,
					min: 0,
					max: 1440
				}
			],
			attempt: (run, values) =>
				ours(run).without(
					textIn(values, 'what'),
					Number(textIn(values, 'object')),
					callerIn(values),
					numberIn(values, 'minutes')
				)
		},
		{
			id: 'own-key-lost',
			at: ['own-key', 'client-side', 'count'],
			button: 'Read the object under SSE-C',
			fields: [
				{
					id: 'which',
					kind: 'choice',
					label: 'Key in the request',
					initial: 'other',
					options: [
						{ value: 'other', label: 'Another key of 256 bits' },
						{ value: 'same', label: 'The key of the upload' }
					]
				}
			],
			attempt: (run, values) => ours(run).withOwnKey(textIn(values, 'which'))
		}
	]
};

function labelOf(kind: string): string {
	return kinds[kindIds.find((one) => one === kind) ?? 'sse-s3'].label;
}
