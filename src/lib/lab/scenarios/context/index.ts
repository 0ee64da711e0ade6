import { encodeUtf8 } from '#lib/crypto/index.ts';
import { validatePolicy } from '#lib/iam/index.ts';
import { contextIn, textIn } from '../../engine/fields.ts';
import type { Inputs } from '../../engine/fields.ts';
import { isSymmetric, needsSymmetric } from '../../engine/own.ts';
import { application, kms, storage } from '../../engine/places.ts';
import type { Run, ScenarioCode } from '../../engine/types.ts';
import { sizeText } from '../../engine/words.ts';
import Ledger from '../key-life/Ledger.svelte';
import { firstPair, otherCase, turnedRound } from './pairs.ts';
import { policyFor } from './policy.ts';
import { ContextRun } from './run.ts';

/** The run that the engine hands back is the one that `start` gave it. */
function ours(run: Run): ContextRun {
	if (run instanceof ContextRun) return run;
	throw new TypeError('This run is of another scenario.');
}

/** What one Encrypt call takes (API reference, Encrypt). */
const encryptLimit = 4096;

export const scenario: ScenarioCode<'context'> = {
	id: 'context',
	secret: 'record',
	stage: {
		actors: [
			{
				id: 'reader',
				name: 'Records reader',
				where: 'another role: records-reader',
				kind: 'person'
			},
			{ ...application, where: 'as the role payroll-app', below: true },
			kms,
			{
				id: 'trail',
				name: 'Audit trail',
				where: 'CloudTrail: an event of every call',
				kind: 'service'
			},
			{ ...storage, below: true }
		],
		lanes: [
			{ between: ['reader', 'kms'] },
			{ between: ['application', 'kms'] },
			{ between: ['application', 'storage'] }
		]
	},
	fields: [
		{
			id: 'record',
			kind: 'text',
			label: 'Record',
			initial: 'Scan 0481: fracture of the left wrist, healing well.',
			maxLength: 5000,
			rows: 2
		},
		{
			id: 'context',
			kind: 'context',
			label: 'Encryption context',
			initial: { pairs: { tenant: 'clinic-7', object: 'scan-0481' } }
		},
		{
			id: 'asked',
			kind: 'text',
			label: 'What the key policy will ask for in the first pair',
			initial: 'clinic-8',
			maxLength: 100,
			help: 'From step 8 on the reader may decrypt only if the first pair has this value.'
		}
	],
	check(inputs) {
		return problemOfRecord(inputs) ?? problemOfContext(inputs) ?? problemOfPolicy(inputs);
	},
	onOwnKms(_, keys) {
		if (!keys.some(isSymmetric)) return needsSymmetric;
		return {
			steps: ['start', 'seal', 'match', 'order', 'case'],
			calls: 4,
			breaks: ['own-context', 'swapped'],
			note: 'From the audit trail on the steps stay with the KMS in this page, and with its own ciphertext: they read its trail, change a key policy and need a second role. Nothing of that is done to your key.'
		};
	},
	start: (inputs, world) => ContextRun.start(inputs, world),
	Panel: Ledger,
	breaks: [
		{
			id: 'own-context',
			at: ['match', 'order', 'case', 'trail'],
			button: 'Send with this context',
			fields: ({ inputs }) => [
				{
					id: 'context',
					kind: 'context',
					label: 'Encryption context',
					initial: { pairs: contextIn(inputs, 'context') }
				}
			],
			attempt: (run, values) => ours(run).decryptWith('application', contextIn(values, 'context'))
		},
		{
			id: 'swapped',
			at: ['match', 'order', 'case', 'trail'],
			button: 'Swap them and decrypt',
			fields: [
				{
					id: 'other',
					kind: 'text',
					label: 'The other record',
					initial: 'Scan 0512: no finding.',
					maxLength: 1000
				},
				{
					id: 'bound',
					kind: 'choice',
					label: 'Both were sealed',
					initial: 'with',
					options: [
						{ value: 'with', label: 'each with a context of its own' },
						{ value: 'without', label: 'without any context' }
					]
				}
			],
			attempt: (run, values) =>
				ours(run).swap(textIn(values, 'other') || ' ', textIn(values, 'bound') === 'with')
		},
		{
			id: 'own-claim',
			at: ['condition', 'by-policy', 'policy-first', 'false-claim'],
			button: 'Ask with this context',
			fields: ({ inputs }) => [
				{
					id: 'context',
					kind: 'context',
					label: 'Encryption context',
					initial: { pairs: contextIn(inputs, 'context') }
				}
			],
			attempt: (run, values) => ours(run).decryptWith('reader', contextIn(values, 'context'))
		}
	]
};

function problemOfRecord(inputs: Inputs) {
	const { length } = encodeUtf8(textIn(inputs, 'record'));
	if (length > 0 && length <= encryptLimit) return undefined;
	return {
		field: 'record',
		problem:
			length === 0
				? 'Type a record: Encrypt takes at least one byte.'
				: `This record has ${sizeText(length)}, and Encrypt takes ${sizeText(encryptLimit)}.`
	};
}

function problemOfContext(inputs: Inputs) {
	const context = contextIn(inputs, 'context');
	const names = Object.keys(context);
	const say = (problem: string) => ({ field: 'context', problem });
	if (names.length < 2)
		return say('This walk needs two pairs: one that the policy looks at, and an order to change.');
	if (new Set(names.map((name) => name.toLowerCase())).size < names.length)
		return say(
			'Two of these names differ in nothing but letter case; a policy takes them for one.'
		);
	if (Object.keys(turnedRound(context))[0] !== names.at(-1))
		return say('Names that are whole numbers are always in order here. Take other names.');
	if (!otherCase(context))
		return say('One value needs a letter, so that the walk can change its case.');
	return undefined;
}

function problemOfPolicy(inputs: Inputs) {
	const { name, value } = firstPair(contextIn(inputs, 'context'));
	const asked = textIn(inputs, 'asked');
	const say = (problem: string) => ({ field: 'asked', problem });
	if (asked === value)
		return say('Ask for another value than the record has. With the same one nobody is refused.');
	const faults = validatePolicy(policyFor({ name, value: asked }));
	return asked.includes('${') || faults.some(({ severity }) => severity === 'error')
		? say(`A key policy cannot ask for the pair “${name}” with this value. Take a plainer one.`)
		: undefined;
}
