/**
 * A message broken on purpose: what is done to its bytes, and what came of it when it was really
 * opened. No outcome is written down anywhere; each is what the envelope room and AWS KMS said.
 */
import { AuthenticationError, concat, copyBytes, equalBytes, flipBit } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { decrypt, EnvelopeError, NoKeyringError, suites } from '#lib/envelope/index.ts';
import type { EncryptionContext } from '#lib/envelope/index.ts';
import { KmsError } from '#lib/kms/index.ts';
import { mapBytes, nameOf, placeOf, regionAt, regionOf } from './fields.ts';
import type { ByteMap } from './fields.ts';
import type { Recipe, Sealed } from './make.ts';

/** One thing done to the bytes, or to the request that opens them. Offsets count from 0. */
export type Break =
	| { readonly kind: 'flip'; readonly byte: number; readonly bit: number }
	| { readonly kind: 'truncate'; readonly length: number }
	| { readonly kind: 'remove'; readonly offset: number; readonly length: number }
	| { readonly kind: 'append'; readonly bytes: Uint8Array }
	/** Frames count from 1; `renumber` puts their numbers and IVs right afterwards. */
	| {
			readonly kind: 'swap-frames';
			readonly first: number;
			readonly second: number;
			readonly renumber: boolean;
	  }
	/** The wrapped data keys of another message take the place of this one's. */
	| {
			readonly kind: 'swap-keys';
			readonly other: Uint8Array;
			/** How the other was made, where it was made here. */
			readonly recipe?: Recipe;
			/** The other was not made here: it was pasted, say. */
			readonly brought?: true;
	  }
	/** The bytes stay whole; who opens them expects another context. */
	| { readonly kind: 'context'; readonly context: EncryptionContext };

/** A break that the bytes at hand do not allow; the text says why. */
export class ImpossibleBreakError extends Error {
	override readonly name = 'ImpossibleBreakError';
}

/**
 * The bytes after a break.
 * @throws {ImpossibleBreakError} when they have no such place
 */
export function applyBreak(message: Uint8Array, change: Break): Bytes {
	switch (change.kind) {
		case 'flip':
			if (change.byte >= message.length)
				throw new ImpossibleBreakError(`There is no byte ${change.byte} any more.`);
			return flipBit(message, change.byte, change.bit);
		case 'truncate':
			if (change.length >= message.length)
				throw new ImpossibleBreakError(`The message has no more than ${message.length} bytes.`);
			return message.slice(0, change.length);
		case 'remove': {
			const { offset, length } = change;
			if (length < 1 || offset + length > message.length)
				throw new ImpossibleBreakError(`The message has no bytes up to ${offset + length}.`);
			return concat(message.subarray(0, offset), message.subarray(offset + length));
		}
		case 'append':
			return concat(message, change.bytes);
		case 'swap-frames':
			return swapFrames(message, change);
		case 'swap-keys':
			return swapKeys(message, change.other);
		case 'context':
			return copyBytes(message);
	}
}

/** Whole frames with their number, IV and tag, as the map has them; the final one has another form. */
export function regularFrames(map: Pick<ByteMap, 'regions'>): {
	readonly count: number;
	/** The first byte of the first one. */
	readonly offset: number;
	/** Bytes of each. */
	readonly stride: number;
} {
	const start = regionOf(map, 'frames[0].sequenceNumber');
	const tagOf = (frame: number) => {
		const tag = regionOf(map, `frames[${frame}].tag`);
		return tag?.length === tagLength && !regionOf(map, `frames[${frame}].finalSequenceNumber`)
			? tag
			: undefined;
	};
	const first = tagOf(0);
	if (!start || !first) return { count: 0, offset: 0, stride: 0 };
	let { count } = map.regions.run;
	while (tagOf(count)) count++;
	const { offset } = start;
	return { count, offset, stride: first.offset + first.length - offset };
}
const tagLength = 16;

