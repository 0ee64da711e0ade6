/**
 * One envelope encryption and decryption, step by step. Nothing here is staged: a message of the AWS
 * Encryption SDK is written and opened by the envelope room, held up at its calls to AWS KMS; each
 * step lets it go on, and takes a picture of the application's memory, AWS KMS and the storage.
 */
import { asPlaintextDataKey, copyBytes, equalBytes, erase } from '#lib/crypto/index.ts';
import type { Bytes, PlaintextDataKey } from '#lib/crypto/index.ts';
import type { LabStepId } from '#lib/content/index.ts';
import { decrypt, deriveMessageKey, encrypt, kmsKeyring, mapMessage } from '#lib/envelope/index.ts';
import type { MessageHeader, SuiteId } from '#lib/envelope/index.ts';
import { contextIn, documentIn, textIn } from '../../engine/fields.ts';
import type { Inputs, Pairs } from '../../engine/fields.ts';
import { required } from '../../engine/required.ts';
import { messageThings } from '../../engine/message-things.ts';
import {
	answer,
	contextThing,
	dataKeyThing,
	kmsKeyThing,
	noDataKey,
	plaintextThing,
	request,
	wrappedKeyThing
} from '../../engine/things.ts';
import { permissionThing } from '../../engine/permission.ts';
import type { Moment, Run, World } from '../../engine/types.ts';
import type { Thing, Work } from '../../stage/types.ts';
import { heldUp } from './held-up.ts';
import type { HeldUp } from './held-up.ts';
import { readersOf } from './readers.ts';

type StepId = LabStepId<'envelope'>;

/** What the application has in its memory. */
interface Memory {
	document?: Bytes | undefined;
	dataKey?: PlaintextDataKey | undefined;
	/** Derived from the data key, for the one message. */
	messageKey?: Bytes | undefined;
	/** The zeros that stand where a data key stood. */
	erased?: Bytes | undefined;
	wrapped?: Bytes | undefined;
	message?: Bytes | undefined;
}

/** What happened at a step, beside what is held after it. */
type Happened = Pick<Moment, 'awaited' | 'travel' | 'work' | 'files'> & { atKms?: Thing[] };

const suiteNames: Readonly<Record<string, string>> = {
	'0578': 'AES-256-GCM encrypts, ECDSA signs',
	'0378': 'AES-256-GCM encrypts, ECDSA signs',
	'0114': 'AES-128-GCM encrypts'
};

const derives: Work = {
	actor: 'application',
	label: 'HKDF derives the message key',
	from: ['data-key'],
	to: ['message-key']
};

export class EnvelopeRun implements Run<StepId> {
	readonly #world: World;
	readonly #keyArn: string;
	readonly #permission: Thing;
	readonly #name: string;
	readonly #original: Bytes;
	readonly #own: Pairs;
	readonly #suite: string;
	/** With what the suite adds to it, once the message is begun. */
	#context: Pairs;
	#memory: Memory;
	#stored: Bytes | undefined;
	#writing: HeldUp<'GenerateDataKey', { message: Bytes; header: MessageHeader }> | undefined;
	#reading: HeldUp<'Decrypt', { plaintext: Bytes; header: MessageHeader }> | undefined;

	/** Hands the answer of AWS KMS to the work that waits for it. */
	#goOn = () => {};

	private constructor(inputs: Inputs, world: World, keyArn: string, permission: Thing) {
		const document = documentIn(inputs, 'document');
		this.#world = world;
		this.#keyArn = keyArn;
		this.#permission = permission;
		this.#name = document.name || 'Document';
		this.#original = document.bytes;
		this.#own = contextIn(inputs, 'context');
		this.#context = this.#own;
		this.#suite = textIn(inputs, 'suite');
		this.#memory = { document: document.bytes };
	}

	static async start(inputs: Inputs, world: World): Promise<EnvelopeRun> {
		const keyArn = await world.key();
		const permission = await permissionThing(world, keyArn, ['GenerateDataKey', 'Decrypt']);
		return new EnvelopeRun(inputs, world, keyArn, permission);
	}

