/**
 * A bucket from the inside: objects of the user's own are put under every kind of encryption and read by
 * three callers; which calls go to AWS KMS, in whose name, is what the recorder saw.
 */
import { copyBytes, encodeUtf8, equalBytes } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import type { LabStepId } from '#lib/content/index.ts';
import { KmsError } from '#lib/kms/index.ts';
import type { KmsClient } from '#lib/kms/index.ts';
import { documentIn, numberIn, textIn } from '../../engine/fields.ts';
import type { Inputs } from '../../engine/fields.ts';
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
import { shortArn, sizeText } from '../../engine/words.ts';
import type { Thing, Travel, Work } from '../../stage/types.ts';
import { Bucket, bucketKeyCalls, requesterOf, S3Refusal } from './bucket.ts';
import type { StoredObject, Used } from './bucket.ts';
import { auditor, bucketArn, contractor, permissions, takenAway } from './cast.ts';
import { isKind, kindIds, kinds } from './kinds.ts';
import type { Kind } from './kinds.ts';
import type { Report, ReportMoment } from './report.ts';

type StepId = LabStepId<'s3'>;
type Happened = Pick<Moment, 'awaited' | 'travel' | 'work' | 'refusal' | 'outcome' | 'came'> & {
	/** What S3 has in its hands, for this moment. */
	atS3?: Thing[];
	/** What the reader got. */
	atReader?: Thing[];
	/** What the application got. */
	atApplication?: Thing[];
};
/** Who calls S3. */
export type Caller = 'application' | 'auditor' | 'contractor';

const minute = 60_000;

interface Tally {
	written: number;
	writeCalls: number;
	read: number;
	readCalls: number;
}

export class S3Run implements Run<StepId> {
	readonly #world: World;
	readonly #bucket: Bucket;
	readonly #keyArn: string;
	readonly #inputs: Inputs;
	readonly #document: Bytes;
	/** For SSE-C; the application keeps it, and S3 does not. */
	readonly #ownKey: Bytes;
	readonly #clients: Readonly<Record<Caller, RecordedKms>>;
	readonly #tallies = new Map<Kind, Tally>();
	/** Calls to AWS KMS while an object was written, by its number. */
	readonly #callsOf = new Map<number, number>();
	/** The object on the stage. */
	#shown: StoredObject | undefined;
	/** What the application sealed last, before S3 got it, and the data key that it sealed with. */
	#message: Bytes | undefined;
	#messageKey: Bytes | undefined;
	/** The message that S3 handed out last, before its reader opened it. */
	#handedOut: Bytes | undefined;
	/** Loaded with the first object that is sealed before it is sent. */
	#sealing: typeof import('./sealing.ts') | undefined;
	/** The walk has come to its projection. */
	#projects = false;
	/** How many objects there were before the three under a Bucket Key. */
	#trioFrom = 0;
	/** Objects of this step, where there are several. */
	#group = '';