function swapFrames(
	message: Uint8Array,
	{ first, second, renumber }: Extract<Break, { kind: 'swap-frames' }>
): Bytes {
	const { count, offset, stride } = regularFrames(mapBytes(message, 'message'));
	const isThere = (frame: number) => frame >= 1 && frame <= count;
	if (!isThere(first) || !isThere(second) || first === second)
		throw new ImpossibleBreakError(
			`The message has ${count} full frames; two different ones of them can change places.`
		);
	const swapped = copyBytes(message);
	const one = offset + (first - 1) * stride;
	const two = offset + (second - 1) * stride;
	// What stays in place when the numbers are put right: sequence number and IV.
	const from = renumber ? 16 : 0;
	swapped.set(message.subarray(two + from, two + stride), one + from);
	swapped.set(message.subarray(one + from, one + stride), two + from);
	return swapped;
}

/** All wrapped data keys of a message, with their number before them. */
function keySection(message: Uint8Array): { offset: number; end: number } {
	const map = mapBytes(message, 'message');
	const start = regionOf(map, 'header.encryptedDataKeys.count');
	const end = regionOf(map, 'header.contentType');
	if (!start || !end)
		throw new ImpossibleBreakError('Its wrapped data keys cannot be found: the header is broken.');
	return { offset: start.offset, end: end.offset };
}

function swapKeys(message: Uint8Array, other: Uint8Array): Bytes {
	const mine = keySection(message);
	const theirs = keySection(other);
	return concat(
		message.subarray(0, mine.offset),
		other.subarray(theirs.offset, theirs.end),
		message.subarray(mine.end)
	);
}

//  What came of it

/**
 * Where opening ended, in the order in which a reader comes there: the context it expects, the form,
 * the data key, the commitment, the header's tag, a frame's tag, the signature, or nowhere.
 */
export type OutcomeCode =
	| 'context'
	| 'form'
	| 'data-key'
	| 'commitment'
	| 'header-tag'
	| 'frame-tag'
	| 'signature'
	| 'opens'
	| 'not-known';

export interface BreakOutcome {
	readonly code: OutcomeCode;
	/** Who said so. */
	readonly actor: string;
	/** The error's name; empty where it opened. */
	readonly name: string;
	/** The stable code of the error; empty where there is none. */
	readonly errorCode: string;
	/** The error's own text. AWS KMS leaves it empty for some. */
	readonly message: string;
	/** What it means, in a sentence or two. */
	readonly why: string;
	/** The first wrong byte, where the fault has a place. */
	readonly offset: number | undefined;
	/** What was given out; nothing unless it opened. */
	readonly plaintext: Bytes | undefined;
	/** It opened, and what came out is what went in. */
	readonly unharmed: boolean;
}

const sdk = 'The Encryption SDK in your application';

/** Opens what the breaks left, with the real key. */
export async function openBroken(sealed: Sealed, breaks: readonly Break[]): Promise<BreakOutcome> {
	let message: Bytes = sealed.message;
	let context: EncryptionContext | undefined;
	for (const change of breaks) {
		message = applyBreak(message, change);
		if (change.kind === 'context') context = change.context;
	}
	const altered = !equalBytes(message, sealed.message);
	try {
		const { plaintext } = await decrypt(message, {
			keyring: sealed.keyring,
			// Suites without commitment are read too: here it is the bytes that are judged, not the policy.
			commitmentPolicy: 'REQUIRE_ENCRYPT_ALLOW_DECRYPT',
			...(context ? { encryptionContext: context } : {})
		});
		const unharmed = equalBytes(plaintext, sealed.plaintext);
		return {
			code: 'opens',
			actor: sdk,
			name: '',
			errorCode: '',
			message: '',
			why: altered
				? unharmed
					? 'Nothing that is authenticated was changed, so the plaintext comes back as it was.'
					: 'It opened to something else.'
				: 'The bytes are as they were made, and what was expected is what they hold.',
			offset: undefined,
			plaintext,
			unharmed
		};
	} catch (error) {
		if (!(error instanceof EnvelopeError)) throw error;
		return { ...refusalOf(error), offset: error.offset, plaintext: undefined, unharmed: false };
	}
}

