import { encodeUtf8 } from '#lib/crypto/index.ts';
import { numberIn, textIn } from '../../engine/fields.ts';
import type { Run, ScenarioCode } from '../../engine/types.ts';
import { sizeText } from '../../engine/words.ts';
import { custodianPlace, keyStage } from '../key-life/cast.ts';
import { daysText } from '../key-life/days.ts';
import Ledger from '../key-life/Ledger.svelte';
import { ImportRun } from './run.ts';

/** The largest plaintext that one Encrypt call takes, in bytes (API reference, Encrypt). */
const encryptLimit = 4096;

/** The run that the engine hands back is the one that `start` gave it. */
function ours(run: Run): ImportRun {
	if (run instanceof ImportRun) return run;
	throw new TypeError('This run is of another scenario.');
}

export const scenario: ScenarioCode<'import'> = {
	id: 'import',
	secret: 'secret',
	stage: keyStage(custodianPlace),
	fields: [
		{
			id: 'secret',
			kind: 'text',
			label: 'Secret',
			initial: 'Court file 7: the name of the witness is kept here.',
			maxLength: 5000,
			rows: 2
		},
		{
			id: 'context',
			kind: 'context',
			label: 'Encryption context',
			initial: { pairs: { file: '7' } }
		},
		{
			id: 'wrapping',
			kind: 'choice',
			label: 'Wrapping algorithm',
			initial: 'RSAES_OAEP_SHA_256',
			options: [
				{ value: 'RSAES_OAEP_SHA_256', label: 'RSAES_OAEP_SHA_256' },
				{ value: 'RSAES_OAEP_SHA_1', label: 'RSAES_OAEP_SHA_1' }
			]
		},
		{
			id: 'wrapping-key',
			kind: 'choice',
			label: 'Wrapping key',
			initial: 'RSA_2048',
			options: [
				{ value: 'RSA_2048', label: 'RSA_2048' },
				{ value: 'RSA_3072', label: 'RSA_3072' },
				{ value: 'RSA_4096', label: 'RSA_4096' }
			],
			help: 'The longer the key, the longer your device takes to make it.'
		},
		{
			id: 'valid',
			kind: 'number',
			label: 'Material expires after',
			initial: 90,
			min: 1,
			max: 365,
			unit: 'days',
			then: 'stay'
		}
	],
	check(inputs) {
		const { length } = encodeUtf8(textIn(inputs, 'secret'));
		if (length === 0)
			return { field: 'secret', problem: 'Type a secret: Encrypt takes at least one byte.' };
		return length <= encryptLimit
			? undefined
			: {
					field: 'secret',
					problem: `This secret has ${sizeText(length)}, and Encrypt takes ${sizeText(encryptLimit)}. The walk keeps the one before.`
				};
	},
	start: (inputs, world) => ImportRun.start(inputs, world),
	Panel: Ledger,
	acts: [
		{
			id: 'move-clock',
			at: ['use', 'refused', 'opens-again'],
			title: 'Move the clock',
			fields: [
				{
					id: 'days',
					kind: 'number',
					label: 'Days that go by',
					initial: 30,
					min: 1,
					max: 400,
					unit: 'days',
					help: 'Then the application asks for its secret.'
				}
			],
			button: 'Move the clock and try',
			told: (values) => `Moved the clock by ${daysText(numberIn(values, 'days'))}`
		},
		{
			id: 'renew',
			at: ['use', 'opens-again'],
			title: 'Import the same material again',
			fields: [
				{
					id: 'days',
					kind: 'number',
					label: 'It expires after',
					initial: 365,
					min: 1,
					max: 365,
					unit: 'days',
					help: 'With a fresh wrapping key and token, as an import before the date would be.'
				}
			],
			button: 'Import again',
			told: (values) =>
				`Imported the same material again, for ${daysText(numberIn(values, 'days'))}`
		}
	],
	breaks: [
		{
			id: 'wrong-import',
			at: ['wrap'],
			button: 'Send the import like this',
			exact: true,
			fields: [
				{
					id: 'how',
					kind: 'choice',
					label: 'What is wrong with it',
					initial: 'late',
					options: [
						{ value: 'late', label: 'Sent 25 hours later' },
						{ value: 'other-token', label: 'The token of another KMS key' },
						{ value: 'token-bit', label: 'One bit of the token flipped' },
						{ value: 'material-bit', label: 'One bit of the wrapped material flipped' },
						{ value: 'other-hash', label: 'Wrapped with the other hash' },
						{ value: 'short', label: 'Material of 16 bytes' },
						{ value: 'far', label: 'Expires in 366 days' }
					]
				}
			],
			attempt: (run, values) => ours(run).importWrong(textIn(values, 'how'))
		},
		{
			id: 'delete-material',
			at: ['use'],
			button: 'Delete the material, then decrypt',
			exact: true,
			attempt: (run) => ours(run).deleteMaterial()
		},
		{
			id: 'second-key',
			at: ['same-material', 'opens-again'],
			button: 'Import there, and decrypt there',
			exact: true,
			attempt: (run) => ours(run).otherKey()
		}
	]
};
