/** Message headers (specification: data-format/message-header.md). */
import { concat, decodeUtf8, encodeHex, encodeUtf8, equalBytes } from '#lib/crypto/index.ts';
import type { Bytes, WrappedDataKey } from '#lib/crypto/index.ts';
import { asWrappedDataKey } from '#lib/crypto/index.ts';
import type { EncryptionContext } from './context.ts';
import { serialiseContext } from './context.ts';
import {
	Base64InputError,
	ContextTooLargeError,
	InvalidArgumentError,
	MalformedMessageError,
	TooManyDataKeysError,
	UnsupportedSuiteError,
	UnsupportedVersionError
} from './errors.ts';
import { describeSuite, findSuite, formatSuiteId, suiteOf } from './suites.ts';
import type { Suite, SuiteId } from './suites.ts';
import { describeBytes, uintOf } from './walk.ts';
import type { Described, Walk } from './walk.ts';

/** A data key, wrapped for one holder (specification: framework/structures.md). */
export interface EncryptedDataKey {
	/** Which kind of keyring opens it: `aws-kms`, or the namespace of a raw keyring. */
	readonly providerId: string;
	/** Which key of that kind: a KMS key ARN, or the name of a raw key and what else it needs. */
	readonly providerInfo: Bytes;
	readonly ciphertext: WrappedDataKey;
}

export interface MessageHeader {
	readonly version: 1 | 2;
	/** The number of the specification, such as 0x0578. */
	readonly suite: SuiteId;
	/** 16 bytes in version 1, 32 in version 2. */
	readonly messageId: Bytes;
	/** What the header stores; entries that whoever decrypts must know are not in it. */
	readonly encryptionContext: EncryptionContext;
	readonly encryptedDataKeys: readonly EncryptedDataKey[];
	readonly contentType: 'framed' | 'non-framed';
	/** Bytes of plaintext in each frame but the last; 0 where the body is not framed. */
	readonly frameLength: number;
	/** 32 bytes that commit to the data key, in suites that do. */
	readonly commitment?: Bytes;
	/** 12 bytes under which the header's tag was made. */
	readonly iv: Bytes;
	/** 16 bytes over all of the header before it (and its IV). */
	readonly tag: Bytes;
	/** Bytes of the part that the tag covers. */
	readonly bodyLength: number;
	/** Bytes of the whole header. */
	readonly length: number;
}

const contentTypes = { 'non-framed': 1, framed: 2 } as const;
export const largestFrameLength = 0xffff_ffff;
/** First byte, and type, of version 1: “customer authenticated encrypted data”. */
const typeByte = 0x80;

//  Writing

export type HeaderParts = Pick<
	MessageHeader,
	'suite' | 'messageId' | 'encryptionContext' | 'encryptedDataKeys' | 'frameLength' | 'commitment'
>;

/**
 * The header without its tag, for a framed body.
 * @throws {ContextTooLargeError} when the encryption context does not fit
 * @throws {InvalidArgumentError} when a data key's fields do not fit
 */
export function writeHeaderBody(parts: HeaderParts): Bytes {
	const suite = suiteOf(parts.suite);
	const context = serialiseContext(parts.encryptionContext);
	if (context.length > 0xffff)
		throw new ContextTooLargeError(
			`The encryption context takes ${context.length} bytes; the header has room for 65535.`
		);
	const start = suite.version === 1 ? uint(0x0180, 2) : uint(0x02, 1);
	const algorithm = suite.version === 1 ? [uint(0, 4), uint(12, 1)] : [];
	return concat(
		start,
		uint(suite.id, 2),
		parts.messageId,
		uint(context.length, 2),
		context,
		uint(parts.encryptedDataKeys.length, 2),
		...parts.encryptedDataKeys.map(serialiseDataKey),
		uint(contentTypes.framed, 1),
		...algorithm,
		uint(parts.frameLength, 4),
		parts.commitment ?? new Uint8Array()
	);
}