/** What can be told of broken bytes without a key: whether the form still holds. */
export function readBroken({ kind, fault }: ByteMap, breaks: readonly Break[] = []): BreakOutcome {
	const nothing = { plaintext: undefined, unharmed: false };
	if (fault?.error) {
		const { code, message, offset } = fault.error;
		return {
			code: 'form',
			actor: 'Any reader',
			name: code,
			errorCode: code,
			message,
			why: 'No key is needed to see this: the form itself is broken, and reading stops there.',
			offset,
			...nothing
		};
	}
	return {
		code: 'not-known',
		actor: 'Nobody without the key',
		name: '',
		errorCode: '',
		message: '',
		why:
			kind === 'message' && breaks.some((one) => one.kind === 'swap-keys')
				? 'The form holds: a wrapped data key does not say whose message it belongs to. Whoever has the key finds out. AWS KMS does not unwrap one that was made under another encryption context; one made under the same opens to the data key of the other message, and the commitment, or without one the header’s tag, does not fit.'
				: kind === 'message'
					? 'The form holds. Tags, commitment and data key can be checked only by whoever has the key, and would be.'
					: 'The form holds. What was changed is found by AWS KMS alone, which has the KMS key: the blob’s tag vouches for it, and for the encryption context it was made with.',
		offset: undefined,
		...nothing
	};
}

type Refusal = Omit<BreakOutcome, 'offset' | 'plaintext' | 'unharmed'>;

function refusalOf(error: EnvelopeError): Refusal {
	const code = codeOf(error);
	const refusal = { code, errorCode: error.code, message: error.message, why: whys[code] };
	if (!(error instanceof NoKeyringError)) return { ...refusal, actor: sdk, name: error.name };
	const [cause] = error.causes;
	if (cause instanceof KmsError)
		return {
			...refusal,
			actor: 'AWS KMS',
			name: cause.name,
			message: cause.message,
			why: kmsWhys[cause.name] ?? whys[code]
		};
	const tagFailed = cause instanceof AuthenticationError;
	return {
		...refusal,
		actor: 'The keyring in your application',
		name: error.name,
		why: tagFailed
			? 'The wrapped data key is authenticated together with the encryption context. One of them is not as it was, so no data key comes out and nothing else is tried.'
			: 'None of the wrapped data keys is addressed to the key at hand: its provider or name is not there any more. Nothing is tried.'
	};
}

function codeOf(error: EnvelopeError): OutcomeCode {
	switch (error.code) {
		case 'ENVELOPE_NO_KEYRING':
			return 'data-key';
		case 'ENVELOPE_COMMITMENT_MISMATCH':
			return 'commitment';
		case 'ENVELOPE_HEADER_TAG':
			return 'header-tag';
		case 'ENVELOPE_FRAME_TAG':
			return 'frame-tag';
		case 'ENVELOPE_SIGNATURE':
			return 'signature';
		case 'ENVELOPE_CONTEXT_MISMATCH':
		case 'ENVELOPE_REQUIRED_CONTEXT':
		case 'ENVELOPE_RESERVED_CONTEXT_KEY':
			return 'context';
		default:
			return 'form';
	}
}

