import { encodeUtf8 } from '#lib/crypto/index.ts';
import { bitIn, contextIn, numberIn, textIn } from '../../engine/fields.ts';
import { usualStage } from '../../engine/places.ts';
import type { Run, ScenarioCode } from '../../engine/types.ts';
import { sizeText } from '../../engine/words.ts';
import { DirectRun, isKeyKind, keyKinds } from './run.ts';

/** The run that the engine hands back is the one that `start` gave it. */
function ours(run: Run): DirectRun {
	if (run instanceof DirectRun) return run;
	throw new TypeError('This run is of another scenario.');
}

export const scenario: ScenarioCode<'direct'> = {
	id: 'direct',
	secret: 'secret',
	stage: usualStage,
	fields: [
		{
			id: 'secret',
			kind: 'text',
			label: 'Secret',
			initial: 'db-password: q7#Lm-2vRt!x',
			maxLength: 5000,
			rows: 2
		},
		{
			id: 'key',
			kind: 'choice',
			label: 'KMS key',
			initial: 'SYMMETRIC_DEFAULT',
			options: Object.entries(keyKinds).map(([value, { label }]) => ({ value, label })),
			help: 'An RSA key takes no encryption context.'
		},
		{
			id: 'context',
			kind: 'context',
			label: 'Encryption context',
			initial: { pairs: { purpose: 'database' } }
		}
	],
	check(inputs) {
		const kind = textIn(inputs, 'key');
		const { length } = encodeUtf8(textIn(inputs, 'secret'));
		const limit = isKeyKind(kind) ? keyKinds[kind].limit : 0;
		if (length === 0)
			return { field: 'secret', problem: 'Type a secret: Encrypt takes at least one byte.' };
		return length <= limit
			? undefined
			: {
					field: 'secret',
					problem: `This secret has ${sizeText(length)}, and Encrypt with this key takes ${sizeText(limit)}. The walk keeps the one before; its last steps show the refusal.`
				};
	},
	onOwnKms(inputs, keys) {
		const spec = textIn(inputs, 'key');
		const fits = keys.some((key) => key.spec === spec && key.usage === 'ENCRYPT_DECRYPT');
		if (!fits) return `Choose the kind of KMS key that you connected; this one is ${spec}.`;
		return {
			steps: [
				'start',
				'ask-encrypt',
				'receive-ciphertext',
				'store',
				'ask-decrypt',
				'receive-plaintext',
				'at-the-limit',
				'over-the-limit'
			],
			calls: 4,
			breaks: ['other-context', 'flipped-bit', 'own-size']
		};
	},
	start: (inputs, world) => DirectRun.start(inputs, world),
	breaks: [
		{
			id: 'other-context',
			at: ['ask-decrypt'],
			when: (inputs) => textIn(inputs, 'key') === 'SYMMETRIC_DEFAULT',
			button: 'Send with this context',
			fields: ({ inputs }) => [
				{
					id: 'context',
					kind: 'context',
					label: 'Encryption context',
					initial: { pairs: contextIn(inputs, 'context') }
				}
			],
			attempt: (run, values) => ours(run).decryptWith({ context: contextIn(values, 'context') })
		},
		{
			id: 'flipped-bit',
			at: ['ask-decrypt'],
			button: 'Send with this bit flipped',
			fields: ({ moment }) => [
				{
					id: 'bit',
					kind: 'bit',
					label: 'One bit of the ciphertext',
					bytes:
						moment.holds.storage?.find(({ kind }) => kind === 'ciphertext')?.parts[0]?.bytes ??
						new Uint8Array(),
					of: 'the ciphertext',
					initial: { byte: 110, bit: 0 }
				}
			],
			attempt: (run, values) => ours(run).decryptWith({ bit: bitIn(values, 'bit') })
		},
		{
			id: 'own-size',
			at: ['at-the-limit', 'over-the-limit'],
			button: 'Encrypt that many bytes',
			fields: ({ inputs }) => [
				{
					id: 'length',
					kind: 'number',
					label: 'How many bytes',
					initial: keyKinds[keyOf(textIn(inputs, 'key'))].limit + 1,
					min: 0,
					max: 100_000,
					unit: 'bytes'
				}
			],
			attempt: (run, values) => ours(run).encryptLength(numberIn(values, 'length'))
		}
	]
};

function keyOf(text: string) {
	return isKeyKind(text) ? text : 'SYMMETRIC_DEFAULT';
}