/** An encrypted data key as the header holds it. */
export function serialiseDataKey(key: EncryptedDataKey): Bytes {
	return concat(
		...[encodeUtf8(key.providerId), key.providerInfo, key.ciphertext].flatMap((field) => {
			if (field.length > 0xffff)
				throw new InvalidArgumentError(
					`A field of an encrypted data key has ${field.length} bytes; the format has room for 65535.`
				);
			return [uint(field.length, 2), field];
		})
	);
}

/** Bytes of a message id. */
export function messageIdLength(suite: Suite): number {
	return suite.version === 1 ? 16 : 32;
}

function uint(value: number, length: number): Bytes {
	const bytes = new Uint8Array(length);
	for (let i = length - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256))
		bytes[i] = rest & 0xff;
	return bytes;
}

//  Reading

export interface HeaderLimits {
	/** More encrypted data keys than this are refused before they are read. */
	maxEncryptedDataKeys?: number | undefined;
}

/**
 * Walks over a header, asking for one field after the other. What the fields claim is checked
 * before anything is done with it.
 */
export function* walkHeader({ maxEncryptedDataKeys }: HeaderLimits = {}): Walk<MessageHeader> {
	let at = 0;
	function* field(path: string, length: number, describe: Described): Walk<Bytes> {
		const bytes = yield { path: `header.${path}`, length, describe };
		at += length;
		return bytes;
	}
	function* uintField(path: string, length: number, meaning: string): Walk<number> {
		return uintOf(
			yield* field(path, length, (bytes) => ({ value: String(uintOf(bytes)), meaning }))
		);
	}

	const version = yield* walkVersion(field);
	const id = uintOf(
		yield* field('algorithmSuiteId', 2, (bytes) => {
			const suite = findSuite(uintOf(bytes));
			return {
				value: formatSuiteId(uintOf(bytes)),
				meaning: `The algorithm suite: ${suite ? describeSuite(suite) : 'unknown'}.`
			};
		})
	);
	const suite = findSuite(id);
	if (suite?.version !== version) {
		throw new UnsupportedSuiteError(
			suite
				? `Suite ${formatSuiteId(id)} does not exist in version ${version} of the format.`
				: `Algorithm suite ${formatSuiteId(id)} is unknown: nothing after it can be read.`,
			{ offset: at - 2 }
		);
	}

	const messageId = (yield* field('messageId', messageIdLength(suite), (bytes) => ({
		value: encodeHex(bytes),
		meaning:
			'A random number that makes this message, and the key derived for it, unlike any other.'
	}))).slice();
	const encryptionContext = yield* walkContext(field, uintField, () => at);
	const encryptedDataKeys = yield* walkDataKeys(field, uintField, () => at, maxEncryptedDataKeys);

	const contentTypeAt = at;
	const contentType = uintOf(
		yield* field('contentType', 1, (bytes) => ({
			value: uintOf(bytes) === 2 ? 'framed' : uintOf(bytes) === 1 ? 'non-framed' : 'unknown',
			meaning: 'Whether the body is cut into frames or is a single block.'
		}))
	);
	if (contentType !== contentTypes.framed && contentType !== contentTypes['non-framed'])
		throw new MalformedMessageError(
			`The content type is ${contentType}; only 1 (not framed) and 2 (framed) exist.`,
			{ offset: contentTypeAt }
		);
	if (version === 1) yield* walkReserved(field, () => at);

	const frameLengthAt = at;
	const frameLength = yield* uintField(
		'frameLength',
		4,
		'How many bytes of plaintext each frame but the last holds.'
	);
	if ((contentType === contentTypes.framed) !== frameLength > 0)
		throw new MalformedMessageError(
			frameLength > 0
				? 'The body is not framed, and yet the header gives a frame length.'
				: 'The body is framed, and the header gives a frame length of 0.',
			{ offset: frameLengthAt }
		);
	const commitment = suite.committing
		? (yield* field('commitKey', 32, (bytes) => ({
				value: encodeHex(bytes),
				meaning:
					'A value derived from the data key: only that key, and no other, may open this message.'
			}))).slice()
		: undefined;
	const bodyLength = at;
	const iv =
		version === 1
			? (yield* field('iv', 12, (bytes) => ({
					value: encodeHex(bytes),
					meaning: 'The initialization vector of the header’s tag.'
				}))).slice()
			: new Uint8Array(12);
	const tag = (yield* field('tag', 16, (bytes) => ({
		value: encodeHex(bytes),
		meaning: 'The authentication tag: it vouches for every byte of the header before it.'
	}))).slice();
	return {
		version,
		suite: suite.id,
		messageId,
		encryptionContext,
		encryptedDataKeys,
		contentType: contentType === contentTypes.framed ? 'framed' : 'non-framed',
		frameLength,
		...(commitment ? { commitment } : {}),
		iv,
		tag,
		bodyLength,
		length: at
	};
}

