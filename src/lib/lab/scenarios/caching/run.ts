/**
 * Messages sealed one after another, without a cache of data keys and with one: the calls to AWS KMS are
 * those of the recorder, and what one data key opens is counted from what lies in storage.
 */
import { asPlaintextDataKey, copyBytes, encodeHex, encodeUtf8 } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import type { LabStepId } from '#lib/content/index.ts';
import {
	cachingMaterials,
	createMaterialsCache,
	EnvelopeError,
	kmsKeyring
} from '#lib/envelope/index.ts';
import type { Keyring, MaterialsCache, MaterialsManager } from '#lib/envelope/index.ts';
import { KmsError } from '#lib/kms/index.ts';
import type { KmsClient } from '#lib/kms/index.ts';
import { contextIn, documentIn, numberIn, textIn } from '../../engine/fields.ts';
import type { Inputs, Pairs } from '../../engine/fields.ts';
import { required } from '../../engine/required.ts';
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
import type { Act, Moment, Outcome, Reader, RecordedKms, Run, World } from '../../engine/types.ts';
import { contextText, sizeText } from '../../engine/words.ts';
import type { Refusal, Thing, Work } from '../../stage/types.ts';
import { administrator, permissionsTo } from '../key-life/cast.ts';
import type { LedgerMoment } from '../key-life/ledger.ts';
import { project } from './projection.ts';

type StepId = LabStepId<'caching'>;
type Happened = Pick<Moment, 'travel' | 'work' | 'refusal' | 'outcome' | 'came'>;

const minute = 60_000;
/** The role of the application in the world of the Lab. */
const applicationRole = 'arn:aws:iam::111122223333:role/payroll-app';
/** Most messages that a step seals while it waits for a limit. */
const patience = 25;

/** The steps at which somebody has copies of a cached data key and of storage. */
export const withThief: readonly string[] = ['exposed', 'count'] satisfies StepId[];
/** Messages that are shown as the thief reads them. */
const mostRead = 2;

interface Message {
	number: number;
	bytes: Bytes;
	/** Bytes of plaintext. */
	size: number;
	context: Pairs;
	/** The wrapped data key in hex. */
	wrapped: string;
}

/** A data key, as long as there is something to tell of it. */
interface KeyRecord {
	number: number;
	context: Pairs;
	made: Date;
	/** Whether the cache was asked for it. */
	cached: boolean;
	/** When it was no more in memory; missing as long as it is. */
	gone?: Date;
}

export class CachingRun implements Run<StepId> {
	readonly #world: World;
	readonly #admin: RecordedKms;
	readonly #inputs: Inputs;
	readonly #keyArn: string;
	readonly #name: string;
	readonly #document: Bytes;
	readonly #own: Pairs;
	readonly #other: Pairs;
	/** Comes with the first message: no page waits for it to show a step without one. */
	#sealing: typeof import('./sealing.ts') | undefined;
	readonly #cache: MaterialsCache = createMaterialsCache();
	readonly #plain: Keyring;
	readonly #cached: MaterialsManager;
	readonly #messages: Message[] = [];
	/** By the wrapped data key in hex, in the order in which they were made. */
	readonly #keys = new Map<string, KeyRecord>();
	/** What AWS KMS answered or refused last. */
	#answered: { operation: string; plaintext?: Bytes; wrapped?: Bytes } | undefined;
	#refused: KmsError | undefined;
	/** The first cached data key, as somebody might have copied it. */
	#copied: { key: Bytes; number: number } | undefined;
	#opened: { number: number; plaintext: Bytes } | undefined;
	#allowed = true;
	#step: StepId = 'start';