	/** The message in storage. @throws {Error} before it is there */
	get stored(): Bytes {
		if (!this.#stored) throw new Error('Nothing is stored.');
		return this.#stored;
	}

	get keyArn(): string {
		return this.#keyArn;
	}

	/** What the keyring sends to open the data key. @throws {Error} before the message is read */
	get decryptRequest() {
		if (!this.#reading) throw new Error('The message is not being read yet.');
		return this.#reading.input;
	}

	/** Under this policy the suite chosen may be used. */
	get commitmentPolicy() {
		return this.#suite === '0578' || this.#suite === '0478'
			? ('REQUIRE_ENCRYPT_REQUIRE_DECRYPT' as const)
			: ('FORBID_ENCRYPT_ALLOW_DECRYPT' as const);
	}

	async compute(step: StepId): Promise<Moment> {
		const memory = this.#memory;
		switch (step) {
			case 'start':
				return this.#picture();

			case 'ask-data-key': {
				const writing = await heldUp('GenerateDataKey', (client) =>
					encrypt(this.#original, {
						keyring: kmsKeyring({ client, generatorKeyId: this.#keyArn }),
						encryptionContext: this.#own,
						suite: Number.parseInt(this.#suite, 16) as SuiteId,
						commitmentPolicy: this.commitmentPolicy,
						random: this.#world.random
					})
				);
				this.#writing = writing;
				this.#context = { ...writing.input.EncryptionContext };
				return this.#picture({
					awaited: { operation: 'GenerateDataKey', request: writing.input },
					travel: [request('GenerateDataKey', [contextThing(this.#context)])],
					atKms: [contextThing(this.#context, 'came with the request')]
				});
			}

			case 'receive-data-key': {
				const writing = required(this.#writing);
				const response = await this.#world.app.send('GenerateDataKey', writing.input);
				memory.dataKey = asPlaintextDataKey(copyBytes(required(response.Plaintext)));
				memory.wrapped = copyBytes(required(response.CiphertextBlob));
				this.#goOn = () => {
					writing.answer(response);
				};
				return this.#picture({
					travel: [
						answer('GenerateDataKey', [
							dataKeyThing(memory.dataKey),
							wrappedKeyThing(memory.wrapped)
						])
					],
					work: [
						{
							actor: 'kms',
							label: 'makes a data key, then wraps a copy under the KMS key, bound to the context',
							from: ['data-key', 'kms-key', 'context'],
							to: ['wrapped-key']
						}
					],
					atKms: [noDataKey('handed out, no copy kept')]
				});
			}

			case 'encrypt': {
				this.#goOn();
				const { message, header } = await required(this.#writing).done;
				memory.message = message;
				memory.wrapped = undefined;
				await this.#deriveMessageKey(header);
				return this.#picture({
					work: [
						derives,
						{
							actor: 'application',
							label: suiteNames[this.#suite] ?? 'AES-256-GCM encrypts',
							from: ['plaintext', 'message-key', 'context'],
							to: ['ciphertext']
						}
					]
				});
			}

			case 'erase':
				this.#eraseDataKey();
				memory.document = undefined;
				return this.#picture({
					work: [
						{ actor: 'application', label: 'writes zeros over it', from: ['data-key'], to: [] }
					]
				});

			case 'store': {
				this.#stored = required(memory.message);
				memory.message = undefined;
				return this.#picture({
					travel: [
						{
							from: 'application',
							to: 'storage',
							operation: 'put',
							caption: 'one message',
							things: messageThings(this.#stored, contextThing(this.#context))
						}
					],
					files: [this.#messageFile()]
				});
			}

			case 'fetch': {
				memory.message = this.stored;
				return this.#picture({
					travel: [
						{
							from: 'storage',
							to: 'application',
							operation: 'get',
							caption: 'the same message',
							things: messageThings(this.stored, contextThing(this.#context))
						}
					]
				});
			}

			case 'ask-decrypt': {
				const reading = await heldUp('Decrypt', (client) =>
					decrypt(required(memory.message), {
						keyring: kmsKeyring({ client, keyIds: [this.#keyArn] }),
						commitmentPolicy: this.commitmentPolicy
					})
				);
				this.#reading = reading;
				const wrapped = wrappedKeyThing(
					copyBytes(required(reading.input.CiphertextBlob)),
					'cut out of the message'
				);
				return this.#picture({
					awaited: { operation: 'Decrypt', request: reading.input },
					travel: [request('Decrypt', [contextThing(this.#context), wrapped])],
					atKms: [
						contextThing(this.#context, 'came with the request'),
						{ ...wrapped, note: 'came with the request' }
					]
				});
			}

			case 'receive-key': {
				const reading = required(this.#reading);
				const response = await this.#world.app.send('Decrypt', reading.input);
				memory.dataKey = asPlaintextDataKey(copyBytes(required(response.Plaintext)));
				this.#goOn = () => {
					reading.answer(response);
				};
				return this.#picture({
					travel: [answer('Decrypt', [dataKeyThing(memory.dataKey)])],
					work: [
						{
							actor: 'kms',
							label: 'unwraps',
							from: ['kms-key', 'wrapped-key', 'context'],
							to: ['data-key']
						}
					],
					atKms: [noDataKey('handed out, no copy kept')]
				});
			}

			case 'decrypt': {
				this.#goOn();
				const { plaintext, header } = await required(this.#reading).done;
				memory.document = plaintext;
				await this.#deriveMessageKey(header);
				return this.#picture({
					work: [
						derives,
						{
							actor: 'application',
							label: 'verifies and decrypts',
							from: ['ciphertext', 'message-key', 'context'],
							to: ['plaintext']
						}
					]
				});
			}

			case 'done':
				this.#eraseDataKey();
				memory.message = undefined;
				return this.#picture({
					files: [
						{
							label: 'Save the document',
							name: this.#name === 'Document' ? 'document.txt' : this.#name,
							bytes: required(memory.document)
						},
						this.#messageFile()
					]
				});
		}
	}

	#messageFile() {
		return {
			label: 'Save the message',
			name: `${this.#name.replaceAll(/[^\w.-]+/g, '-').toLowerCase()}.encrypted`,
			bytes: this.stored
		};
	}

	/** The message key as the SDK had it: from the same data key, with the ID of the message. */
	async #deriveMessageKey(header: MessageHeader): Promise<void> {
		this.#memory.messageKey = await deriveMessageKey(header, required(this.#memory.dataKey));
	}

	#eraseDataKey(): void {
		const { dataKey, messageKey } = this.#memory;
		if (messageKey) erase(messageKey);
		this.#memory.messageKey = undefined;
		if (!dataKey) return;
		erase(dataKey);
		this.#memory.erased = dataKey;
		this.#memory.dataKey = undefined;
	}

	#picture({ atKms = [], ...happened }: Happened = {}): Moment {
		const { document, dataKey, messageKey, erased, wrapped, message } = this.#memory;
		const held = document !== undefined;
		// Each thing has its place in the row, and what is no more leaves a mark there.
		const things: (Thing | undefined)[] = [
			held ? this.#documentThing(document) : noDocument,
			contextThing(
				this.#context,
				message && !isEmpty(this.#context) ? 'in the header of the message, too' : ''
			),
			dataKey
				? this.#dataKeyThing(dataKey, messageKey)
				: erased && noDataKey('zeros stand in its place', erased),
			wrapped && wrappedKeyThing(wrapped),
			...(message ? messageThings(message) : [])
		];
		const stored = this.#stored;
		const shown = stored ?? message;
		return {
			holds: {
				application: things.filter((thing) => thing !== undefined),
				kms: [kmsKeyThing(this.#keyArn), this.#permission, ...atKms],
				storage: stored
					? messageThings(stored, contextThing(this.#context, 'Header: in clear, it is no secret'))
					: []
			},
			...(stored
				? {
						notes: {
							storage: `In the format of the AWS Encryption SDK, ${mapMessage(stored).length} fields.`
						}
					}
				: {}),
			...happened,
			...(shown
				? {
						messages: [
							{
								label: stored ? 'The message in storage' : 'The message',
								kind: 'message' as const,
								bytes: shown
							}
						]
					}
				: wrapped
					? { messages: [{ label: 'The wrapped data key', kind: 'blob' as const, bytes: wrapped }] }
					: {}),
			readers: readersOf({
				document: held,
				dataKey: dataKey !== undefined,
				sealed: message !== undefined,
				stored: stored !== undefined
			})
		};
	}

	#dataKeyThing(dataKey: PlaintextDataKey, messageKey: Bytes | undefined): Thing {
		const thing = dataKeyThing(dataKey);
		if (!messageKey) return thing;
		const derived = { name: 'Message key', bytes: copyBytes(messageKey) };
		return { ...thing, parts: [...thing.parts, derived] };
	}

	#documentThing(document: Bytes): Thing {
		const same = this.#stored !== undefined && equalBytes(document, this.#original);
		return plaintextThing(
			this.#name,
			document,
			same ? 'in the clear; the same as at the start, byte for byte' : 'in the clear'
		);
	}
}

const isEmpty = (pairs: Pairs) => Object.keys(pairs).length === 0;

const noDocument: Thing = {
	kind: 'plaintext',
	name: 'No document',
	note: 'removed: what is left of it is sealed',
	parts: [],
	gone: true
};
