/**
 * An encryption context at work: what fits, what does not, what the audit trail shows of it, and a key
 * policy that asks for it before any cryptography begins.
 */
import { copyBytes, encodeUtf8, flipBit } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import type { LabStepId } from '#lib/content/index.ts';
import type { AuditEvent, KmsError } from '#lib/kms/index.ts';
import { contextDifferences } from '../../engine/differences.ts';
import { contextIn, textIn } from '../../engine/fields.ts';
import type { Inputs, Pairs } from '../../engine/fields.ts';
import { answer, contextThing, kmsKeyThing, plaintextThing, request } from '../../engine/things.ts';
import type { Moment, Outcome, Reader, RecordedKms, Run, World } from '../../engine/types.ts';
import { contextText, sizeText } from '../../engine/words.ts';
import type { Difference, Refusal, Thing, Work } from '../../stage/types.ts';
import { administrator } from '../key-life/cast.ts';
import type { LedgerMoment } from '../key-life/ledger.ts';
import { tried } from '../key-life/tried.ts';
import { firstPair, otherCase, turnedRound } from './pairs.ts';
import { policyFor, reader } from './policy.ts';
import type { Asked } from './policy.ts';

type StepId = LabStepId<'context'>;
type Happened = Pick<Moment, 'travel' | 'work' | 'refusal' | 'outcome'>;
/** Who asks: the application that sealed the record, or the reader that the key policy lets in. */
type Caller = 'application' | 'reader';
/** Names of the callers in the table. */
const callers = { application: 'payroll-app', reader: 'records-reader' } as const;

export class ContextRun implements Run<StepId> {
	readonly #world: World;
	readonly #reader: RecordedKms;
	readonly #keyArn: string;
	readonly #record: Bytes;
	readonly #context: Pairs;
	readonly #asked: Asked;
	#stored: Bytes | undefined;
	#open: Bytes | undefined;
	#openAtReader: Bytes | undefined;
	/** The key policy asks for a pair. */
	#conditional = false;
	/** What the trail has of this walk, and of nothing that was broken on the way. */
	readonly #events: AuditEvent[] = [];
	readonly #ledger: string[][] = [];

	private constructor(inputs: Inputs, world: World, keyArn: string) {
		this.#world = world;
		this.#reader = world.as(reader);
		this.#keyArn = keyArn;
		this.#record = encodeUtf8(textIn(inputs, 'record'));
		this.#context = contextIn(inputs, 'context');
		this.#asked = { name: firstPair(this.#context).name, value: textIn(inputs, 'asked') };
		this.#open = this.#record;
	}

	static async start(inputs: Inputs, world: World): Promise<ContextRun> {
		const keyArn = await world.key({ Policy: JSON.stringify(policyFor()) });
		return new ContextRun(inputs, world, keyArn);
	}

	async compute(step: StepId): Promise<Moment> {
		switch (step) {
			case 'start':
				return this.#picture();

			case 'seal': {
				const { CiphertextBlob = new Uint8Array() } = await this.#noted(
					this.#world.app.send('Encrypt', {
						KeyId: this.#keyArn,
						Plaintext: this.#record,
						EncryptionContext: { ...this.#context }
					})
				);
				this.#stored = copyBytes(CiphertextBlob);
				this.#open = undefined;
				const things = [contextThing(this.#context), this.#ciphertext()];
				return this.#picture({
					travel: [
						answer('Encrypt', things.slice(1)),
						{
							from: 'application',
							to: 'storage',
							operation: 'put',
							caption: 'one object with its context',
							things
						}
					],
					work: [
						{
							actor: 'kms',
							label: 'AES-256-GCM encrypts; the context goes in as additional authenticated data',
							from: ['plaintext', 'kms-key', 'context'],
							to: ['ciphertext']
						}
					]
				});
			}

			case 'match':
				return this.#ask('application', this.#context);
			case 'order':
				return this.#ask('application', turnedRound(this.#context));
			case 'case':
				return this.#ask('application', this.#inOtherCase);

			case 'trail':
				return this.#picture({ outcome: this.#showsContextOnly() ? 'context-only' : 'record' });

			case 'bystander':
				return this.#ask('reader', this.#context);

