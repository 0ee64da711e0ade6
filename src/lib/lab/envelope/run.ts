/**
 * One envelope encryption and decryption, computed step by step. Nothing here is staged: each step
 * does to the application's memory, the KMS and the storage what its name says, and then takes a
 * picture of all three.
 */
import {
	asPlaintextDataKey,
	asWrappedDataKey,
	AuthenticationError,
	copyBytes,
	decryptAesGcm,
	encodeUtf8,
	encryptAesGcm,
	equalBytes,
	erase,
	flipBit,
	ivLength,
	systemRandom
} from '#lib/crypto/index.ts';
import type {
	Bytes,
	Ciphertext,
	PlaintextDataKey,
	RandomBytes,
	WrappedDataKey
} from '#lib/crypto/index.ts';
import { labSteps } from '#lib/content/index.ts';
import { KmsError } from '#lib/kms/index.ts';
import type { KmsClient } from '#lib/kms/index.ts';
import type { Exchange, Snapshot, Thing, Travel, Work } from '../stage/types.ts';
import { contextText, sizeText, textOf } from './input.ts';
import type { Input } from './input.ts';
import { contextDifferences, flippedDifference, whyRefused } from './refusals.ts';
import type { Outcome } from './refusals.ts';
import { readersOf } from './readers.ts';

export const envelopeSteps = labSteps.envelope;
export type StepId = (typeof envelopeSteps)[number];

/** What AES-GCM made of the document: everything but the key that opens it. */
export interface SealedDocument {
	iv: Bytes;
	ciphertext: Ciphertext;
	tag: Bytes;
}

/** A bit of one of several byte strings. */
export interface Flip<Target extends string> {
	target: Target;
	/** Counted from 0. */
	byte: number;
	/** 0 to 7, least significant first. */
	bit: number;
}

interface StoredObject extends SealedDocument {
	wrapped: WrappedDataKey;
	context: Readonly<Record<string, string>>;
}

interface Memory {
	document?: Bytes | undefined;
	dataKey?: PlaintextDataKey | undefined;
	/** The zeros that stand where a data key stood. */
	erased?: Bytes | undefined;
	wrapped?: WrappedDataKey | undefined;
	sealed?: SealedDocument | undefined;
	context: Readonly<Record<string, string>>;
}

/**
 * Additional authenticated data of the document: the context once more, so that the ciphertext
 * opens with the same words only. Pairs are sorted, because their order means nothing.
 */
function additionalData(context: Readonly<Record<string, string>>): Bytes {
	return encodeUtf8(JSON.stringify(Object.entries(context).sort()));
}

export class EnvelopeRun {
	readonly snapshots: Snapshot[] = [];
	readonly #input: Input;
	readonly #kms: KmsClient;
	readonly #keyArn: string;
	readonly #random: RandomBytes;
	#memory: Memory;
	#object: StoredObject | undefined;
	#calls = 0;
	/** A copy of the data key that AWS KMS gave back, for breaking things after it was erased. */
	#keptKey: Bytes | undefined;
	#queue: Promise<void> = Promise.resolve();

	/** The first snapshot is there at once; `keyArn` may be empty while the key is being made. */
	constructor(input: Input, kms: KmsClient, keyArn: string, random: RandomBytes = systemRandom) {
		this.#input = input;
		this.#kms = kms;
		this.#keyArn = keyArn;
		this.#random = random;
		this.#memory = { document: input.document, context: input.context };
		this.snapshots.push(this.#picture());
	}

	/** Computes every step up to this one that has not been computed yet. */
	to(step: StepId): Promise<void> {
		const index = envelopeSteps.indexOf(step);
		// One after the other: a second request waits for the first, it does not compute twice.
		this.#queue = this.#queue.then(async () => {
			while (this.snapshots.length <= index) {
				const next = envelopeSteps[this.snapshots.length];
				if (next) this.snapshots.push(await this.#compute(next));
			}
		});
		return this.#queue;
	}

