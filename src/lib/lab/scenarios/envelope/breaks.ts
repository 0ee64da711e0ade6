import { erase, flipBit } from '#lib/crypto/index.ts';
import {
	decrypt,
	EnvelopeError,
	kmsKeyring,
	mapMessage,
	NoKeyringError
} from '#lib/envelope/index.ts';
import type { Principal } from '#lib/iam/index.ts';
import { KmsError } from '#lib/kms/index.ts';
import { contextDifferences, flippedDifference } from '../../engine/differences.ts';
import { bitIn, contextIn, textIn } from '../../engine/fields.ts';
import type { BreakCode, BreakPlace, Outcome, RecordedKms, Run } from '../../engine/types.ts';
import { EnvelopeRun } from './run.ts';

/** The run that the engine hands back is the one that `start` gave it. */
function ours(run: Run): EnvelopeRun {
	if (run instanceof EnvelopeRun) return run;
	throw new TypeError('This run is of another scenario.');
}

/** Bytes of a wrapped data key at which the flip begins: the encrypted data key itself. */
const insideTheSealedKey = 110;

/** Parts of a message that can be pointed at, with the paths of their fields. */
const parts = [
	{ value: 'ciphertext', label: 'the ciphertext', path: 'frames[0].ciphertext' },
	{ value: 'tag', label: 'the tag', path: 'frames[0].tag' },
	{ value: 'iv', label: 'the IV', path: 'frames[0].iv' },
	{ value: 'context', label: 'the encryption context', path: 'header.aad[0].value' },
	{
		value: 'wrapped',
		label: 'the wrapped data key',
		path: 'header.encryptedDataKeys[0].ciphertext'
	},
	{ value: 'commitment', label: 'the key commitment', path: 'header.commitKey' },
	{ value: 'header-tag', label: 'the header’s tag', path: 'header.tag' },
	{ value: 'signature', label: 'the signature', path: 'footer.signature' }
] as const;

function regionOf(message: Uint8Array, part: string) {
	const path = parts.find(({ value }) => value === part)?.path;
	return mapMessage(message).find((region) => region.path === path);
}

export const breaks: readonly BreakCode[] = [
	{
		id: 'other-context',
		at: ['ask-decrypt'],
		button: 'Send with this context',
		fields: ({ moment }) => [
			{
				id: 'context',
				kind: 'context',
				label: 'Encryption context',
				initial: { pairs: contextOfRequest(moment) }
			}
		],
		attempt(run, values, world) {
			const EncryptionContext = { ...contextIn(values, 'context') };
			const { decryptRequest } = ours(run);
			return send(
				world.app,
				{ ...decryptRequest, EncryptionContext },
				{
					differences: contextDifferences(
						decryptRequest.EncryptionContext ?? {},
						EncryptionContext
					),
					told: 'The context is the same, whatever the order of its pairs, so the data key comes back.',
					why: 'The encryption context sent is not the one this data key was wrapped with. The message of this error is empty: AWS KMS does not say what differed.'
				}
			);
		}
	},
	{
		id: 'wrapped-key-bit',
		at: ['ask-decrypt'],
		button: 'Send with this bit flipped',
		fields: ({ moment }) => [
			{
				id: 'bit',
				kind: 'bit',
				label: 'One bit of the wrapped data key',
				bytes: blobOfRequest(moment),
				of: 'the wrapped data key',
				initial: { byte: insideTheSealedKey, bit: 0 }
			}
		],
		attempt(run, values, world) {
			const bit = bitIn(values, 'bit');
			const { decryptRequest } = ours(run);
			const { CiphertextBlob: blob = new Uint8Array() } = decryptRequest;
			const CiphertextBlob = flipBit(blob, bit.byte, bit.bit);
			return send(
				world.app,
				{ ...decryptRequest, CiphertextBlob },
				{
					told: 'AWS KMS opened it all the same.',
					differences: [flippedDifference('Wrapped data key', blob, bit)],
					why: 'The wrapped data key was changed on the way, so its authentication tag no longer fits. The message of this error is empty: AWS KMS does not say what is wrong.'
				}
			);
		}
	},
	{
		id: 'other-role',
		at: ['ask-decrypt'],
		button: 'Send as this role',
		fields: [
			{
				id: 'allowed',
				kind: 'choice',
				label: 'What the policy of this role allows',
				initial: 'storage',
				options: [
					{ value: 'storage', label: 's3:GetObject, and nothing of AWS KMS' },
					{ value: 'GenerateDataKey', label: 's3:GetObject and kms:GenerateDataKey' },
					{ value: 'Decrypt', label: 's3:GetObject and kms:Decrypt' }
				]
			}
		],
		attempt(run, values, world) {
			const client = world.as(roleThatMay(textIn(values, 'allowed')));
			return send(client, ours(run).decryptRequest, {
				told: 'This role may call Decrypt with this KMS key, and wrapped key and context fit. That is all it takes, so the data key comes back, and CloudTrail has the name of the role.',
				why: 'The role has the wrapped data key and the right context, and no policy allows it to call Decrypt with this KMS key. AWS KMS looks at that first, so the key was not used.'
			});
		}
	},
	{
		id: 'message-bit',
		at: ['store', 'fetch', 'decrypt'],
		button: 'Decrypt with this bit flipped',
		fields: ({ moment, values }) => {
			const message = moment.messages?.[0]?.bytes ?? new Uint8Array();
			const there = parts.filter(({ value }) => regionOf(message, value) !== undefined);
			const part = typeof values.part === 'string' ? values.part : (there[0]?.value ?? 'tag');
			const region = regionOf(message, part);
			return [
				{
					id: 'part',
					kind: 'choice',
					label: 'Flip one bit of',
					initial: part,
					options: there
				},
				{
					id: 'bit',
					kind: 'bit',
					label: 'Which bit',
					bytes: message.subarray(
						region?.offset ?? 0,
						(region?.offset ?? 0) + (region?.length ?? 0)
					),
					of: there.find(({ value }) => value === part)?.label ?? 'it',
					initial: { byte: 0, bit: 0 }
				}
			];
		},
		async attempt(run, values, world) {
			const { stored, keyArn, commitmentPolicy } = ours(run);
			const part = textIn(values, 'part');
			const { byte, bit } = bitIn(values, 'bit');
			const offset = (regionOf(stored, part)?.offset ?? 0) + byte;
			const message = flipBit(stored, offset, bit);
			const differences = [flippedDifference('Message', stored, { byte: offset, bit })];
			const messages = [
				{ label: 'The message with one bit flipped', kind: 'message' as const, bytes: message }
			];
			try {
				const keyring = kmsKeyring({ client: world.app, keyIds: [keyArn] });
				erase((await decrypt(message, { keyring, commitmentPolicy })).plaintext);
				return { code: 'opens', told: 'The message opened all the same.', differences, messages };
			} catch (error) {
				if (!(error instanceof EnvelopeError)) throw error;
				return { ...refusedMessage(error), differences, messages };
			}
		}
	}
];