			case 'condition':
				this.#openAtReader = undefined;
				await this.#noted(
					this.#world.as(administrator).send('PutKeyPolicy', {
						KeyId: this.#keyArn,
						Policy: JSON.stringify(policyFor(this.#asked))
					})
				);
				this.#conditional = true;
				return this.#picture();

			case 'by-policy':
				return this.#ask('reader', this.#context);

			case 'policy-first': {
				const middle = Math.floor(this.stored.length / 2);
				return this.#ask('reader', this.#context, flipBit(this.stored, middle, 0));
			}

			case 'false-claim':
				return this.#ask('reader', this.#claimed);
		}
	}

	/** The ciphertext in storage. @throws {Error} before it is there */
	get stored(): Bytes {
		if (!this.#stored) throw new Error('Nothing is stored.');
		return this.#stored;
	}

	get #inOtherCase(): Pairs {
		return otherCase(this.#context) ?? {};
	}

	/** The context as the policy wants it, whatever was sealed. */
	get #claimed(): Pairs {
		return { ...this.#context, [this.#asked.name]: this.#asked.value };
	}

	/** Waits for a call of the walk and keeps what the trail says of it. */
	async #noted<Answer>(call: Promise<Answer>): Promise<Answer> {
		try {
			return await call;
		} finally {
			const event = this.#world.kms.events.at(-1);
			if (event) this.#events.push(event);
		}
	}

	#send(caller: Caller, context: Pairs, CiphertextBlob = this.stored) {
		const client = caller === 'reader' ? this.#reader : this.#world.app;
		// With the key named, AWS KMS knows whose policy to ask before it looks at the ciphertext.
		return client.send('Decrypt', {
			KeyId: this.#keyArn,
			CiphertextBlob,
			EncryptionContext: { ...context }
		});
	}

	/** One of the two asks for the record with a context, and gets it or not. */
	async #ask(caller: Caller, context: Pairs, blob = this.stored): Promise<Moment> {
		this.#open = undefined;
		this.#openAtReader = undefined;
		const { answer: opened, refused } = await tried(this.#noted(this.#send(caller, context, blob)));
		const altered = blob === this.#stored ? '' : ', one bit of the ciphertext flipped';
		this.#ledger.push([callers[caller] + altered, contextText(context), ...verdicts(refused)]);
		if (refused)
			return this.#picture({
				outcome: refused.name,
				refusal: this.#refusal(refused, caller),
				travel: [request('Decrypt', [contextThing(context), this.#ciphertext(blob)], caller)],
				work: refused.name === 'InvalidCiphertextException' ? [compares] : []
			});
		const record = copyBytes(opened.Plaintext ?? new Uint8Array());
		if (caller === 'reader') this.#openAtReader = record;
		else this.#open = record;
		return this.#picture({
			outcome: 'opens',
			travel: [answer('Decrypt', [plaintextThing('Record', record)], caller)],
			work: [
				{
					actor: 'kms',
					label: `with the context ${contextText(context)}: the tag fits`,
					from: ['ciphertext', 'kms-key', 'context'],
					to: ['plaintext']
				}
			]
		});
	}

	#refusal({ name, message }: KmsError, caller: Caller): Refusal {
		const { name: pair, value } = this.#asked;
		const why =
			name === 'AccessDeniedException'
				? `The key policy lets records-reader decrypt only if the request says ${pair} = ${value}. It does not, and nothing else was looked at: neither the ciphertext nor whether the context fits it.`
				: caller === 'reader'
					? `The key policy is content, since the request says what it asks for. The record was sealed with another context, so its tag does not fit; AWS KMS does not say what differs.`
					: 'The context is not the one that was given to Encrypt, so the tag does not fit. AWS KMS does not say what differs: the message is empty.';
		return { actor: 'kms', name, message, why };
	}

	/** Whether every event of cryptography has a context in it, and none the record. */
	#showsContextOnly(): boolean {
		const record = textOf(this.#record);
		return this.#events.every((event) => {
			const shown = JSON.stringify(event);
			return contextOf(event) !== undefined && !shown.includes(JSON.stringify(record));
		});
	}

	//  Broken on purpose

	/** Decrypt with other pairs than the walk's. */
	async decryptWith(caller: Caller, context: Pairs): Promise<Outcome> {
		const differences = contextDifferences(this.#context, context);
		const { refused } = await tried(this.#send(caller, context));
		if (refused) return this.#refusedOutcome(refused, caller, differences);
		return {
			code: 'opens',
			told: 'Every pair is the one that was given to Encrypt, whatever their order, so the record comes back.',
			differences
		};
	}

	/**
	 * Somebody puts the ciphertext of another record in the place of this one. Both were sealed with
	 * contexts of their own, or both without.
	 */
	async swap(text: string, bound: boolean): Promise<Outcome> {
		const { app } = this.#world;
		const other = { ...this.#claimed };
		const made = await app.send('Encrypt', {
			KeyId: this.#keyArn,
			Plaintext: encodeUtf8(text),
			...(bound ? { EncryptionContext: other } : {})
		});
		const CiphertextBlob = copyBytes(made.CiphertextBlob ?? new Uint8Array());
		const { answer: opened, refused } = await tried(
			app.send('Decrypt', {
				KeyId: this.#keyArn,
				CiphertextBlob,
				...(bound ? { EncryptionContext: { ...this.#context } } : {})
			})
		);
		if (refused) {
			const differences = contextDifferences(other, this.#context);
			return this.#refusedOutcome(refused, 'application', differences);
		}
		const bytes = copyBytes(opened.Plaintext ?? new Uint8Array());
		return {
			code: 'other-record',
			told: 'The application asked for its own record and got the other one, without an error: key and ciphertext fit, and nothing says whose it is.',
			bytes: [{ label: 'What came out', bytes, text: textOf(bytes) }]
		};
	}

	#refusedOutcome(refused: KmsError, caller: Caller, differences: readonly Difference[]): Outcome {
		return { code: refused.name, refusal: this.#refusal(refused, caller), differences };
	}

	//  The picture

	#ciphertext(blob = this.stored): Thing {
		const altered = blob !== this.#stored;
		return {
			kind: 'ciphertext',
			name: altered ? 'Ciphertext, one bit flipped' : 'Ciphertext',
			note: `${sizeText(blob.length)}, with no context in it`,
			parts: [{ bytes: copyBytes(blob) }]
		};
	}

	#picture(happened: Happened = {}): LedgerMoment {
		const { name, value } = this.#asked;
		const condition = this.#conditional ? `only if ${name} = ${value}` : 'without any condition';
		const shown = this.#events.slice(happened.outcome === 'context-only' ? 0 : -1);
		const first = this.#events.length - shown.length + 1;
		return {
			holds: {
				application: [
					...(this.#open
						? [plaintextThing('Record', this.#open), contextThing(this.#context, 'no secret')]
						: [])
				],
				reader: this.#openAtReader ? [plaintextThing('Record', this.#openAtReader)] : [],
				kms: [
					kmsKeyThing(this.#keyArn),
					{
						kind: 'policy',
						name: 'Key policy',
						text: [
							`${callers.application}: Encrypt and Decrypt`,
							`${callers.reader}: Decrypt ${condition}`
						].join('\n'),
						parts: []
					}
				],
				storage: this.#stored
					? [contextThing(this.#context, 'in clear: it is no secret'), this.#ciphertext()]
					: [],
				trail: shown.map((event, i) => eventThing(event, first + i))
			},
			...happened,
			messages: this.#stored
				? [{ label: 'The ciphertext in storage', kind: 'blob', bytes: copyBytes(this.#stored) }]
				: [],
			ledger: {
				title: 'Who asked with which context, and how far it got',
				head: ['Caller', 'Context sent', '1. Key policy', '2. Cryptography'],
				rows: this.#ledger.map((row) => [...row]),
				empty: 'Nobody has asked for the record yet.'
			},
			readers: this.#readers()
		};
	}

	#readers(): Reader[] {
		const sealed = this.#stored !== undefined;
		const { name, value } = this.#asked;
		return [
			this.#open
				? { who: 'Your application', can: 'yes', why: 'It holds the record in memory.' }
				: {
						who: 'Your application',
						can: 'with-permission',
						why: 'It may call Decrypt, and the context is beside the ciphertext.'
					},
			this.#openAtReader
				? {
						who: 'Records reader',
						can: 'yes',
						why: 'It had the ciphertext, the context and the permission, and no more is needed.'
					}
				: !sealed
					? { who: 'Records reader', can: 'no', why: 'There is nothing in storage yet.' }
					: this.#conditional
						? {
								who: 'Records reader',
								can: 'no',
								why: `It has to say ${name} = ${value}, and with that this record does not open. What it read before, no policy takes back.`
							}
						: {
								who: 'Records reader',
								can: 'with-permission',
								why: 'It may call Decrypt with this key, and the context is no secret.'
							},
			{
				who: 'Storage, and whoever copies it',
				can: 'no',
				why: sealed
					? 'The ciphertext opens in AWS KMS only. The context beside it can be read.'
					: 'Nothing has been stored yet.'
			},
			{
				who: 'Whoever reads the audit trail',
				can: 'no',
				why: 'Contexts are in it in clear. The record is not.'
			}
		];
	}
}

const compares: Work = {
	actor: 'kms',
	label: 'AES-256-GCM: the tag does not fit',
	from: ['ciphertext', 'kms-key', 'context'],
	to: []
};

/** How far a call got, from how it ended. */
function verdicts(refused: KmsError | undefined): [policy: string, cryptography: string] {
	if (!refused) return ['allows', 'fits'];
	return refused.name === 'AccessDeniedException'
		? [`refuses: ${refused.name}`, 'not reached']
		: ['allows', `refuses: ${refused.name}`];
}

function contextOf(event: AuditEvent): Pairs | undefined {
	return event.requestParameters?.encryptionContext as Pairs | undefined;
}

/** An event as the trail has it: who did what, and the context in clear. */
function eventThing(event: AuditEvent, index: number): Thing {
	const context = contextOf(event);
	const role = event.userIdentity.arn.split('/')[1] ?? '';
	return {
		kind: context ? 'context' : 'policy',
		name: `Event ${index}: ${event.eventName} by ${role}`,
		...(event.errorCode ? { note: event.errorCode } : {}),
		text: context ? contextText(context) : 'the new key policy, in full',
		parts: []
	};
}

function textOf(bytes: Bytes): string {
	return plaintextThing('', bytes).text ?? '';
}