const whys: Record<OutcomeCode, string> = {
	context:
		'The message stores its context in the clear, so the difference shows before any key is used.',
	form: 'The form is broken: what the bytes say of themselves cannot be true, so reading stops before any key is used.',
	'data-key': 'Without the data key there is no way to the plaintext.',
	commitment:
		'The data key could be opened, and it is not the one this message was made with. The commitment says so before a single byte is decrypted.',
	'header-tag':
		'The data key could be opened, but the header is not the one that was written. Nothing it says is believed, and the body is not touched.',
	'frame-tag':
		'Header and data key are right; one frame is not as it was. AES-GCM gives nothing out of it, not even the bytes that are unharmed, and the SDK discards the others too.',
	signature:
		'Every tag fits, and still the whole is refused: only the signature covers all of the message, by a key that readers do not have.',
	opens: '',
	'not-known': ''
};

const kmsWhys: Readonly<Record<string, string>> = {
	InvalidCiphertextException:
		'The blob or the encryption context sent with it is not what AWS KMS made, so its tag does not fit. The text of the error is empty: AWS KMS does not say which.',
	AccessDeniedException:
		'The part of the blob that names the KMS key, or its ARN in the header, was changed: no key of yours goes by that name. A key that is missing and a key that is forbidden get the same answer.',
	IncorrectKeyException: 'The blob was wrapped by another key than the one that the header names.',
	NotFoundException: 'No KMS key goes by the name that stands in the header now.'
};

//  Predictions

export interface Option {
	readonly code: OutcomeCode;
	readonly text: string;
}

/** What might come of a break, to choose from before it is done; the right one is computed. */
export function optionsFor(
	sealed: Pick<Sealed, 'suite' | 'wrapper'> | undefined,
	kind: Break['kind']
): Option[] {
	if (!sealed)
		return [
			{ code: 'form', text: 'The form breaks: any reader stops there' },
			{ code: 'not-known', text: 'The form holds: only whoever has the key finds out' }
		];
	const suite = suites.find(({ id }) => id === sealed.suite);
	const all: (Option | false | undefined)[] = [
		kind === 'context' && {
			code: 'context',
			text: 'Refused at once: the message says another context'
		},
		{ code: 'form', text: 'Reading stops: the form no longer holds' },
		{
			code: 'data-key',
			text:
				sealed.wrapper === 'kms'
					? 'AWS KMS (or its keyring) does not give the data key'
					: 'The keyring does not open the data key'
		},
		suite?.committing && {
			code: 'commitment',
			text: 'The data key opens, the commitment does not fit'
		},
		{ code: 'header-tag', text: 'The data key opens, the header’s tag does not fit' },
		{ code: 'frame-tag', text: 'The header holds, the tag of a frame does not fit' },
		suite?.signature && { code: 'signature', text: 'Every tag fits, the signature does not' },
		{ code: 'opens', text: 'It opens: nobody notices' }
	];
	return all.filter((option) => option !== false && option !== undefined);
}

/** What a break does, for lists: `Bit 3 of byte 412 flipped (ciphertext, frame 1)`. */
export function describeBreak(change: Break, map: ByteMap): string {
	switch (change.kind) {
		case 'flip': {
			const region = map.regions.at(regionAt(map, change.byte));
			const where = region
				? ` (${[nameOf(region.path).label, placeOf(region.path)].filter(Boolean).join(', ')})`
				: '';
			return `Bit ${change.bit} of byte ${change.byte} flipped${where}`;
		}
		case 'truncate':
			return `Cut off after ${change.length} ${change.length === 1 ? 'byte' : 'bytes'}`;
		case 'remove':
			return `${change.length} ${change.length === 1 ? 'byte' : 'bytes'} taken out at byte ${change.offset}`;
		case 'append':
			return `${change.bytes.length} ${change.bytes.length === 1 ? 'byte' : 'bytes'} put behind the end`;
		case 'swap-frames':
			return `Frames ${change.first} and ${change.second} exchanged${change.renumber ? ', their numbers put right' : ''}`;
		case 'swap-keys':
			return 'The wrapped data keys of another message put in';
		case 'context':
			return `Opened with another context: ${
				Object.entries(change.context)
					.map(([key, value]) => `${key} = ${value}`)
					.join(', ') || 'none'
			}`;
	}
}
