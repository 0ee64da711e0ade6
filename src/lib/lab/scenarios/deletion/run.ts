/**
 * A KMS key on its way out: disabled, enabled, scheduled for deletion, called back, and gone; and a
 * document under it, of which somebody tries every time whether it still opens.
 */
import { copyBytes, equalBytes, erase } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import type { LabStepId } from '#lib/content/index.ts';
import type { KmsError } from '#lib/kms/index.ts';
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
import { sizeText } from '../../engine/words.ts';
import type { Refusal, Thing, Travel } from '../../stage/types.ts';
import { administrator, permissions } from '../key-life/cast.ts';
import { day, dayText, moveTo } from '../key-life/days.ts';
import type { LedgerMoment } from '../key-life/ledger.ts';
import { bytesOfSealed, openWith, sealWith, storedThings } from '../key-life/sealed.ts';
import type { Sealed } from '../key-life/sealed.ts';
import { tried } from '../key-life/tried.ts';

type StepId = LabStepId<'deletion'>;
type Happened = Pick<Moment, 'travel' | 'work' | 'refusal' | 'outcome' | 'came'>;
/** The last moment at which it is certain that a deletion can still be called back, in ms before its date. */
const anHour = 3_600_000;

/** What DescribeKey says of the key, or that there is none. */
interface KeyNow {
	state: string;
	deletionDate?: Date | undefined;
}

export class DeletionRun implements Run<StepId> {
	readonly #world: World;
	readonly #admin: RecordedKms;
	readonly #keyArn: string;
	readonly #name: string;
	readonly #context: Pairs;
	readonly #window: number;
	readonly #original: Sealed;
	/** What lies in storage. Nothing in this walk touches it. */
	readonly #stored: Sealed;
	#document: Bytes | undefined;
	#dataKey: Bytes | undefined;
	/** The zeros that stand where a data key stood. */
	#erased: Bytes | undefined;
	/** As somebody might have copied it from memory while it was there. */
	#copied: Bytes | undefined;
	readonly #ledger: string[][] = [];