	/**
	 * Sends the request of `ask-decrypt` once more, altered. A real call: AWS KMS answers it or
	 * refuses it, and the walk itself stays where it is.
	 */
	async tryDecrypt(change: {
		context?: Record<string, string>;
		flip?: Flip<'wrapped-key'>;
	}): Promise<Outcome> {
		const object = this.#object;
		if (!object) throw new Error('There is nothing to decrypt before it is stored.');
		const { flip, context = object.context } = change;
		const wrapped = flip ? flipBit(object.wrapped, flip.byte, flip.bit) : object.wrapped;
		const request = { CiphertextBlob: wrapped, EncryptionContext: { ...context } };
		const differences = [
			...contextDifferences(object.context, context),
			...(flip ? [flippedDifference('Wrapped data key', object.wrapped, flip)] : [])
		];
		try {
			const { Plaintext } = await this.#kms.send('Decrypt', request);
			if (Plaintext) erase(Plaintext);
			return { refused: false, actor: 'AWS KMS', request, differences };
		} catch (error) {
			if (!(error instanceof KmsError)) throw error;
			const { name, message } = error;
			const why = whyRefused(name, { flipped: Boolean(flip) });
			return { refused: true, actor: 'AWS KMS', name, message, why, request, differences };
		}
	}

	/** Opens the stored document with the right data key and one flipped bit. */
	async tryOpen(flip: Flip<keyof SealedDocument>): Promise<Outcome> {
		const object = this.#object;
		const key = this.#keptKey;
		if (!object || !key) throw new Error('There is nothing to open before AWS KMS has answered.');
		const altered = { ...object, [flip.target]: flipBit(object[flip.target], flip.byte, flip.bit) };
		const names = { iv: 'IV', ciphertext: 'Ciphertext', tag: 'Tag' };
		const differences = [flippedDifference(names[flip.target], object[flip.target], flip)];
		const actor = 'Your application';
		try {
			const { iv, context } = altered;
			await decryptAesGcm(altered, { key, iv, additionalData: additionalData(context) });
			return { refused: false, actor, differences };
		} catch (error) {
			if (!(error instanceof AuthenticationError)) throw error;
			const name = error.cause instanceof Error ? error.cause.name : error.name;
			const why = whyRefused(name, { flipped: true });
			return { refused: true, actor, name, message: '', why, differences };
		}
	}