	private constructor(inputs: Inputs, world: World, keyArn: string) {
		this.#world = world;
		this.#inputs = inputs;
		this.#keyArn = keyArn;
		this.#document = documentIn(inputs, 'document').bytes;
		this.#ownKey = world.random(32);
		this.#bucket = new Bucket({
			arn: bucketArn,
			keyArn,
			clock: world.clock,
			random: world.random,
			lifetime: numberIn(inputs, 'lifetime')
		});
		this.#clients = {
			application: world.app,
			auditor: world.as(auditor),
			contractor: world.as(contractor)
		};
	}

	static async start(inputs: Inputs, world: World): Promise<S3Run> {
		const { KeyMetadata } = await world.kms.send('CreateKey', {});
		return new S3Run(inputs, world, KeyMetadata?.Arn ?? '');
	}

	async compute(step: StepId): Promise<Moment> {
		this.#group = '';
		switch (step) {
			case 'start':
				return this.#picture();

			case 's3-managed':
				return this.#put('sse-s3');

			case 'kms-asks': {
				const asked = this.#bucket.requestFor(this.#nextName);
				return this.#picture({
					awaited: { operation: 'GenerateDataKey', request: asked },
					travel: [
						upload(this.#nextName, this.#document, 'SSE-KMS'),
						request('GenerateDataKey', [contextThing(asked.EncryptionContext)], 's3')
					],
					atS3: [
						plaintextThing('Object on its way', this.#document, 'came over TLS, in the clear'),
						contextThing(asked.EncryptionContext, 'set by S3')
					]
				});
			}

			case 'kms-stores':
				return this.#put('sse-kms');

			case 'each-its-own':
				return this.#putSeveral('sse-kms', 2);

			case 'read':
				// Whatever somebody has put or looked at in between.
				return this.#get(this.#lastOf('sse-kms'), 'application');

			case 'two-permissions': {
				const { objects } = this.#bucket;
				const firstOf = (wanted: Kind) => required(objects.find(({ kind }) => kind === wanted));
				const open = await this.#get(firstOf('sse-s3'), 'contractor');
				const refused = await this.#get(firstOf('sse-kms'), 'contractor');
				return {
					...refused,
					holds: { ...refused.holds, reader: open.holds.reader ?? [] },
					travel: [
						...(refused.travel ?? []),
						...(open.travel ?? []).filter(({ to }) => to === 'reader')
					],
					outcome: refused.refusal?.name ?? 'opens'
				};
			}

			case 'bucket-key': {
				const came = this.#letGo('application');
				this.#trioFrom = this.#bucket.objects.length;
				return { ...(await this.#putSeveral('bucket-key', 3)), ...came };
			}

			case 'bucket-key-read': {
				const came = this.#letGo('auditor');
				const three = this.#trio;
				let moment = await this.#get(required(three[0]), 'auditor');
				const { travel = [] } = moment;
				for (const one of three.slice(1)) moment = await this.#get(one, 'auditor');
				// The call was made for the first of them.
				const asked = travel.filter(({ from, to }) => from === 'kms' || to === 'kms');
				return {
					...moment,
					...came,
					travel: [...(moment.travel ?? []), ...asked],
					work: [...(asked.length > 0 ? [kmsUnwraps] : []), ...(moment.work ?? [])]
				};
			}

			case 'two-layers':
				return this.#put('dsse');

			case 'own-key-refused':
				return this.#put('sse-c');

			case 'own-key':
				this.#bucket.blocksCustomerKeys = false;
				return this.#put('sse-c');

			case 'client-side':
				return this.#put('client-side');

			case 'count':
				this.#projects = true;
				return this.#picture();
		}
	}

	async act({ id, values }: Act): Promise<Moment> {
		this.#group = '';
		if (id === 'put') {
			const kind = kindIn(values, 'kind');
			const { result, calls } = await this.#counted(() =>
				this.#put(kind, encodeUtf8(textIn(values, 'text')))
			);
			return result.refusal
				? result
				: {
						...result,
						came: `Object ${this.#bucket.objects.length} lies in the bucket under ${kinds[kind].label}. AWS KMS was ${sayAsked(calls)}.`
					};
		}
		if (id === 'wait') {
			const held = this.#bucket.bucketKeys.length;
			this.#world.clock.advance(numberIn(values, 'minutes') * minute);
			const left = this.#bucket.bucketKeys.length;
			return this.#picture({
				came: `It is ${clockText(this.#world.clock.now())}. ${held === 0 ? 'S3 kept no bucket-level key.' : left === held ? 'S3 still keeps what bucket-level keys it had.' : `S3 has erased ${held - left} of ${held} bucket-level keys.`}`
			});
		}
		const wanted = this.#object(numberIn(values, 'object'));
		if (wanted) {
			const caller = callerIn(values);
			const { result, calls } = await this.#counted(() => this.#get(wanted, caller));
			return result.refusal ? result : { ...result, came: told(wanted, calls, caller) };
		}
		return this.#picture({
			refusal: {
				actor: 's3',
				name: 'NoSuchKey',
				message: 'The specified key does not exist.',
				why: `The bucket has ${sayObjects(this.#bucket.objects.length)} so far.`
			},
			travel: [download('s3', callerIn(values), [])]
		});
	}

	/** A step tells of the first call for a requester: what is kept from before has to be gone. */
	#letGo(caller: Caller): Pick<Moment, 'came'> {
		const whose = requesterOf(this.#clients[caller].principal);
		if (!this.#bucket.bucketKeys.some(({ requester }) => requester === whose)) return {};
		const minutes = numberIn(this.#inputs, 'lifetime');
		this.#world.clock.advance(minutes * minute);
		return {
			came: `S3 had a bucket-level key for ${nameOf(caller)} from what you did before. The clock was moved by ${minutes === 1 ? '1 minute' : `${minutes} minutes`} first, and S3 erased it.`
		};
	}

	#lastOf(wanted: Kind): StoredObject {
		return required(this.#bucket.objects.findLast(({ kind }) => kind === wanted));
	}

	/** The three objects that the walk put under a Bucket Key. */
	get #trio(): StoredObject[] {
		return this.#bucket.objects.slice(this.#trioFrom, this.#trioFrom + 3);
	}

	#object(number: number): StoredObject | undefined {
		return this.#bucket.objects.find((one) => one.number === number);
	}

	/** The name of the next object: the user's own, and numbered from the second on. */
	get #nextName(): string {
		const name = textIn(this.#inputs, 'object').trim() || 'object';
		const count = this.#bucket.objects.length + 1;
		if (count === 1) return name;
		const dot = name.lastIndexOf('.');
		const at = dot > name.lastIndexOf('/') + 1 ? dot : name.length;
		return `${name.slice(0, at)}-${count}${name.slice(at)}`;
	}

	//  Writing and reading

	/** What was done, and how many calls the audit trail has of it. */
	async #counted<T>(work: () => Promise<T>): Promise<{ result: T; calls: number }> {
		const { events } = this.#world.kms;
		const before = events.length;
		const result = await work();
		return { result, calls: this.#world.kms.events.length - before };
	}

	#tally(kind: Kind): Tally {
		const found = this.#tallies.get(kind);
		if (found) return found;
		const fresh = { written: 0, writeCalls: 0, read: 0, readCalls: 0 };
		this.#tallies.set(kind, fresh);
		return fresh;
	}

	async #write(kind: Kind, body: Bytes) {
		const name = this.#nextName;
		const { result, calls } = await this.#counted(async () => {
			const sealed = kind === 'client-side' ? await this.#sealHere(body, name) : body;
			const own = kind === 'sse-c' ? this.#ownKey : undefined;
			return {
				sealed,
				used: await this.#bucket.put({ name, body: sealed, kind }, this.#clients.application, own)
			};
		});
		const tally = this.#tally(kind);
		tally.written++;
		tally.writeCalls += calls;
		this.#callsOf.set(result.used.object.number, calls);
		this.#shown = result.used.object;
		return { ...result, calls };
	}

	/** A message of the AWS Encryption SDK, made in the application. */
	async #sealHere(body: Bytes, name: string): Promise<Bytes> {
		const client: KmsClient = {
			send: async (operation, input) => {
				const output = await this.#world.app.send(operation, input);
				if ('Plaintext' in output && output.Plaintext)
					this.#messageKey = copyBytes(output.Plaintext);
				return output;
			}
		};
		this.#sealing = await import('./sealing.ts');
		const { message } = await this.#sealing.encrypt(body, {
			keyring: this.#sealing.kmsKeyring({ client, generatorKeyId: this.#keyArn }),
			encryptionContext: { object: name },
			suite: 0x0478,
			random: this.#world.random
		});
		this.#message = copyBytes(message);
		return message;
	}

	async #put(kind: Kind, body = this.#document): Promise<Moment> {
		const { principal } = this.#clients.application;
		const had = this.#bucket.bucketKeys.length;
		try {
			const { used, sealed } = await this.#write(kind, body);
			const { object } = used;
			const made = kind === 'bucket-key' && this.#bucket.bucketKeys.length > had;
			return this.#picture({
				travel: [
					upload(
						object.name,
						kind === 'client-side' ? sealed : body,
						kinds[kind].label,
						kind === 'client-side'
							? required(this.#sealing).messageThings(sealed)
							: this.#ownKeyThings(kind)
					),
					...this.#answered('GenerateDataKey', used),
					{
						from: 's3',
						to: 'bucket',
						operation: 'store',
						caption: 'what will lie on disk',
						things: thingsOf(object)
					},
					...(kind === 'client-side' ? this.#ownCall(sealed) : [])
				],
				work: [
					...(kind === 'client-side' ? [appEncrypts] : []),
					...(used.given ? [kmsWraps] : []),
					s3Encrypts(kind, made || kind !== 'bucket-key')
				],
				atS3: [noDataKey('of this object: used, then overwritten', used.zeros)]
			});
		} catch (error) {
			if (error instanceof S3Refusal)
				return this.#picture({
					outcome: error.name,
					refusal: {
						actor: 's3',
						name: error.name,
						message: error.message,
						why: 'This bucket blocks SSE-C, as new buckets do, whatever the policies of the caller say. Nothing was stored.'
					},
					travel: [upload(this.#nextName, body, 'SSE-C', this.#ownKeyThings('sse-c'))]
				});
			if (error instanceof KmsError)
				return this.#picture({
					outcome: error.name,
					refusal: {
						actor: 'kms',
						name: error.name,
						message: error.message,
						why: `AWS KMS refused S3, which asked in the name of ${roleOf(requesterOf(principal))}. Nothing was stored.`
					},
					travel: [upload(this.#nextName, body, kinds[kind].label)]
				});
			throw error;
		}
	}

	/** The same object several times, each under a name of its own. */
	async #putSeveral(kind: Kind, count: number): Promise<Moment> {
		let calls = 0;
		const from = this.#bucket.objects.length + 1;
		for (let i = 1; i < count; i++) calls += (await this.#write(kind, this.#document)).calls;
		const last = await this.#put(kind);
		const to = this.#bucket.objects.length;
		calls += this.#callsOf.get(to) ?? 0;
		this.#group = `Objects ${from} to ${to} were written with the same content. `;
		const asked = this.#bucket.requestFor(required(this.#shown).name);
		const context =
			kind === 'bucket-key' ? { 'aws:s3:arn': bucketArn } : { ...asked.EncryptionContext };
		return {
			...this.#picture({
				travel: [
					...(last.travel ?? []).filter(
						({ to: end, from: begin }) => end !== 'kms' && begin !== 'kms'
					),
					request('GenerateDataKey', [contextThing(context, sayCalls(calls))], 's3')
				],
				// The call may have been made for another than the last of them.
				work: [
					...(calls > 0 ? [kmsWraps] : []),
					...(last.work ?? []).filter(({ actor }) => actor !== 'kms')
				],
				atS3: [noDataKey('of each object: used, then overwritten', new Uint8Array(32))]
			}),
			outcome: String(calls)
		};
	}

	async #read(object: StoredObject, caller: Caller): Promise<Used & { body: Bytes }> {
		const own = caller === 'application' ? this.#ownKey : undefined;
		const client = this.#clients[caller];
		const { result, calls } = await this.#counted(async () => {
			const used = await this.#bucket.get(object, client, own);
			if (object.kind !== 'client-side') return used;
			this.#handedOut = copyBytes(used.body);
			return { ...used, body: await this.#openThere(used.body, client) };
		});
		const tally = this.#tally(object.kind);
		tally.read++;
		tally.readCalls += calls;
		return result;
	}

	/** Whoever got the message opens it with permissions of their own. @throws {KmsError} */
	async #openThere(message: Bytes, asker: KmsClient): Promise<Bytes> {
		let refusal: KmsError | undefined;
		const client: KmsClient = {
			send: async (operation, input) => {
				try {
					return await asker.send(operation, input);
				} catch (error) {
					if (error instanceof KmsError) refusal = error;
					throw error;
				}
			}
		};
		try {
			const { decrypt, kmsKeyring } = required(this.#sealing);
			const keyring = kmsKeyring({ client, keyIds: [this.#keyArn] });
			return (await decrypt(message, { keyring })).plaintext;
		} catch (error) {
			throw refusal ?? error;
		}
	}

	async #get(object: StoredObject, caller: Caller): Promise<Moment> {
		const place = caller === 'application' ? 'application' : 'reader';
		this.#shown = object;
		const fetched: Travel = {
			from: 'bucket',
			to: 's3',
			operation: 'read',
			caption: `object ${object.number}, as it lies there`,
			things: thingsOf(object)
		};
		const context = { 'aws:s3:arn': object.kind === 'bucket-key' ? bucketArn : object.arn };
		try {
			const used = await this.#read(object, caller);
			const { body } = used;
			const got = plaintextThing(`Object ${object.number}, opened`, body, `by ${nameOf(caller)}`);
			return this.#picture({
				outcome: 'opens',
				travel: [
					fetched,
					...this.#answered('Decrypt', used),
					download('s3', caller, this.#handed(object) ?? [got])
				],
				work: [
					...(used.given ? [kmsUnwraps] : []),
					s3Decrypts(object.kind),
					...(object.kind === 'client-side' && place === 'application' ? [appDecrypts] : [])
				],
				atS3: [noDataKey('of this object: used, then overwritten', used.zeros)],
				...(place === 'reader' ? { atReader: [got] } : {}),
				// Of the document it has the text already.
				...(place === 'application' && !equalBytes(body, this.#document)
					? { atApplication: [got] }
					: {})
			});
		} catch (error) {
			const refusal = this.#refusalOf(error, object, caller);
			return this.#picture({
				outcome: refusal.name,
				refusal,
				travel: [
					fetched,
					...(refusal.actor === 'kms' && object.kind !== 'client-side' && object.wrapped
						? [request('Decrypt', [wrappedKeyThing(object.wrapped), contextThing(context)], 's3')]
						: []),
					// S3 gave out what it could: the reader is refused afterwards, by AWS KMS.
					...(refusal.actor === 'kms' && object.kind === 'client-side'
						? [download('s3', caller, this.#handed(object) ?? [])]
						: [])
				]
			});
		}
	}

	/** What S3 hands out of an object that was sealed before it came. */
	#handed(object: StoredObject): Thing[] | undefined {
		return object.kind === 'client-side' && this.#handedOut
			? required(this.#sealing).messageThings(this.#handedOut)
			: undefined;
	}

	/** Who refused, and why. @throws what is no refusal */
	#refusalOf(error: unknown, object: StoredObject, caller: Caller) {
		if (error instanceof S3Refusal)
			return {
				actor: 's3',
				name: error.name,
				message: error.message,
				why: 'The object is under SSE-C, and the request did not bring the key that it was written with.'
			};
		if (!(error instanceof KmsError)) throw error;
		const { name, message } = error;
		const disabled = name === 'DisabledException';
		const asked =
			object.kind === 'client-side'
				? `S3 gave out the object, which is a ciphertext. ${sayName(caller)} asked AWS KMS for its data key and was refused.`
				: disabled
					? `S3 asked AWS KMS in the name of ${nameOf(caller)}, and the KMS key is disabled.`
					: `S3 asked AWS KMS in the name of ${nameOf(caller)}, who may read the object and may not use the KMS key. S3 answers 403 AccessDenied with this text.`;
		return { actor: 'kms', name, message, why: asked };
	}

	/** The answer of AWS KMS on its way to S3, if it was asked. */
	#answered(operation: string, { given, object }: Used): Travel[] {
		if (!given) return [];
		const key = dataKeyThing(given.plaintext);
		const level = object.kind === 'bucket-key';
		return [
			answer(
				operation,
				[
					level ? { ...key, name: 'Bucket-level key' } : key,
					...(operation === 'GenerateDataKey' ? [wrappedKeyThing(given.wrapped)] : [])
				],
				's3'
			)
		];
	}

	/** The application asks AWS KMS itself. */
	#ownCall(message: Bytes): Travel[] {
		const wrapped = required(this.#sealing)
			.messageThings(message)
			.filter(({ kind }) => kind === 'wrapped-key');
		return [answer('GenerateDataKey', [dataKeyThing(required(this.#messageKey)), ...wrapped])];
	}

	#ownKeyThings(kind: Kind): Thing[] {
		return kind === 'sse-c' ? [{ ...dataKeyThing(this.#ownKey), name: 'Your SSE-C key' }] : [];
	}

	//  Broken on purpose

	/** Something is taken away, time passes, and somebody reads. */
	async without(what: string, number: number, caller: Caller, minutes: number): Promise<Outcome> {
		const { kms, clock } = this.#world;
		const KeyId = this.#keyArn;
		if (what === 'key') await kms.send('DisableKey', { KeyId });
		else {
			const { Policy } = await kms.send('GetKeyPolicy', { KeyId });
			const policy = JSON.parse(Policy ?? '{}') as { Statement: object[] };
			policy.Statement.push(takenAway);
			await kms.send('PutKeyPolicy', { KeyId, Policy: JSON.stringify(policy) });
		}
		clock.advance(minutes * minute);
		const object = required(this.#object(number));
		const before = this.#world.kms.events.length;
		try {
			const { body } = await this.#read(object, caller);
			const calls = this.#world.kms.events.length - before;
			return {
				code: 'opens',
				told: told(object, calls, caller),
				bytes: [textOf(`Object ${object.number}`, body)]
			};
		} catch (error) {
			const refusal = this.#refusalOf(error, object, caller);
			return { code: refusal.name, refusal };
		}
	}

	/** The object under SSE-C is read with the key that it was written with, or another. */
	async withOwnKey(which: string): Promise<Outcome> {
		const object = required(this.#bucket.objects.findLast(({ kind }) => kind === 'sse-c'));
		const key = which === 'same' ? this.#ownKey : this.#world.random(32);
		try {
			const { body } = await this.#bucket.get(object, this.#clients.application, key);
			return {
				code: 'opens',
				told: 'The key fits what S3 kept to recognise it, so S3 decrypted with it and forgot it again.',
				bytes: [textOf(`Object ${object.number}`, body)]
			};
		} catch (error) {
			const refusal = this.#refusalOf(error, object, 'application');
			return { code: refusal.name, refusal };
		}
	}

	//  The picture

	#picture({
		atS3 = [],
		atReader = [],
		atApplication = [],
		...happened
	}: Happened = {}): ReportMoment {
		const { objects } = this.#bucket;
		const shown = this.#shown;
		const bucketKeys = this.#bucket.bucketKeys;
		const blob = shown?.wrapped;
		const report = this.#report();
		return {
			holds: {
				reader: [...permissions, ...atReader],
				application: [
					plaintextThing('Document', this.#document),
					...(shown?.kind === 'sse-c' || happened.refusal?.name === 'AccessDenied'
						? this.#ownKeyThings('sse-c')
						: []),
					...atApplication
				],
				s3: [
					{
						kind: 'data-key',
						name: 'S3’s own root key',
						note: 'for SSE-S3; nobody else can ask for it',
						parts: []
					},
					...bucketKeys.map((one): Thing => ({
						...dataKeyThing(one.plaintext),
						name: `Bucket-level key for ${roleOf(one.requester)}`,
						note: `kept until ${clockText(new Date(one.made + numberIn(this.#inputs, 'lifetime') * minute))}`
					})),
					...atS3
				],
				bucket: shown ? thingsOf(shown) : [],
				kms: [kmsKeyThing(this.#keyArn)]
			},
			...(shown
				? {
						notes: {
							bucket: `${this.#group}Object ${shown.number} of ${objects.length} is shown: ${shown.name}, ${whole(kinds[shown.kind].label)}.`
						}
					}
				: {}),
			...happened,
			...(shown?.kind === 'client-side' && this.#message
				? {
						messages: [
							{
								label: 'The message that the application sealed',
								kind: 'message' as const,
								bytes: copyBytes(this.#message)
							}
						]
					}
				: blob
					? {
							messages: [
								{
									label: `What AWS KMS wrapped for object ${required(shown).number}`,
									kind: 'blob' as const,
									bytes: copyBytes(blob)
								}
							]
						}
					: {}),
			figures: [
				{ label: 'Objects', value: String(objects.length) },
				{ label: 'Time, UTC', value: clockText(this.#world.clock.now()) },
				...(this.#projects ? [projection(report)] : [])
			],
			report,
			readers: readersOf(shown?.kind)
		};
	}

	#report() {
		const count = numberIn(this.#inputs, 'count');
		const pace = numberIn(this.#inputs, 'pace');
		const lifetime = numberIn(this.#inputs, 'lifetime');
		const many = { none: 0, each: count, 'now-and-then': bucketKeyCalls(count, pace, lifetime) };
		return {
			count,
			pace,
			lifetime,
			objects: this.#bucket.objects.map((object) => ({
				number: object.number,
				name: object.name,
				kind: object.kind,
				beside: besideText(object),
				calls: this.#callsOf.get(object.number) ?? 0
			})),
			kinds: kindIds.map((kind) => ({
				kind,
				...(this.#tallies.get(kind) ?? { written: 0, writeCalls: 0, read: 0, readCalls: 0 }),
				projected: many[kinds[kind].calls]
			}))
		};
	}
}

//  Words and things

/** What lies in the bucket of one object. */
function thingsOf(object: StoredObject): Thing[] {
	const { number, kind, box, wrapped, byRoot, salt, check } = object;
	// The number does not stand on a line of its own.
	const of = `of object\u00a0${number}`;
	return [
		{
			kind: 'ciphertext',
			name: `Object ${number}`,
			note: `${sizeText(box.ciphertext.length)}${kind === 'dsse' ? ', encrypted twice' : kind === 'client-side' ? ', a message encrypted once more' : ''}`,
			parts: [
				{ bytes: copyBytes(box.ciphertext) },
				{ name: 'IV', bytes: copyBytes(box.iv) },
				{ name: 'Tag', bytes: copyBytes(box.tag) },
				...(salt ? [{ name: 'Salt', bytes: copyBytes(salt) }] : []),
				...(check ? [{ name: 'To recognise the key', bytes: copyBytes(check) }] : [])
			]
		},
		...(wrapped
			? [
					{
						...wrappedKeyThing(wrapped),
						name: kind === 'bucket-key' ? 'Wrapped bucket-level key' : `Wrapped data key ${of}`
					}
				]
			: []),
		...(byRoot
			? [
					{
						...wrappedKeyThing(byRoot.ciphertext, 'opens with S3’s own root key'),
						name: `${wrapped ? 'Second' : 'Wrapped'} data key ${of}`
					}
				]
			: [])
	];
}

function besideText({ kind }: StoredObject): string {
	switch (kind) {
		case 'sse-s3':
			return 'its data key, wrapped under S3’s root key';
		case 'sse-kms':
			return 'its data key, wrapped under the KMS key';
		case 'bucket-key':
			return 'a salt, and the bucket-level key, wrapped under the KMS key';
		case 'dsse':
			return 'two data keys: one wrapped under the KMS key, one under S3’s root key';
		case 'sse-c':
			return 'no key; a salted HMAC to recognise yours';
		case 'client-side':
			return 'a key of S3, wrapped under its root key; yours is inside the ciphertext, wrapped';
	}
}

function upload(name: string, body: Bytes, kind: string, more: readonly Thing[] = []): Travel {
	const sealed = more.some((thing) => thing.kind === 'ciphertext');
	return {
		from: 'application',
		to: 's3',
		operation: 'PutObject',
		caption: `over TLS, ${whole(kind)}`,
		things: [...(sealed ? [] : [plaintextThing(name, body, 'over TLS')]), ...more]
	};
}

function download(from: string, caller: Caller, things: Thing[]): Travel {
	return {
		from,
		to: caller === 'application' ? 'application' : 'reader',
		operation: 'GetObject',
		caption: `to ${nameOf(caller)}, over TLS`,
		things
	};
}

const kmsWraps: Work = {
	actor: 'kms',
	label: 'makes a data key, then wraps a copy under the KMS key, bound to the context',
	from: ['data-key', 'kms-key', 'context'],
	to: ['wrapped-key']
};
const kmsUnwraps: Work = {
	actor: 'kms',
	label: 'unwraps',
	from: ['kms-key', 'wrapped-key', 'context'],
	to: ['data-key']
};
const appEncrypts: Work = {
	actor: 'application',
	label: 'AES-256-GCM encrypts, before the upload',
	from: ['plaintext', 'data-key'],
	to: ['ciphertext']
};
const appDecrypts: Work = {
	...appEncrypts,
	label: 'decrypts',
	from: ['ciphertext', 'data-key'],
	to: ['plaintext']
};

function s3Encrypts(kind: Kind, fresh: boolean): Work {
	const label =
		kind === 'dsse'
			? 'AES-256-GCM encrypts, twice'
			: kind === 'bucket-key' && !fresh
				? 'makes a data key without AWS KMS, encrypts'
				: 'AES-256-GCM encrypts';
	return {
		actor: 's3',
		label,
		from: [kind === 'client-side' ? 'ciphertext' : 'plaintext', 'data-key'],
		to: ['ciphertext']
	};
}

function s3Decrypts(kind: Kind): Work {
	return {
		actor: 's3',
		label:
			kind === 'dsse'
				? 'decrypts, twice'
				: kind === 'client-side'
					? 'takes off its own layer'
					: 'decrypts',
		from: ['ciphertext', 'data-key'],
		to: [kind === 'client-side' ? 'ciphertext' : 'plaintext']
	};
}

function readersOf(kind: Kind | undefined): Reader[] {
	const holder: Reader = {
		who: 'Your application',
		can: 'yes',
		why: 'It still has the document in memory.'
	};
	if (!kind)
		return [holder, { who: 'Amazon S3', can: 'no', why: 'Nothing has been uploaded yet.' }];
	const auditorWhy: Record<Kind, Reader> = {
		'sse-s3': may('Auditor', 'May read the object, and under SSE-S3 that is enough.'),
		'sse-kms': may(
			'Auditor',
			'May read the object and decrypt with the KMS key. CloudTrail records the call.'
		),
		'bucket-key': may(
			'Auditor',
			'May read the object and decrypt with the KMS key. Not every read is a call.'
		),
		dsse: may('Auditor', 'May read the object and decrypt with the KMS key.'),
		'sse-c': cannot('Auditor', 'Does not have the key that each request must bring.'),
		'client-side': may(
			'Auditor',
			'Gets a ciphertext from S3, and may ask AWS KMS for its data key.'
		)
	};
	const contractorWhy: Record<Kind, Reader> = {
		'sse-s3': may('Contractor', 'May read the object. There is no second lock.'),
		'sse-kms': cannot('Contractor', 'May read the object, and may not decrypt with the KMS key.'),
		'bucket-key': cannot(
			'Contractor',
			'For each requester S3 asks AWS KMS at least once, and this one is refused.'
		),
		dsse: cannot('Contractor', 'May not decrypt with the KMS key.'),
		'sse-c': cannot('Contractor', 'Does not have the key that each request must bring.'),
		'client-side': cannot('Contractor', 'Gets a ciphertext from S3 and cannot open it.')
	};
	return [
		holder,
		kind === 'client-side'
			? cannot('Amazon S3', 'It received a ciphertext, and encrypted that once more.')
			: {
					who: 'Amazon S3',
					can: 'yes',
					why: `It has the plaintext in hand whenever it encrypts or decrypts${kind === 'sse-c' ? ', and your key with it' : ''}.`
				},
		cannot(
			'Whoever gets hold of the disks',
			'What lies there is a ciphertext, and no key that opens it.'
		),
		auditorWhy[kind],
		contractorWhy[kind]
	];
}

function may(who: string, why: string): Reader {
	return { who, can: 'with-permission', why };
}

function cannot(who: string, why: string): Reader {
	return { who, can: 'no', why };
}

function told({ kind, number }: StoredObject, calls: number, caller: Caller): string {
	if (calls > 0)
		return `AWS KMS was asked in the name of ${nameOf(caller)}, and had no reason to refuse. Object ${number} opens.`;
	return kind === 'bucket-key'
		? `S3 still had the bucket-level key in memory for ${nameOf(caller)} and did not ask AWS KMS. How long it keeps one is of this model; AWS publishes no figure.`
		: `Object ${number} is under ${kinds[kind].label}: AWS KMS has no part in it, so nobody asked.`;
}

function textOf(label: string, bytes: Bytes) {
	const { text } = plaintextThing(label, bytes);
	return { label, bytes, ...(text === undefined ? {} : { text }) };
}

function nameOf(caller: Caller): string {
	return caller === 'application' ? 'your application' : `the ${caller}`;
}

function sayName(caller: Caller): string {
	const name = nameOf(caller);
	return name.charAt(0).toUpperCase() + name.slice(1);
}

/** `payroll-app` of the ARN of a role. */
function roleOf(arn: string): string {
	return arn.slice(arn.lastIndexOf('/') + 1) || shortArn(arn);
}

function clockText(date: Date): string {
	return date.toISOString().slice(11, 16);
}

/** What a Bucket Key saves, in one line. */
function projection({ count, kinds: rows }: Report) {
	const said = (wanted: Kind) =>
		(rows.find(({ kind }) => kind === wanted)?.projected ?? 0).toLocaleString('en-US');
	return {
		label: `To write ${count.toLocaleString('en-US')} objects under SSE-KMS`,
		value: `${said('sse-kms')} calls; ${said('bucket-key')} with a Bucket Key`
	};
}

/** No line of the stage ends within a name. */
const whole = (name: string) => name.replaceAll('-', '\u2011');
const sayAsked = (calls: number) =>
	calls === 0 ? 'not asked' : calls === 1 ? 'asked once' : `asked ${calls} times`;
const sayCalls = (calls: number) =>
	calls === 1 ? 'one call for all of them' : `${calls} calls, one for each object`;
const sayObjects = (count: number) => (count === 1 ? '1 object' : `${count} objects`);

export function callerIn(values: Inputs): Caller {
	const who = textIn(values, 'who');
	return who === 'auditor' || who === 'contractor' ? who : 'application';
}

function kindIn(values: Inputs, id: string): Kind {
	const value = textIn(values, id);
	return isKind(value) ? value : 'sse-s3';
}
