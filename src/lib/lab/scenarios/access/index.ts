import { kms } from '../../engine/places.ts';
import type { ScenarioCode } from '../../engine/types.ts';
import { labScenarios } from '#lib/content/index.ts';
import { toldOf } from './access.ts';
import { callers, calls, grants } from './arrangements.ts';
import Circles from './Circles.svelte';
import Policies from './Policies.svelte';
import { AccessRun, arrangementIn } from './run.ts';

const optionsOf = (choices: Readonly<Record<string, { label: string }>>) =>
	Object.entries(choices).map(([value, { label }]) => ({ value, label }));

export const scenario: ScenarioCode<'access'> = {
	id: 'access',
	secret: 'object',
	stage: {
		actors: [
			{
				id: 'caller',
				name: 'The caller',
				where: 'with the policies that IAM has for it',
				kind: 'person'
			},
			{
				id: 's3',
				name: 'Amazon S3',
				where: 'payroll-archive, under SSE-KMS',
				kind: 'storage'
			},
			kms
		],
		lanes: [
			{ between: ['caller', 's3'], label: 'no request at this step' },
			{ between: ['s3', 'kms'] },
			{ between: ['caller', 'kms'] }
		]
	},
	fields: [
		{
			id: 'document',
			kind: 'document',
			label: 'Text in the object',
			initial: { text: 'Mia Chen, 4,200.00\nSam Roth, 3,950.00' },
			then: 'stay'
		}
	],
	start: (inputs, world) => AccessRun.start(inputs, world),
	acts: [
		{
			id: 'arrange',
			at: labScenarios.access.steps,
			title: 'Policies and caller',
			button: 'Put this in place',
			inPanel: true,
			asksAgain: true,
			told: (values) => toldOf(arrangementIn(values)),
			fields: [
				{
					id: 'caller',
					kind: 'choice',
					label: 'Who asks',
					initial: 'payroll',
					options: optionsOf(callers)
				},
				{
					id: 'call',
					kind: 'choice',
					label: 'What for',
					initial: 'get',
					options: optionsOf(calls)
				},
				{
					id: 'context',
					kind: 'context',
					label: 'Encryption context of the call',
					initial: { pairs: {} }
				},
				{ id: 'keyPolicy', kind: 'policy', label: 'Key policy', initial: '' },
				{ id: 'identityPolicy', kind: 'policy', label: 'Policy of the caller', initial: '' },
				{ id: 'scp', kind: 'policy', label: 'Service control policy', initial: '' },
				{
					id: 'grant',
					kind: 'choice',
					label: 'Grant on the key',
					initial: 'none',
					options: optionsOf(grants)
				},
				{
					id: 'ask',
					kind: 'choice',
					label: 'When to ask',
					initial: 'now',
					options: [
						{ value: 'now', label: 'at once' },
						{ value: 'later', label: 'at the next step' }
					]
				}
			]
		}
	],
	Panel: Policies,
	Drawing: Circles
};