type FieldWalk = (path: string, length: number, describe: Described) => Walk<Bytes>;
type UintWalk = (path: string, length: number, meaning: string) => Walk<number>;
type Position = () => number;

function* walkVersion(field: FieldWalk): Walk<1 | 2> {
	const [version = 0] = yield* field('version', 1, ([byte]) => ({
		value: String(byte),
		meaning: 'The version of the message format.'
	}));
	// In base64, 01 80 begins “AY”, 02 04 78 “AgR4” and 02 05 78 “AgV4”.
	if (version === 0x41) {
		const [second = 0] = yield* field('type', 1, (bytes) => ({
			value: String.fromCharCode(...bytes),
			meaning: 'The second letter of a text, where a message has bytes.'
		}));
		if (second === 0x59 || second === 0x67) throw new Base64InputError();
	}
	if (version !== 1 && version !== 2)
		throw new UnsupportedVersionError(
			`The first byte is ${version}; messages begin with version 1 or 2. This is no message of the AWS Encryption SDK.`,
			{ offset: 0 }
		);
	if (version === 1) {
		const [type = 0] = yield* field('type', 1, (bytes) => ({
			value: encodeHex(bytes),
			meaning: 'The type of the message: customer authenticated encrypted data.'
		}));
		if (type !== typeByte)
			throw new MalformedMessageError(`The type is ${type}; only 128 (hex 80) exists.`, {
				offset: 1
			});
	}
	return version;
}

function* walkContext(
	field: FieldWalk,
	uintField: UintWalk,
	at: Position
): Walk<EncryptionContext> {
	const context = new Map<string, string>();
	const lengthAt = at();
	const length = yield* uintField(
		'aad.length',
		2,
		'How many bytes the encryption context takes; 0 when there is none.'
	);
	if (length === 0) return {};
	const end = at() + length;
	const within = (needed: number, offset: number) => {
		if (at() + needed > end)
			throw new MalformedMessageError(
				`The encryption context does not fit into the ${length} bytes that the header gives it.`,
				{ offset }
			);
	};
	within(2, lengthAt);
	const countAt = at();
	const count = yield* uintField('aad.count', 2, 'How many entries the encryption context has.');
	if (count === 0)
		throw new MalformedMessageError(
			'The encryption context has no entries, and yet takes room: an empty one takes none.',
			{ offset: countAt }
		);
	for (let i = 0; i < count; i++) {
		const part = function* (name: 'key' | 'value'): Walk<{ text: string; start: number }> {
			const partAt = at();
			within(2, partAt);
			const size = yield* uintField(`aad[${i}].${name}.length`, 2, `Bytes of the ${name}.`);
			within(size, partAt);
			const start = at();
			const bytes = yield* field(`aad[${i}].${name}`, size, (read) => ({
				value: textOf(read) ?? encodeHex(read),
				meaning:
					name === 'key'
						? 'The key of an encryption context entry: authenticated, readable by anyone.'
						: 'The value of that entry: authenticated, readable by anyone.'
			}));
			const text = textOf(bytes);
			if (text === undefined)
				throw new MalformedMessageError(`A ${name} of the encryption context is not UTF-8 text.`, {
					offset: start
				});
			return { text, start };
		};
		const key = yield* part('key');
		if (context.has(key.text))
			throw new MalformedMessageError(
				`The encryption context has the key “${key.text}” twice: which value counts would be open.`,
				{ offset: key.start }
			);
		context.set(key.text, (yield* part('value')).text);
	}
	if (at() !== end)
		throw new MalformedMessageError(
			`The entries of the encryption context end before the ${length} bytes that the header gives them.`,
			{ offset: lengthAt }
		);
	return Object.fromEntries(context);
}