function contextOfRequest(moment: BreakPlace['moment']) {
	const request = moment.awaited?.request as { EncryptionContext?: Record<string, string> };
	return request.EncryptionContext ?? {};
}

function blobOfRequest(moment: BreakPlace['moment']): Uint8Array {
	const request = moment.awaited?.request as { CiphertextBlob?: Uint8Array };
	return request.CiphertextBlob ?? new Uint8Array();
}

/** A role that reads the storage, and of AWS KMS may do what its policy says. */
function roleThatMay(allowed: string): Principal {
	const Action = ['s3:GetObject', ...(allowed === 'storage' ? [] : [`kms:${allowed}`])];
	return {
		arn: 'arn:aws:sts::111122223333:assumed-role/report-reader/lena',
		accountId: '111122223333',
		kind: 'role-session',
		roleArn: 'arn:aws:iam::111122223333:role/report-reader',
		identityPolicies: [
			{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }
		]
	};
}

/** Sends a request that was changed, or as somebody else, and tells what AWS KMS makes of it. */
async function send(
	client: RecordedKms,
	request: EnvelopeRun['decryptRequest'],
	{ differences = [], told, why }: Pick<Outcome, 'differences'> & { told: string; why: string }
): Promise<Outcome> {
	try {
		const { Plaintext } = await client.send('Decrypt', request);
		if (Plaintext) erase(Plaintext);
		return { code: 'opens', told, differences };
	} catch (error) {
		if (!(error instanceof KmsError)) throw error;
		const { name, message } = error;
		const otherKey =
			'The flipped bit is in the part that names the KMS key, and the request says by its KeyId which key must have wrapped it. The two no longer agree.';
		return {
			code: name,
			refusal: {
				actor: 'kms',
				name,
				message,
				why: name === 'IncorrectKeyException' ? otherKey : why
			},
			differences
		};
	}
}

/** Who refuses a message: AWS KMS where it was asked and said no, the application otherwise. */
function refusedMessage(error: EnvelopeError): Outcome {
	const cause = error instanceof NoKeyringError ? error.causes[0] : undefined;
	if (cause instanceof KmsError)
		return {
			code: 'refused-by-kms',
			refusal: {
				actor: 'kms',
				name: cause.name,
				message: cause.message,
				why: 'The application read the message as far as the wrapped data key and its context, and sent both to AWS KMS, where they no longer fit together. Without the data key the application goes no further.'
			}
		};
	return {
		code: 'refused-by-application',
		refusal: {
			actor: 'application',
			name: error.name,
			message: error.message,
			why: 'The program that opens the message refuses it, and gives out no part of the text, not even the part that is unharmed.'
		}
	};
}