	async #compute(step: StepId): Promise<Snapshot> {
		const memory = this.#memory;
		switch (step) {
			case 'start':
				return this.#picture();

			case 'ask-data-key':
				this.#calls++;
				return this.#picture({
					exchange: { operation: 'GenerateDataKey', request: this.#dataKeyRequest() },
					travel: request('GenerateDataKey', [this.#contextThing()]),
					atKms: [this.#contextThing('came with the request')]
				});

			case 'receive-data-key': {
				const input = this.#dataKeyRequest();
				const response = await this.#kms.send('GenerateDataKey', input);
				const { Plaintext, CiphertextBlob } = response;
				if (!Plaintext || !CiphertextBlob) throw new Error('AWS KMS answered without a data key.');
				memory.dataKey = asPlaintextDataKey(copyBytes(Plaintext));
				memory.wrapped = asWrappedDataKey(copyBytes(CiphertextBlob));
				return this.#picture({
					exchange: {
						operation: 'GenerateDataKey',
						request: input,
						response: { ...response, Plaintext: copyBytes(Plaintext) }
					},
					travel: answer('GenerateDataKey', [
						dataKeyThing(memory.dataKey),
						wrappedThing(memory.wrapped)
					]),
					work: {
						actor: 'kms',
						label: 'makes a data key, wraps a copy',
						from: ['kms-key', 'data-key'],
						to: ['wrapped-key']
					},
					atKms: [goneKey('handed out, no copy kept')]
				});
			}

			case 'encrypt': {
				const { document, dataKey, context } = memory;
				if (!document || !dataKey) throw new Error('Nothing to encrypt with.');
				const iv = this.#random(ivLength);
				const sealed = await encryptAesGcm(document, {
					key: dataKey,
					iv,
					additionalData: additionalData(context)
				});
				memory.sealed = { iv, ...sealed };
				return this.#picture({
					work: {
						actor: 'application',
						label: 'AES-256-GCM encrypts',
						from: ['plaintext', 'data-key', 'context'],
						to: ['ciphertext']
					}
				});
			}

			case 'erase':
				this.#eraseDataKey();
				memory.document = undefined;
				return this.#picture({
					work: {
						actor: 'application',
						label: 'writes zeros over it',
						from: ['data-key'],
						to: []
					}
				});

			case 'store': {
				const { sealed, wrapped, context } = memory;
				if (!sealed || !wrapped) throw new Error('Nothing to store.');
				this.#object = { ...sealed, wrapped, context };
				this.#memory = { context, erased: memory.erased };
				return this.#picture({
					travel: {
						from: 'application',
						to: 'storage',
						operation: 'put',
						caption: 'one object',
						things: [wrappedThing(wrapped), sealedThing(sealed), this.#contextThing()]
					}
				});
			}

			case 'fetch': {
				const object = this.#object;
				if (!object) throw new Error('Nothing is stored.');
				memory.wrapped = object.wrapped;
				memory.sealed = object;
				return this.#picture({
					travel: {
						from: 'storage',
						to: 'application',
						operation: 'get',
						caption: 'the same object',
						things: [wrappedThing(object.wrapped), sealedThing(object), this.#contextThing()]
					}
				});
			}

			case 'ask-decrypt': {
				this.#calls++;
				const input = this.#decryptRequest();
				const wrapped = wrappedThing(input.CiphertextBlob);
				return this.#picture({
					exchange: { operation: 'Decrypt', request: input },
					travel: request('Decrypt', [wrapped, this.#contextThing()]),
					atKms: [
						{ ...wrapped, note: 'came with the request' },
						this.#contextThing('came with the request')
					]
				});
			}

			case 'receive-key': {
				const input = this.#decryptRequest();
				const response = await this.#kms.send('Decrypt', input);
				if (!response.Plaintext) throw new Error('AWS KMS answered without a data key.');
				memory.dataKey = asPlaintextDataKey(copyBytes(response.Plaintext));
				this.#keptKey = copyBytes(response.Plaintext);
				return this.#picture({
					exchange: {
						operation: 'Decrypt',
						request: input,
						response: { ...response, Plaintext: copyBytes(response.Plaintext) }
					},
					travel: answer('Decrypt', [dataKeyThing(memory.dataKey)]),
					work: {
						actor: 'kms',
						label: 'unwraps',
						from: ['kms-key', 'wrapped-key', 'context'],
						to: ['data-key']
					},
					atKms: [goneKey('handed out, no copy kept')]
				});
			}

			case 'decrypt': {
				const { sealed, dataKey, context } = memory;
				if (!sealed || !dataKey) throw new Error('Nothing to decrypt.');
				memory.document = await decryptAesGcm(sealed, {
					key: dataKey,
					iv: sealed.iv,
					additionalData: additionalData(context)
				});
				return this.#picture({
					work: {
						actor: 'application',
						label: 'AES-256-GCM verifies and decrypts',
						from: ['ciphertext', 'data-key', 'context'],
						to: ['plaintext']
					}
				});
			}

			case 'done':
				this.#eraseDataKey();
				memory.wrapped = undefined;
				memory.sealed = undefined;
				return this.#picture();
		}
	}

	#dataKeyRequest() {
		return {
			KeyId: this.#keyArn,
			KeySpec: 'AES_256' as const,
			EncryptionContext: { ...this.#memory.context }
		};
	}

	#decryptRequest() {
		const { wrapped, context } = this.#memory;
		if (!wrapped) throw new Error('There is no wrapped data key to send.');
		return { CiphertextBlob: wrapped, EncryptionContext: { ...context } };
	}

	#eraseDataKey(): void {
		const { dataKey } = this.#memory;
		if (!dataKey) return;
		erase(dataKey);
		this.#memory.erased = dataKey;
		this.#memory.dataKey = undefined;
	}

	#contextThing(note?: string): Thing {
		const { context } = this.#memory;
		return {
			kind: 'context',
			name: 'Encryption context',
			text: contextText(context, '\n'),
			...(note ? { note } : {}),
			parts: []
		};
	}

	#picture({
		atKms = [],
		...happened
	}: { exchange?: Exchange; travel?: Travel; work?: Work; atKms?: Thing[] } = {}): Snapshot {
		const { document, dataKey, erased, wrapped, sealed } = this.#memory;
		const held = document !== undefined;
		// Once it has read the object back, what the application lacks is the key, not the document.
		const fetched = this.#object !== undefined && sealed !== undefined;
		const key: Thing = {
			kind: 'kms-key',
			name: 'KMS key',
			note: this.#keyArn ? shortArn(this.#keyArn) : '',
			parts: []
		};
		const application: (Thing | undefined)[] = [
			held ? this.#documentThing(document) : fetched ? undefined : goneDocument,
			this.#contextThing(),
			dataKey && dataKeyThing(dataKey),
			wrapped && wrappedThing(wrapped),
			sealed && sealedThing(sealed),
			erased && !dataKey
				? goneKey('zeros stand in its place', { bytes: copyBytes(erased) })
				: undefined
		];
		const object = this.#object;
		return {
			holds: {
				application: application.filter((thing) => thing !== undefined),
				kms: [key, ...atKms],
				storage: object
					? [
							wrappedThing(object.wrapped),
							sealedThing(object),
							{
								kind: 'context',
								name: 'Encryption context',
								note: 'in clear: it is no secret',
								text: contextText(object.context, '\n'),
								parts: []
							}
						]
					: []
			},
			...happened,
			calls: this.#calls,
			readers: readersOf({
				document: held,
				dataKey: dataKey !== undefined,
				sealed: sealed !== undefined,
				stored: object !== undefined
			})
		};
	}

	#documentThing(document: Bytes): Thing {
		const text = textOf(document);
		const same = equalBytes(document, this.#input.document) && this.#object !== undefined;
		return {
			kind: 'plaintext',
			name: this.#input.fileName || 'Document',
			note: `${sizeText(document.length)}, in the clear${same ? '; the same as at the start, byte for byte' : ''}`,
			...(text === undefined ? {} : { text }),
			parts: [{ bytes: document }]
		};
	}
}