	private constructor(inputs: Inputs, world: World, keyArn: string) {
		const document = documentIn(inputs, 'document');
		this.#world = world;
		this.#admin = world.as(administrator);
		this.#inputs = inputs;
		this.#keyArn = keyArn;
		this.#name = document.name || 'Message';
		this.#document = document.bytes;
		this.#own = contextIn(inputs, 'context');
		this.#other = contextIn(inputs, 'other');
		const client: KmsClient = {
			send: async (operation, input) => {
				try {
					const output = await world.app.send(operation, input);
					this.#answered = {
						operation,
						...('Plaintext' in output && output.Plaintext
							? { plaintext: copyBytes(output.Plaintext) }
							: {}),
						...('CiphertextBlob' in output && output.CiphertextBlob
							? { wrapped: copyBytes(output.CiphertextBlob) }
							: {})
					};
					return output;
				} catch (error) {
					if (error instanceof KmsError) this.#refused = error;
					throw error;
				}
			}
		};
		this.#plain = kmsKeyring({ client, generatorKeyId: keyArn });
		this.#cached = cachingMaterials({
			keyring: this.#plain,
			maxAge: numberIn(inputs, 'age') * minute,
			maxMessages: numberIn(inputs, 'messages'),
			maxBytes: numberIn(inputs, 'bytes'),
			clock: world.clock,
			cache: this.#cache,
			partition: 'lab'
		});
	}

	static async start(inputs: Inputs, world: World): Promise<CachingRun> {
		const { KeyMetadata } = await world.kms.send('CreateKey', {});
		return new CachingRun(inputs, world, KeyMetadata?.Arn ?? '');
	}

	async compute(step: StepId): Promise<Moment> {
		this.#step = step;
		return this.#withThief(await this.#compute(step));
	}

	async act(act: Act): Promise<Moment> {
		return this.#withThief(await this.#act(act));
	}

	async #compute(step: StepId): Promise<Moment> {
		this.#opened = undefined;
		switch (step) {
			case 'start':
				return this.#picture();

			case 'without':
				return this.#several(3, this.#plain);

			case 'first': {
				const moment = await this.#several(1);
				const [entry] = this.#cache.encryption.values();
				const key = [...this.#keys.values()].at(-1);
				// A message above the limit of bytes is sealed past the cache.
				const copy = entry?.materials.dataKey ?? this.#answered?.plaintext;
				if (copy && key) this.#copied = { key: copyBytes(copy), number: key.number };
				return moment;
			}

			case 'more':
				return this.#several(2);

			case 'other-context':
				this.#world.clock.advance(minute);
				return this.#several(1, this.#cached, this.#other);

			case 'limit': {
				this.#world.clock.advance(minute);
				let sealed = 0;
				for (;;) {
					const before = this.#keys.size;
					await this.#seal(this.#document, this.#own, this.#cached);
					sealed++;
					if (this.#keys.size > before || sealed === patience) {
						const reached = this.#keys.size > before;
						return this.#picture({
							outcome: reached ? 'new-key' : 'no-end',
							...this.#sealed(reached, this.#cached, this.#own)
						});
					}
				}
			}

			case 'taken-away':
				this.#world.clock.advance(minute);
				await this.#setPermission(false);
				return withTravel(await this.#several(1));

			case 'bites':
				this.#world.clock.advance(numberIn(this.#inputs, 'age') * minute);
				return this.#several(1);

			case 'exposed':
			case 'count':
				return this.#picture();
		}
	}

	async #act({ id, values }: Act): Promise<Moment> {
		this.#opened = undefined;
		switch (id) {
			case 'seal': {
				const messages = this.#messages.length;
				const keys = this.#keys.size;
				const context = textIn(values, 'context') === 'other' ? this.#other : this.#own;
				const manager = textIn(values, 'cache') === 'no' ? this.#plain : this.#cached;
				const body = textIn(values, 'text');
				const moment = await this.#several(
					numberIn(values, 'times'),
					manager,
					context,
					body === '' ? this.#document : encodeUtf8(body)
				);
				const sealed = this.#messages.length - messages;
				const made = this.#keys.size - keys;
				return {
					...moment,
					came: `Sealed: ${sayMessages(sealed)}, with ${made === 1 ? '1 new data key' : `${made} new data keys`} from AWS KMS${moment.refusal ? '. Then it refused, and the rest was not sealed' : ''}.`
				};
			}
			case 'open':
				return this.#open(numberIn(values, 'message'));
			case 'permission':
				await this.#setPermission(textIn(values, 'may') === 'yes');
				return this.#picture({
					travel: [request('PutKeyPolicy', [], 'administrator')],
					came: this.#allowed
						? 'The key policy allows the program GenerateDataKey and Decrypt again.'
						: 'The key policy denies the program GenerateDataKey and Decrypt. What is in its cache stays there.'
				});
			default:
				this.#world.clock.advance(numberIn(values, 'minutes') * minute);
				return this.#picture({ came: this.#sayAges(numberIn(values, 'minutes')) });
		}
	}

	//  Sealing and opening

	/** Seals one message and stores it. @throws {KmsError} when AWS KMS refuses a data key */
	async #seal(body: Bytes, context: Pairs, keyring: Keyring | MaterialsManager): Promise<Message> {
		this.#answered = undefined;
		this.#refused = undefined;
		let message: Bytes;
		this.#sealing ??= await import('./sealing.ts');
		try {
			({ message } = await this.#sealing.encrypt(body, {
				keyring,
				encryptionContext: context,
				suite: 0x0478,
				random: this.#world.random
			}));
		} catch (error) {
			this.#look();
			throw this.#lastCall().refused ?? error;
		}
		const wrapped = encodeHex(this.#sealing.wrappedOf(message));
		if (!this.#keys.has(wrapped))
			this.#keys.set(wrapped, {
				number: this.#keys.size + 1,
				context,
				made: this.#world.clock.now(),
				cached: keyring !== this.#plain,
				...(keyring === this.#plain ? { gone: this.#world.clock.now() } : {})
			});
		const number = this.#messages.length + 1;
		const stored = { number, bytes: message, size: body.length, context, wrapped };
		this.#messages.push(stored);
		this.#look();
		return stored;
	}

	/** What came of the last call, if there was one. */
	#lastCall() {
		return { answered: this.#answered, refused: this.#refused };
	}

	/** Looks into the cache: a data key that is there no more has been erased. */
	#look(): void {
		const held = new Set(
			[...this.#cache.encryption.values()].flatMap(({ materials }) =>
				materials.encryptedDataKeys.map(({ ciphertext }) => encodeHex(ciphertext))
			)
		);
		for (const [wrapped, key] of this.#keys)
			if (!held.has(wrapped)) key.gone ??= this.#world.clock.now();
	}

	async #several(
		count: number,
		manager: Keyring | MaterialsManager = this.#cached,
		context: Pairs = this.#own,
		body: Bytes = this.#document
	): Promise<Moment> {
		const before = this.#keys.size;
		try {
			for (let i = 0; i < count; i++) await this.#seal(body, context, manager);
		} catch (error) {
			if (!(error instanceof KmsError)) throw error;
			return this.#picture({
				outcome: error.name,
				refusal: this.#refusal(error),
				travel: [request('GenerateDataKey', [contextThing(context)])]
			});
		}
		const calls = this.#keys.size - before;
		return this.#picture({
			outcome: this.#allowed ? String(calls) : 'sealed',
			...this.#sealed(calls > 0, manager, context)
		});
	}

	/** What went over the lines for the last message. */
	#sealed(asked: boolean, manager: unknown, context: Pairs): Happened {
		const last = required(this.#messages.at(-1));
		const { plaintext, wrapped } = this.#lastCall().answered ?? {};
		return {
			travel: [
				...(plaintext && wrapped
					? [answer('GenerateDataKey', [dataKeyThing(plaintext), wrappedKeyThing(wrapped)])]
					: []),
				{
					from: 'application',
					to: 'storage',
					operation: 'put',
					caption: `message ${last.number}`,
					things: required(this.#sealing).messageThings(last.bytes, contextThing(context))
				}
			],
			work: [
				...(asked && plaintext ? [wraps] : []),
				{
					...seals,
					label:
						manager === this.#plain
							? 'seals, then erases the data key'
							: plaintext
								? 'seals, and keeps the data key'
								: 'seals with the data key from the cache'
				}
			]
		};
	}

	async #open(number: number): Promise<Moment> {
		const message = this.#messages.find((one) => one.number === number);
		if (!message)
			return this.#picture({
				outcome: 'NoSuchKey',
				refusal: {
					actor: 'storage',
					name: 'NoSuchKey',
					message: 'The specified key does not exist.',
					why: `There ${this.#messages.length === 1 ? 'is 1 message' : `are ${this.#messages.length} messages`} in storage so far.`
				},
				travel: [
					{
						from: 'application',
						to: 'storage',
						operation: 'get',
						caption: `message ${number}`,
						things: []
					}
				]
			});
		this.#answered = undefined;
		this.#refused = undefined;
		try {
			const { plaintext } = await required(this.#sealing).decrypt(message.bytes, {
				keyring: this.#cached
			});
			this.#opened = { number, plaintext };
		} catch (error) {
			const { refused } = this.#lastCall();
			if (!refused) throw error;
			return this.#picture({
				outcome: refused.name,
				refusal: this.#refusal(refused),
				travel: [
					request('Decrypt', [wrappedKeyThing(required(this.#sealing).wrappedOf(message.bytes))])
				]
			});
		}
		const { answered } = this.#lastCall();
		return this.#picture({
			outcome: 'opens',
			came: `Message ${number} was opened with a data key ${answered ? 'that AWS KMS unwrapped' : 'from the cache; AWS KMS was not asked'}.`,
			travel: [
				...(answered?.plaintext ? [answer('Decrypt', [dataKeyThing(answered.plaintext)])] : []),
				{
					from: 'storage',
					to: 'application',
					operation: 'get',
					caption: `message ${number}`,
					things: required(this.#sealing).messageThings(
						message.bytes,
						contextThing(message.context)
					)
				}
			],
			work: [
				{
					actor: 'application',
					label: answered ? 'decrypts' : 'decrypts with the data key from the cache',
					from: ['ciphertext', 'data-key'],
					to: ['plaintext']
				}
			]
		});
	}

	async #setPermission(allowed: boolean): Promise<void> {
		const KeyId = this.#keyArn;
		const { Policy } = await this.#world.kms.send('GetKeyPolicy', { KeyId });
		const policy = JSON.parse(Policy ?? '{}') as { Statement: { Sid?: string }[] };
		const Statement: object[] = policy.Statement.filter(({ Sid }) => Sid !== takenAway.Sid);
		if (!allowed) Statement.push(takenAway);
		await this.#admin.send('PutKeyPolicy', {
			KeyId,
			Policy: JSON.stringify({ ...policy, Statement })
		});
		this.#allowed = allowed;
	}

	#refusal({ name, message }: KmsError): Refusal {
		return {
			actor: 'kms',
			name,
			message,
			why: 'The cache had no data key that fits, so the application had to ask, and the key policy refuses it now. Nothing was sealed.'
		};
	}

	/** Somebody tries every message with the data key that was copied, and keeps what opens. */
	async #withThief(moment: Moment): Promise<Moment> {
		if (!withThief.includes(this.#step)) return moment;
		const { key, number: copied } = required(this.#copied);
		const opened: { number: number; plaintext: Bytes }[] = [];
		for (const { number, bytes } of this.#messages) {
			const plaintext = await this.#openWith(key, bytes);
			if (!(plaintext instanceof EnvelopeError)) opened.push({ number, plaintext });
		}
		const read = opened.slice(0, mostRead);
		const more = opened.length - read.length;
		const tries: Work = {
			actor: 'thief',
			label: 'tries the copied data key on every message',
			from: ['ciphertext', 'data-key'],
			to: opened.length > 0 ? ['plaintext'] : []
		};
		return {
			...moment,
			...(this.#step === 'exposed'
				? { outcome: String(opened.length), work: moment.work ?? [tries] }
				: {}),
			holds: {
				...moment.holds,
				thief: [
					{
						...dataKeyThing(asPlaintextDataKey(copyBytes(key))),
						name: `Data key ${copied}, copied at step 3`
					},
					...read.map(({ number, plaintext }) => plaintextThing(`Message ${number}`, plaintext))
				]
			},
			notes: {
				...moment.notes,
				thief: `Of ${sayMessages(this.#messages.length)} the copy opens ${opened.length}${more > 0 ? `: these and ${more} more` : ''}. Nobody asked AWS KMS.`
			},
			figures: [
				...(moment.figures ?? []),
				{
					label: `The copy of data key ${copied} opens`,
					value: `${opened.length} of ${sayMessages(this.#messages.length)}`
				}
			]
		};
	}

	async #openWith(key: Bytes, message: Bytes): Promise<Bytes | EnvelopeError> {
		const keyring: Keyring = {
			onEncrypt: () => Promise.reject(new Error('This keyring only opens.')),
			onDecrypt: () => Promise.resolve(asPlaintextDataKey(copyBytes(key)))
		};
		try {
			return (await required(this.#sealing).decrypt(message, { keyring })).plaintext;
		} catch (error) {
			if (error instanceof EnvelopeError) return error;
			throw error;
		}
	}

	//  Broken on purpose

	/** The permission is taken away, minutes pass, and the application seals once more. */
	async sealWithout(minutes: number): Promise<Outcome> {
		await this.#setPermission(false);
		this.#world.clock.advance(minutes * minute);
		try {
			await this.#seal(this.#document, this.#own, this.#cached);
		} catch (error) {
			if (error instanceof KmsError) return { code: error.name, refusal: this.#refusal(error) };
			throw error;
		}
		return {
			code: 'sealed',
			told: `Message ${this.#messages.length} was sealed under a data key that was still in the cache. AWS KMS was not asked and could not refuse.`
		};
	}

	/** One message, opened with the data key that was copied at step 3. */
	async openWithCopy(number: number): Promise<Outcome> {
		const message = required(this.#messages.find((one) => one.number === number));
		const { key, number: copied } = required(this.#copied);
		const plaintext = await this.#openWith(key, message.bytes);
		if (plaintext instanceof EnvelopeError)
			return {
				code: 'refused',
				refusal: {
					actor: 'thief',
					fails: 'cannot open it',
					name: plaintext.name,
					message: plaintext.message,
					why: `Message ${number} is under data key ${this.#keys.get(message.wrapped)?.number ?? 0}, and commits to it. Data key ${copied} is not the one.`
				}
			};
		const { text } = plaintextThing(this.#name, plaintext);
		return {
			code: 'opens',
			told: `Message ${number} is under data key ${copied}, like each message sealed from that entry of the cache. Nobody asked AWS KMS.`,
			bytes: [
				{ label: `Message ${number}`, bytes: plaintext, ...(text === undefined ? {} : { text }) }
			]
		};
	}

	//  The picture

	#picture(happened: Happened = {}): LedgerMoment {
		this.#look();
		const last = this.#messages.at(-1);
		const most = this.#most();
		return {
			holds: {
				administrator: [permissionsTo('PutKeyPolicy, DisableKey')],
				application: [
					plaintextThing(this.#name, this.#document),
					...(this.#opened
						? [plaintextThing(`Message ${this.#opened.number}, opened`, this.#opened.plaintext)]
						: []),
					...this.#cacheThings()
				],
				kms: [kmsKeyThing(this.#keyArn)],
				storage: last
					? required(this.#sealing).messageThings(
							last.bytes,
							contextThing(last.context, 'Header: in clear, it is no secret')
						)
					: []
			},
			...(last
				? {
						notes: {
							storage: `${last.number === 1 ? '1 message' : `${last.number} messages`} in all; the last one is shown, under data key ${this.#keys.get(last.wrapped)?.number ?? 0}.`
						}
					}
				: {}),
			...happened,
			messages: this.#messages.slice(-2).map(({ number, bytes }) => ({
				label: `Message ${number}`,
				kind: 'message' as const,
				bytes: copyBytes(bytes)
			})),
			figures: [
				{ label: 'Messages', value: String(this.#messages.length) },
				{ label: 'One data key opens up to', value: sayMessages(most) },
				...this.#projected()
			],
			ledger: {
				title: 'Each data key, and what it opens',
				head: ['Data key', 'Encryption context', 'Opens', 'In memory'],
				rows: [...this.#keys].map(([wrapped, key]) => this.#row(wrapped, key)),
				empty: 'No data key has been asked for yet.'
			},
			readers: this.#readers()
		};
	}

	/** How many messages the data key with the most of them opens; of those in memory, if told so. */
	#most(held = false): number {
		const counts = new Map<string, number>();
		for (const { wrapped } of this.#messages)
			if (!held || !this.#keys.get(wrapped)?.gone)
				counts.set(wrapped, (counts.get(wrapped) ?? 0) + 1);
		return Math.max(0, ...counts.values());
	}

	#row(wrapped: string, { number, context, made, cached, gone }: KeyRecord): string[] {
		const under = this.#messages.filter((message) => message.wrapped === wrapped);
		const bytes = under.reduce((sum, { size }) => sum + size, 0);
		const until = gone ?? this.#world.clock.now();
		const minutes = Math.round((until.getTime() - made.getTime()) / minute);
		const old = minutes >= numberIn(this.#inputs, 'age');
		return [
			`Data key ${number}`,
			contextText(context),
			`${sayMessages(under.length)}, ${sizeText(bytes)}`,
			gone
				? minutes === 0
					? cached
						? 'in the cache, then erased'
						: 'erased after use'
					: `for ${sayMinutes(minutes)}, then erased`
				: `${minutes === 0 ? 'since this minute' : `for ${sayMinutes(minutes)} so far`}${old ? ', too old to seal with' : ''}`
		];
	}

	#cacheThings(): Thing[] {
		const entries = [...this.#cache.encryption.values()];
		const limit = (value: number, most: number, word: string) =>
			`${value.toLocaleString('en-US')} of ${most.toLocaleString('en-US')} ${word}`;
		const things = entries.map(({ materials, messages, bytes, made }): Thing => {
			const [wrapped] = materials.encryptedDataKeys;
			const record = wrapped && this.#keys.get(encodeHex(wrapped.ciphertext));
			const age = Math.round((this.#world.clock.now().getTime() - made) / minute);
			return {
				...dataKeyThing(asPlaintextDataKey(copyBytes(materials.dataKey))),
				name: `Data key ${record?.number ?? ''} in the cache`,
				note: `for ${contextText(materials.encryptionContext)}: ${limit(messages, numberIn(this.#inputs, 'messages'), 'messages')}, ${limit(bytes, numberIn(this.#inputs, 'bytes'), 'bytes')}, ${limit(age, numberIn(this.#inputs, 'age'), 'minutes')}`
			};
		});
		if (things.length > 0) return things;
		return this.#messages.length > 0 ? [noDataKey('erased after each message')] : [];
	}

	/** What a moved clock means for the data keys in the cache. */
	#sayAges(minutes: number): string {
		const now = this.#world.clock.now().getTime();
		const entries = [...this.#cache.encryption.values()];
		const most = numberIn(this.#inputs, 'age') * minute;
		const old = entries.filter(({ made }) => now - made >= most).length;
		const later = `It is ${sayMinutes(minutes)} later.`;
		if (entries.length === 0) return `${later} The cache is empty.`;
		if (old === 0) return `${later} No data key in the cache is too old yet.`;
		const which =
			old === entries.length
				? old === 1
					? 'The'
					: `All ${old}`
				: `${old} of the ${entries.length}`;
		return `${later} ${which} data ${old === 1 && entries.length === 1 ? 'key' : 'keys'} in the cache ${old === 1 ? 'is' : 'are'} too old to seal with.`;
	}

	#projected() {
		const count = numberIn(this.#inputs, 'count');
		const { calls, exposed } = project({
			messages: count,
			pace: numberIn(this.#inputs, 'pace'),
			size: this.#document.length,
			maxAge: numberIn(this.#inputs, 'age'),
			maxMessages: numberIn(this.#inputs, 'messages'),
			maxBytes: numberIn(this.#inputs, 'bytes')
		});
		const said = (number: number) => number.toLocaleString('en-US');
		return [
			{
				label: `For ${said(count)} messages of this size`,
				value: `${said(calls)} calls; a key opens ${said(exposed)}`
			}
		];
	}

	#readers(): Reader[] {
		const cached = this.#cache.encryption.size > 0;
		return [
			{ who: 'Your application', can: 'yes', why: 'It has the message in memory.' },
			{ who: 'AWS KMS', can: 'no', why: 'The messages are never sent to it.' },
			{
				who: 'Storage, and whoever copies it',
				can: 'no',
				why: 'The key in each message is wrapped.'
			},
			cached
				? {
						who: 'Whoever copies its memory and storage',
						can: 'yes',
						why: `In that memory lies the message, and a data key in the clear, which opens ${sayMessages(this.#most(true))} in storage.`
					}
				: {
						who: 'Whoever copies its memory and storage',
						can: 'yes',
						why: 'In that memory lies the message. No data key does, so what is in storage stays shut.'
					},
			this.#allowed
				? {
						who: 'Anyone allowed both',
						can: 'with-permission',
						why: 'Who may read a message and call Decrypt with this KMS key and context can open it.'
					}
				: {
						who: 'The role of your application, elsewhere',
						can: 'no',
						why: 'The key policy refuses it. Only what this process has in its cache still works.'
					}
		];
	}
}

/** What takes the permission from the application, added to the key policy. */
const takenAway = {
	Sid: 'NotTheApplication',
	Effect: 'Deny',
	Principal: { AWS: applicationRole },
	Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
	Resource: '*'
};

const wraps: Work = {
	actor: 'kms',
	label: 'makes a data key, then wraps a copy under the KMS key, bound to the context',
	from: ['data-key', 'kms-key', 'context'],
	to: ['wrapped-key']
};
const seals: Work = {
	actor: 'application',
	label: 'seals',
	from: ['plaintext', 'data-key', 'context'],
	to: ['ciphertext']
};

/** The order of the administrator, before what came of it. */
function withTravel(moment: Moment): Moment {
	return {
		...moment,
		travel: [request('PutKeyPolicy', [], 'administrator'), ...(moment.travel ?? [])]
	};
}

function sayMessages(count: number): string {
	return count === 1 ? '1 message' : `${count.toLocaleString('en-US')} messages`;
}

function sayMinutes(count: number): string {
	return count === 1 ? '1 minute' : `${count.toLocaleString('en-US')} minutes`;
}