function* walkDataKeys(
	field: FieldWalk,
	uintField: UintWalk,
	at: Position,
	limit: number | undefined
): Walk<EncryptedDataKey[]> {
	const countAt = at();
	const count = yield* uintField(
		'encryptedDataKeys.count',
		2,
		'How many times the data key is here, each time wrapped for another holder.'
	);
	if (count === 0)
		throw new MalformedMessageError(
			'The message has no encrypted data key, so nobody could ever open it.',
			{ offset: countAt }
		);
	if (limit !== undefined && count > limit) throw new TooManyDataKeysError(count, limit, countAt);
	const keys: EncryptedDataKey[] = [];
	for (let i = 0; i < count; i++) {
		const path = `encryptedDataKeys[${i}]`;
		const part = function* (name: string, meaning: string): Walk<Bytes> {
			const size = yield* uintField(`${path}.${name}.length`, 2, 'Bytes of the next field.');
			return yield* field(`${path}.${name}`, size, (bytes) => ({
				value: (name === 'ciphertext' ? undefined : printable(bytes)) ?? describeBytes(bytes),
				meaning
			}));
		};
		const idAt = at() + 2;
		const id = textOf(
			yield* part('providerId', 'Which kind of keyring opens this data key: its provider.')
		);
		if (id === undefined)
			throw new MalformedMessageError('The provider of an encrypted data key is not UTF-8 text.', {
				offset: idAt
			});
		const info = yield* part(
			'providerInfo',
			id === 'aws-kms'
				? 'The ARN of the KMS key that wrapped the data key.'
				: 'Which wrapping key of that provider, and what else is needed to use it.'
		);
		const ciphertext = yield* part(
			'ciphertext',
			id === 'aws-kms'
				? 'The data key, encrypted under the KMS key: a ciphertext blob of KMS.'
				: 'The data key, encrypted under the wrapping key.'
		);
		keys.push({
			providerId: id,
			providerInfo: info.slice(),
			ciphertext: asWrappedDataKey(ciphertext.slice())
		});
	}
	return keys;
}

function* walkReserved(field: FieldWalk, at: Position): Walk<void> {
	const reservedAt = at();
	const reserved = yield* field('reserved', 4, (bytes) => ({
		value: encodeHex(bytes),
		meaning: 'Four reserved bytes, always zero.'
	}));
	if (!equalBytes(reserved, new Uint8Array(4)))
		throw new MalformedMessageError('The reserved bytes of the header are not zero.', {
			offset: reservedAt + reserved.findIndex((byte) => byte !== 0)
		});
	const lengthAt = at();
	const [length = 0] = yield* field('ivLength', 1, ([byte]) => ({
		value: String(byte),
		meaning: 'Bytes of an initialization vector; 12 in every suite.'
	}));
	if (length !== 12)
		throw new MalformedMessageError(`The header gives an IV length of ${length}; it is 12.`, {
			offset: lengthAt
		});
}

/** Text of UTF-8 bytes, or `undefined`. */
function textOf(bytes: Bytes): string | undefined {
	try {
		return decodeUtf8(bytes);
	} catch {
		return undefined;
	}
}

/** Text without control characters, or `undefined`. */
function printable(bytes: Bytes): string | undefined {
	const text = textOf(bytes);
	return text !== undefined && /^[^\p{C}]*$/u.test(text) ? text : undefined;
}
