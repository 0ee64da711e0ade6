import { encodeUtf8 } from '#lib/crypto/index.ts';
import { bitIn, numberIn, textIn } from '../../engine/fields.ts';
import { kms, application } from '../../engine/places.ts';
import type { Run, ScenarioCode } from '../../engine/types.ts';
import { sizeText } from '../../engine/words.ts';
import {
	choicesIn,
	encryptionAlgorithms,
	keySpecs,
	limitOf,
	signingAlgorithms,
	signLimit
} from './choices.ts';
import { RsaRun } from './run.ts';

/** The run that the engine hands back is the one that `start` gave it. */
function ours(run: Run): RsaRun {
	if (run instanceof RsaRun) return run;
	throw new TypeError('This run is of another scenario.');
}

const optionsOf = (table: object) => Object.keys(table).map((value) => ({ value, label: value }));
const noBytes = new Uint8Array();

export const scenario: ScenarioCode<'rsa'> = {
	id: 'rsa',
	secret: 'message',
	stage: {
		actors: [
			{ id: 'partner', name: 'Partner', where: 'outside AWS, without credentials', kind: 'person' },
			application,
			kms
		],
		lanes: [
			{ between: ['partner', 'application'], label: 'nothing on its way' },
			{ between: ['application', 'kms'] }
		]
	},
	fields: [
		{
			id: 'message',
			kind: 'text',
			label: 'The partner’s message',
			initial: 'Passengers: Ana Ruiz, Ben Okafor, Chidi Mensah.',
			maxLength: 500,
			rows: 2
		},
		{
			id: 'key',
			kind: 'choice',
			label: 'Key spec',
			initial: 'RSA_2048',
			options: optionsOf(keySpecs)
		},
		{
			id: 'encryption',
			kind: 'choice',
			label: 'Encryption algorithm',
			initial: 'RSAES_OAEP_SHA_256',
			options: optionsOf(encryptionAlgorithms)
		},
		{
			id: 'document',
			kind: 'text',
			label: 'Document to sign',
			initial: 'Ticket 4711: 21 November, one passenger, one bicycle.',
			maxLength: 8000,
			rows: 2
		},
		{
			id: 'signing',
			kind: 'choice',
			label: 'Signing algorithm',
			initial: 'RSASSA_PSS_SHA_256',
			options: optionsOf(signingAlgorithms)
		},
		{
			id: 'message-type',
			kind: 'choice',
			label: 'What is sent to Sign',
			initial: 'RAW',
			options: [
				{ value: 'RAW', label: 'the document as it is (RAW)' },
				{ value: 'DIGEST', label: 'its digest (DIGEST)' }
			]
		}
	],
	check(inputs) {
		const choices = choicesIn(inputs);
		const { length } = encodeUtf8(textIn(inputs, 'message'));
		const document = encodeUtf8(textIn(inputs, 'document')).length;
		if (length === 0) return { field: 'message', problem: 'Type a message of at least one byte.' };
		if (length > limitOf(choices))
			return {
				field: 'message',
				problem: `This message has ${sizeText(length)}, and this key and hash have room for ${sizeText(limitOf(choices))}. Step 6 shows what happens then.`
			};
		if (document === 0) return { field: 'document', problem: 'Type a document to sign.' };
		return choices.messageType === 'RAW' && document > signLimit
			? {
					field: 'document',
					problem: `This document has ${sizeText(document)}, and Sign takes ${sizeText(signLimit)} as they are. Have its digest signed.`
				}
			: undefined;
	},
	onOwnKms(inputs, keys) {
		const spec = textIn(inputs, 'key');
		const has = (usage: string) => keys.some((key) => key.spec === spec && key.usage === usage);
		const encrypts = has('ENCRYPT_DECRYPT');
		const signs = has('SIGN_VERIFY');
		if (!encrypts && !signs)
			return `This walk needs RSA key pairs of the spec that is chosen here, ${spec}.`;
		const missing = encrypts && signs ? '' : ' So is what needs the pair that you did not connect.';
		return {
			steps: [
				...(encrypts
					? ['public-key', 'encrypt-outside', 'ask-decrypt', 'decrypted', 'over-the-limit']
					: []),
				...(signs ? ['sign', 'hand-out', 'verify-outside', 'verify-kms', 'flipped'] : [])
			],
			calls: (encrypts ? 2 : 0) + (signs ? 4 : 0),
			breaks: [
				...(encrypts ? ['cipher-bit', 'other-hash'] : []),
				...(signs ? ['sign-size', 'flipped-bit'] : []),
				...(encrypts && signs ? ['other-key'] : [])
			],
			note: `The step that disables a key is done in this page: nothing is done to yours.${missing}`
		};
	},
	start: (inputs, world) => RsaRun.start(inputs, world),
	breaks: [
		{
			id: 'own-size',
			at: ['encrypt-outside', 'over-the-limit'],
			button: 'Encrypt that many bytes',
			fields: ({ inputs }) => [
				{
					id: 'length',
					kind: 'number',
					label: 'How many bytes',
					initial: limitOf(choicesIn(inputs)),
					min: 0,
					max: 10_000,
					unit: 'bytes'
				}
			],
			attempt: (run, values) => ours(run).encryptLength(numberIn(values, 'length'))
		},
		{
			id: 'cipher-bit',
			at: ['ask-decrypt'],
			button: 'Send with this bit flipped',
			fields: ({ moment }) => [
				{
					id: 'bit',
					kind: 'bit',
					label: 'One bit of the ciphertext',
					bytes:
						moment.holds.partner?.find(({ kind }) => kind === 'ciphertext')?.parts[0]?.bytes ??
						noBytes,
					of: 'the ciphertext',
					initial: { byte: 100, bit: 0 }
				}
			],
			attempt: (run, values) => ours(run).decryptWith({ bit: bitIn(values, 'bit') })
		},
		{
			id: 'other-hash',
			at: ['ask-decrypt'],
			button: 'Send with this algorithm',
			fields: ({ inputs }) => [
				{
					id: 'algorithm',
					kind: 'choice',
					label: 'Encryption algorithm',
					initial:
						choicesIn(inputs).encryption === 'RSAES_OAEP_SHA_256'
							? 'RSAES_OAEP_SHA_1'
							: 'RSAES_OAEP_SHA_256',
					options: optionsOf(encryptionAlgorithms)
				}
			],
			attempt: (run, values) =>
				ours(run).decryptWith({
					algorithm:
						textIn(values, 'algorithm') === 'RSAES_OAEP_SHA_1'
							? 'RSAES_OAEP_SHA_1'
							: 'RSAES_OAEP_SHA_256'
				})
		},
		{
			id: 'sign-size',
			at: ['sign'],
			button: 'Sign that many bytes',
			fields: [
				{
					id: 'length',
					kind: 'number',
					label: 'How many bytes',
					initial: signLimit + 1,
					min: 1,
					max: 1_000_000,
					unit: 'bytes'
				},
				{
					id: 'type',
					kind: 'choice',
					label: 'What is sent',
					initial: 'RAW',
					options: [
						{ value: 'RAW', label: 'the bytes as they are (RAW)' },
						{ value: 'DIGEST', label: 'their digest (DIGEST)' }
					]
				}
			],
			attempt: (run, values) =>
				ours(run).signLength(
					numberIn(values, 'length'),
					textIn(values, 'type') === 'DIGEST' ? 'DIGEST' : 'RAW'
				)
		},
		{
			id: 'other-key',
			at: ['sign'],
			button: 'Sign with the key that decrypts',
			attempt: (run) => ours(run).signWithOther()
		},
		{
			id: 'flipped-bit',
			at: ['verify-outside', 'verify-kms'],
			button: 'Verify with this bit flipped',
			fields: ({ moment, values }) => {
				const part = values.part === 'signature' ? 'signature' : 'document';
				const name = part === 'signature' ? 'Signature' : 'Document';
				return [
					{
						id: 'who',
						kind: 'choice',
						label: 'Who verifies',
						initial: 'kms',
						options: [
							{ value: 'kms', label: 'AWS KMS' },
							{ value: 'partner', label: 'the partner, outside AWS' }
						]
					},
					{
						id: 'part',
						kind: 'choice',
						label: 'Flip one bit of',
						initial: part,
						options: [
							{ value: 'document', label: 'the document' },
							{ value: 'signature', label: 'the signature' }
						]
					},
					{
						id: 'bit',
						kind: 'bit',
						label: 'Which bit',
						bytes:
							moment.holds.application?.find((thing) => thing.name === name)?.parts[0]?.bytes ??
							noBytes,
						of: `the ${part}`,
						initial: { byte: 0, bit: 0 }
					}
				];
			},
			attempt: (run, values) =>
				ours(run).verifyFlipped(textIn(values, 'part'), bitIn(values, 'bit'), textIn(values, 'who'))
		}
	]
};