const goneDocument: Thing = {
	kind: 'plaintext',
	name: 'No document',
	note: 'removed: what is left of it is sealed',
	parts: [],
	gone: true
};

function goneKey(note: string, part?: { bytes: Bytes }): Thing {
	return { kind: 'data-key', name: 'No data key', note, parts: part ? [part] : [], gone: true };
}

function dataKeyThing(key: PlaintextDataKey): Thing {
	return {
		kind: 'data-key',
		name: 'Data key',
		note: `${sizeText(key.length)}, in the clear`,
		// A copy: the picture must outlive the erasing.
		parts: [{ bytes: copyBytes(key) }]
	};
}

function wrappedThing(wrapped: WrappedDataKey): Thing {
	return {
		kind: 'wrapped-key',
		name: 'Wrapped data key',
		note: `${sizeText(wrapped.length)}, opens in AWS KMS only`,
		parts: [{ bytes: wrapped }]
	};
}

function sealedThing({ iv, ciphertext, tag }: SealedDocument): Thing {
	return {
		kind: 'ciphertext',
		name: 'Ciphertext',
		note: `${sizeText(ciphertext.length)}, sealed with the data key`,
		parts: [{ bytes: ciphertext }, { name: 'IV', bytes: iv }, { name: 'Tag', bytes: tag }]
	};
}

function request(operation: string, things: Thing[]): Travel {
	return { from: 'application', to: 'kms', operation, caption: 'request to AWS KMS', things };
}

function answer(operation: string, things: Thing[]): Travel {
	return { from: 'kms', to: 'application', operation, caption: 'response', things };
}

/** `arn:aws:kms:eu-central-1:111122223333:key/1234abcd-…` as `key/1234abcd-…` */
function shortArn(arn: string): string {
	return arn.replace(/^.*:(key\/[0-9a-f]{8}-).*$/, '$1…');
}