	private constructor(inputs: Inputs, world: World, keyArn: string, sealed: Sealed) {
		this.#world = world;
		this.#admin = world.as(administrator);
		this.#keyArn = keyArn;
		this.#name = documentIn(inputs, 'document').name || 'Document';
		this.#context = contextIn(inputs, 'context');
		this.#window = numberIn(inputs, 'window');
		this.#stored = sealed;
		this.#original = {
			wrapped: copyBytes(sealed.wrapped),
			iv: copyBytes(sealed.iv),
			ciphertext: copyBytes(sealed.ciphertext),
			tag: copyBytes(sealed.tag)
		};
	}

	/** The key is there before the walk begins, and the document is sealed. */
	static async start(inputs: Inputs, world: World): Promise<DeletionRun> {
		const context = contextIn(inputs, 'context');
		const { KeyMetadata } = await world.kms.send('CreateKey', {});
		const keyArn = KeyMetadata?.Arn ?? '';
		const made = await world.kms.send('GenerateDataKey', {
			KeyId: keyArn,
			KeySpec: 'AES_256',
			EncryptionContext: { ...context }
		});
		const plaintext = copyBytes(made.Plaintext ?? new Uint8Array());
		const sealed = await sealWith(
			documentIn(inputs, 'document').bytes,
			{ plaintext, wrapped: copyBytes(made.CiphertextBlob ?? new Uint8Array()) },
			context,
			world.random
		);
		erase(plaintext);
		return new DeletionRun(inputs, world, keyArn, sealed);
	}

	async compute(step: StepId): Promise<Moment> {
		const KeyId = this.#keyArn;
		switch (step) {
			case 'start':
				return this.#picture();

			case 'open':
				return this.#ask({ keep: true });

			case 'disable':
				await this.#admin.send('DisableKey', { KeyId });
				this.#document = undefined;
				return this.#picture({ travel: [order('DisableKey')] });

			case 'ask-disabled':
				return this.#ask();

			case 'from-memory': {
				this.#document = await openWith(this.#stored, required(this.#dataKey), this.#context);
				await this.#note('', 'opens');
				return this.#picture({
					outcome: 'opens',
					travel: [this.#fetched('ciphertext', 'context')],
					work: [decrypts]
				});
			}

			case 'enable':
				this.#forget();
				await this.#admin.send('EnableKey', { KeyId });
				return this.#ask({ also: [order('EnableKey')] });

			case 'schedule':
				this.#forget();
				await this.#schedule();
				return this.#picture({ travel: [order('ScheduleKeyDeletion')] });

			case 'wait': {
				const { deletionDate } = await this.#keyNow();
				const left = this.#window - Math.floor(this.#window / 2);
				// Unless the user has gone beyond it before.
				if (deletionDate) moveTo(this.#world.clock, new Date(deletionDate.getTime() - left * day));
				return this.#ask();
			}

			case 'cancel': {
				await this.#admin.send('CancelKeyDeletion', { KeyId });
				const { KeyMetadata } = await this.#admin.send('DescribeKey', { KeyId });
				return this.#picture({
					outcome: KeyMetadata?.KeyState ?? '',
					travel: [order('CancelKeyDeletion')]
				});
			}

			case 'enable-again':
				await this.#admin.send('EnableKey', { KeyId });
				return this.#ask({ also: [order('EnableKey')] });

			case 'schedule-again':
				this.#forget();
				await this.#schedule();
				return this.#picture({ travel: [order('ScheduleKeyDeletion')] });

			case 'end': {
				const { deletionDate } = await this.#keyNow();
				// The deletion itself may come up to a day later than the waiting period says.
				if (deletionDate) moveTo(this.#world.clock, new Date(deletionDate.getTime() + day));
				return this.#ask();
			}

			case 'shredded':
				return this.#picture();
		}
	}

	/** The one thing to do here: the clock moves, and the application tries again. */
	async act({ values }: Act): Promise<Moment> {
		const stopped = await this.#passTime(numberIn(values, 'days'));
		const moment = await this.#ask({ keep: this.#dataKey !== undefined });
		const came = [
			`It is ${dayText(this.#world.clock.now())}. The application asked again, and ${
				moment.refusal ? `was refused: ${moment.refusal.name}` : 'the document opens'
			}.`,
			...(stopped ? ['The clock stopped an hour before the deletion, to be called back yet.'] : [])
		];
		return { ...moment, came: came.join(' ') };
	}

	/**
	 * Days go by. While the walk is to call a deletion back, time stops an hour before it.
	 * @returns whether it did
	 */
	async #passTime(days: number): Promise<boolean> {
		const { clock } = this.#world;
		const { deletionDate } = await this.#keyNow();
		const wanted = clock.now().getTime() + days * day;
		const last =
			deletionDate && !this.#final ? deletionDate.getTime() - anHour : Number.POSITIVE_INFINITY;
		moveTo(clock, new Date(Math.min(wanted, last)));
		return wanted > last;
	}

	/** Whether the deletion that is scheduled is the one that nobody calls back. */
	#final = false;
	#scheduled = 0;

	async #schedule(): Promise<void> {
		await this.#admin.send('ScheduleKeyDeletion', {
			KeyId: this.#keyArn,
			PendingWindowInDays: this.#window
		});
		this.#final = ++this.#scheduled === 2;
	}

	get #decryptRequest() {
		return {
			KeyId: this.#keyArn,
			CiphertextBlob: this.#stored.wrapped,
			EncryptionContext: { ...this.#context }
		};
	}

	/** Asks AWS KMS for the data key and opens the document, if there is an answer. */
	async #ask({ keep = false, also = [] as Travel[] } = {}): Promise<Moment> {
		const { answer: response, refused } = await tried(
			this.#world.app.send('Decrypt', this.#decryptRequest)
		);
		if (refused) {
			if (!keep) this.#document = undefined;
			await this.#note(refused.name, '');
			return this.#picture({
				outcome: refused.name,
				refusal: await this.#refusal(refused),
				travel: [
					request('Decrypt', [wrappedKeyThing(this.#stored.wrapped), contextThing(this.#context)]),
					this.#fetched('wrapped-key', 'context')
				]
			});
		}
		const dataKey = copyBytes(response.Plaintext ?? new Uint8Array());
		this.#document = await openWith(this.#stored, dataKey, this.#context);
		await this.#note('opens', keep && !this.#dataKey ? 'kept from now on' : '');
		const shown = dataKeyThing(dataKey);
		if (keep) {
			this.#dataKey = dataKey;
			this.#copied ??= copyBytes(dataKey);
		} else {
			erase(dataKey);
			this.#erased = dataKey;
		}
		return this.#picture({
			outcome: 'opens',
			travel: [...also, answer('Decrypt', [shown]), this.#fetched()],
			work: [
				{
					actor: 'kms',
					label: 'unwraps',
					from: ['kms-key', 'wrapped-key', 'context'],
					to: ['data-key']
				},
				decrypts
			]
		});
	}

	async #refusal({ name, message }: KmsError): Promise<Refusal> {
		const { state, deletionDate } = await this.#keyNow();
		const why =
			state === 'Disabled'
				? 'The KMS key is disabled. Caller, context and ciphertext are in order; enabled again, the key would open it.'
				: deletionDate
					? `The KMS key waits for its deletion on ${dayText(deletionDate)}. Until then it does no cryptography, and can still be called back.`
					: 'There is no such KMS key any more. What it wrapped can be unwrapped by nobody, AWS included.';
		return { actor: 'kms', name, message, why };
	}

	/** What is the matter with the key; nobody counts this look. */
	async #keyNow(): Promise<KeyNow> {
		const { answer: found } = await tried(
			this.#world.kms.send('DescribeKey', { KeyId: this.#keyArn })
		);
		const { KeyState, DeletionDate } = found?.KeyMetadata ?? {};
		return KeyState ? { state: KeyState, deletionDate: DeletionDate } : { state: 'deleted' };
	}

	async #note(byKms: string, byMemory: string): Promise<void> {
		const { state } = await this.#keyNow();
		this.#ledger.push([
			dayText(this.#world.clock.now()),
			state,
			byKms || 'not asked',
			byMemory || (this.#dataKey ? 'there, not used' : 'none kept')
		]);
	}

	/** The application closes the document and erases the data key. */
	#forget(): void {
		this.#document = undefined;
		if (!this.#dataKey) return;
		erase(this.#dataKey);
		this.#erased = this.#dataKey;
		this.#dataKey = undefined;
	}

	//  Broken on purpose

	/** Schedules the deletion with a waiting period of so many days. */
	async scheduleWithin(days: number): Promise<Outcome> {
		const { answer: taken, refused } = await tried(
			this.#admin.send('ScheduleKeyDeletion', { KeyId: this.#keyArn, PendingWindowInDays: days })
		);
		if (refused)
			return refusedOutcome(
				refused,
				'The waiting period has a least and a greatest length, for everybody. There is no immediate deletion.'
			);
		return {
			code: 'scheduled',
			told: `The KMS key waits until ${dayText(taken.DeletionDate ?? this.#world.clock.now())}, and does no cryptography from now on.`
		};
	}

	/** Lets so many days go by, and then tries to call the deletion back. */
	async cancelAfter(days: number): Promise<Outcome> {
		const { clock } = this.#world;
		clock.advance({ days });
		const today = dayText(clock.now());
		const { refused } = await tried(this.#admin.send('CancelKeyDeletion', { KeyId: this.#keyArn }));
		if (refused)
			return refusedOutcome(
				refused,
				`On ${today} the waiting period is over and the KMS key is gone. There is nothing left to call back.`
			);
		const { state } = await this.#keyNow();
		return {
			code: 'cancelled',
			told: `On ${today} there is still time. The KMS key is ${state} now, and opens everything again once it is enabled.`
		};
	}

	/** Asks for something else of a key that waits for its deletion. */
	async whilePending(operation: string): Promise<Outcome> {
		const KeyId = this.#keyArn;
		const call = () => {
			switch (operation) {
				case 'DescribeKey':
					return this.#admin.send('DescribeKey', { KeyId });
				case 'GetKeyPolicy':
					return this.#admin.send('GetKeyPolicy', { KeyId });
				case 'EnableKey':
					return this.#admin.send('EnableKey', { KeyId });
				case 'ScheduleKeyDeletion':
					return this.#admin.send('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 30 });
				default:
					return this.#world.app.send('GenerateDataKey', {
						KeyId,
						KeySpec: 'AES_256',
						EncryptionContext: { ...this.#context }
					});
			}
		};
		const { refused } = await tried<object>(call());
		return refused
			? refusedOutcome(
					refused,
					'A KMS key that waits for its deletion can be looked at and called back. Everything else has to wait with it.'
				)
			: {
					code: 'works',
					told: `${operation} only looks at the KMS key, and that works in every state.`
				};
	}

	/** Tries to get back what has been deleted. */
	async bringBack(way: string): Promise<Outcome> {
		const KeyId = this.#keyArn;
		const { app, kms } = this.#world;
		if (way === 'cancel' || way === 'enable') {
			const operation = way === 'cancel' ? 'CancelKeyDeletion' : 'EnableKey';
			return outcomeOf(
				await tried(this.#admin.send(operation, { KeyId })),
				'The waiting period is over, and the KMS key with all that KMS knew of it is gone.'
			);
		}
		const { CiphertextBlob, EncryptionContext } = this.#decryptRequest;
		if (way === 'unnamed')
			return outcomeOf(
				await tried(app.send('Decrypt', { CiphertextBlob, EncryptionContext })),
				'Without a name in the request KMS looks for the key that the ciphertext names. A key that is missing and one that is forbidden get the same answer.'
			);
		const { KeyMetadata } = await kms.send('CreateKey', {});
		return outcomeOf(
			await tried(
				app.send('Decrypt', { KeyId: KeyMetadata?.Arn, CiphertextBlob, EncryptionContext })
			),
			'The new KMS key is another one, with other material. It did not wrap this data key, and cannot unwrap it.'
		);
	}

	/** Opens what is stored with the data key that was in memory once. */
	async openWithCopy(): Promise<Outcome> {
		const copy = required(this.#copied);
		const document = await openWith(this.#stored, copy, this.#context);
		return {
			code: 'opens',
			told: 'No call was made and nobody was asked: the document is sealed with the data key, and this is the data key. As long as one copy of it is left, nothing is shredded.',
			bytes: [
				{ label: 'Data key, copied at step 2', bytes: copyBytes(copy) },
				{ label: this.#name, bytes: document, ...textOf(this.#name, document) }
			]
		};
	}

	//  The picture

	/** What comes out of storage: things of these kinds, all of them if none is named. */
	#fetched(...kinds: Thing['kind'][]): Travel {
		return {
			from: 'storage',
			to: 'application',
			operation: 'get',
			caption: 'as it is stored',
			things: storedThings(this.#stored, this.#context).filter(
				({ kind }) => kinds.length === 0 || kinds.includes(kind)
			)
		};
	}

	async #picture(happened: Happened = {}): Promise<LedgerMoment> {
		const now = await this.#keyNow();
		const gone = now.state === 'deleted';
		const until = now.deletionDate ? dayText(now.deletionDate) : '';
		const document = this.#document;
		const dataKey = this.#dataKey;
		const bytes = bytesOfSealed(this.#stored);
		const same = equalBytes(bytes, bytesOfSealed(this.#original));
		return {
			holds: {
				administrator: [permissions],
				application: [
					...(document ? [plaintextThing(this.#name, document)] : []),
					...(dataKey
						? [dataKeyThing(dataKey)]
						: this.#erased
							? [noDataKey('zeros stand in its place', this.#erased)]
							: [])
				],
				kms: [
					gone
						? {
								kind: 'kms-key',
								name: 'No KMS key',
								note: 'deleted, with its material',
								parts: [],
								gone: true
							}
						: kmsKeyThing(this.#keyArn, {
								state: until ? `${now.state}\ndeleted on ${until}` : now.state
							})
				],
				storage: storedThings(this.#stored, this.#context)
			},
			notes: {
				storage: `${sizeText(bytes.length)} in all; ${same ? 'not one of them has changed' : 'changed'} since the beginning.`
			},
			...happened,
			messages: [
				{ label: 'The wrapped data key', kind: 'blob', bytes: copyBytes(this.#stored.wrapped) }
			],
			figures: [
				{ label: 'Today', value: dayText(this.#world.clock.now()) },
				...(until ? [{ label: 'The KMS key is deleted on', value: until }] : [])
			],
			ledger: {
				title: 'What opened, and when',
				head: ['Day', 'KMS key', 'Decrypt', 'Data key in memory'],
				rows: this.#ledger.map((row) => [...row]),
				empty: 'Nobody has tried yet.'
			},
			readers: this.#readers(now)
		};
	}

	#readers({ state }: KeyNow): Reader[] {
		const gone = state === 'deleted';
		return [
			this.#document
				? { who: 'Your application', can: 'yes', why: 'It has the document open.' }
				: this.#dataKey
					? {
							who: 'Your application',
							can: 'yes',
							why: 'It still has the data key in memory and may read the storage. It need not ask AWS KMS.'
						}
					: {
							who: 'Your application',
							can: 'no',
							why: 'It holds neither document nor data key.'
						},
			{
				who: 'Key administrator',
				can: 'no',
				why: 'May disable, delete and call back the KMS key, and has no permission to decrypt with it.'
			},
			{
				who: 'AWS KMS',
				can: 'no',
				why: gone
					? 'It never had the document, and the key is no more.'
					: 'The document is never sent to it.'
			},
			{
				who: 'Storage, and whoever copies it',
				can: 'no',
				why: gone
					? 'Every copy is still there, and no copy can be opened.'
					: 'The key beside the ciphertext is wrapped.'
			},
			state === 'Enabled'
				? {
						who: 'Anyone allowed both',
						can: 'with-permission',
						why: 'Who may read the object and call Decrypt with this KMS key can have the document.'
					}
				: {
						who: 'Anyone allowed both',
						can: 'no',
						why: gone
							? 'A permission to use a key that does not exist opens nothing.'
							: `The permission is there; the KMS key is ${state} and does no cryptography.`
					}
		];
	}
}

const decrypts = {
	actor: 'application',
	label: 'AES-256-GCM decrypts',
	from: ['ciphertext', 'data-key', 'context'],
	to: ['plaintext']
} as const satisfies NonNullable<Moment['work']>[number];

/** What the administrator sends; it carries a name and no things. */
function order(operation: string): Travel {
	return request(operation, [], 'administrator');
}

function refusedOutcome({ name, message }: KmsError, why: string): Outcome {
	return { code: name, refusal: { actor: 'kms', name, message, why } };
}

function outcomeOf({ refused }: { refused?: KmsError | undefined }, why: string): Outcome {
	return refused ? refusedOutcome(refused, why) : { code: 'works' };
}

/** The choice of a break, as its field has it. */
export const wayIn = (values: Inputs) => textIn(values, 'way');

function textOf(name: string, bytes: Bytes): { text?: string } {
	const { text } = plaintextThing(name, bytes);
	return text === undefined ? {} : { text };
}
