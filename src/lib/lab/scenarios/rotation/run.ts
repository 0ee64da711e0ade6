/**
 * The material of a KMS key is rotated by the calendar and on demand. Two documents show which
 * material wrapped what, that nothing in storage changes, and what ReEncrypt does instead.
 */
import { concat, copyBytes, encodeUtf8, equalBytes, erase } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import type { LabStepId } from '#lib/content/index.ts';
import type { KmsError } from '#lib/kms/index.ts';
import { contextIn, documentIn, numberIn, textIn } from '../../engine/fields.ts';
import type { Inputs, Pairs } from '../../engine/fields.ts';
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
import type { Thing, Travel } from '../../stage/types.ts';
import { administrator, permissionsTo } from '../key-life/cast.ts';
import { dayText, moveTo } from '../key-life/days.ts';
import type { LedgerMoment } from '../key-life/ledger.ts';
import { openWith, sealWith } from '../key-life/sealed.ts';
import type { Sealed } from '../key-life/sealed.ts';
import { tried } from '../key-life/tried.ts';
import { materialLines, materialRow, materialsOf, materialText } from './materials.ts';
import type { Material } from './materials.ts';

type StepId = LabStepId<'rotation'>;
type Which = 'first' | 'second';
type Happened = Pick<Moment, 'travel' | 'work' | 'outcome' | 'came'>;

/** A document in storage. */
interface Stored {
	sealed: Sealed;
	/** The material that wrapped its data key. */
	material: string;
	/** As it was when it was written. */
	written: Sealed;
	/** Its data key, as somebody might have copied it while it was in memory. */
	copied: Bytes;
}

/** Kinds of KMS key to try automatic rotation with. */
export const keyKinds = {
	symmetric: { label: 'Symmetric, material from KMS', input: {} },
	imported: { label: 'Symmetric, imported material', input: { Origin: 'EXTERNAL' } },
	rsa: { label: 'RSA_2048', input: { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' } },
	ecc: { label: 'ECC_NIST_P256', input: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' } },
	hmac: { label: 'HMAC_256', input: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' } }
} as const;

export class RotationRun implements Run<StepId> {
	readonly #world: World;
	readonly #admin: RecordedKms;
	readonly #keyArn: string;
	readonly #context: Pairs;
	readonly #period: number;
	readonly #texts: Readonly<Record<Which, { name: string; bytes: Bytes }>>;
	readonly #stored: Partial<Record<Which, Stored>> = {};
	/** What the application has in its memory. */
	#documents: Partial<Record<Which, Bytes>>;
	#erased: Bytes | undefined;

	private constructor(inputs: Inputs, world: World, keyArn: string) {
		const first = documentIn(inputs, 'document');
		this.#world = world;
		this.#admin = world.as(administrator);
		this.#keyArn = keyArn;
		this.#context = contextIn(inputs, 'context');
		this.#period = numberIn(inputs, 'period');
		this.#texts = {
			first: { name: first.name || 'First document', bytes: first.bytes },
			second: { name: 'Second document', bytes: encodeUtf8(textIn(inputs, 'later')) }
		};
		this.#documents = { first: first.bytes };
	}

	static async start(inputs: Inputs, world: World): Promise<RotationRun> {
		const { KeyMetadata } = await world.kms.send('CreateKey', {});
		return new RotationRun(inputs, world, KeyMetadata?.Arn ?? '');
	}

	async compute(step: StepId): Promise<Moment> {
		const KeyId = this.#keyArn;
		switch (step) {
			case 'start':
				return this.#picture();

			case 'seal':
				return this.#seal('first');

			case 'enable':
				await this.#admin.send('EnableKeyRotation', {
					KeyId,
					RotationPeriodInDays: this.#period
				});
				await this.#admin.send('GetKeyRotationStatus', { KeyId });
				return this.#picture({ travel: [order('EnableKeyRotation')] });

			case 'period-over': {
				const { materials, next } = await this.#materials();
				// Unless the user has been there before.
				if (materials.length === 1 && next) moveTo(this.#world.clock, next);
				await this.#admin.send('ListKeyRotations', {
					KeyId,
					IncludeKeyMaterial: 'ALL_KEY_MATERIAL'
				});
				return this.#picture({
					outcome: this.#changed() === 0 ? 'nothing-changed' : 'changed',
					travel: [answer('ListKeyRotations', [], 'administrator')]
				});
			}

			case 'open-old':
				return this.#open(['first']);

			case 'seal-new':
				this.#documents = { second: this.#texts.second.bytes };
				return this.#seal('second');

			case 'on-demand': {
				const before = await this.#materials();
				await this.#admin.send('RotateKeyOnDemand', { KeyId });
				const { NextRotationDate } = await this.#admin.send('GetKeyRotationStatus', { KeyId });
				const same = before.next?.getTime() === NextRotationDate?.getTime();
				return this.#picture({
					outcome: same ? 'same-date' : 'other-date',
					travel: [order('RotateKeyOnDemand')]
				});
			}

			case 'open-all':
				return this.#open(['first', 'second']);

			case 'rewrap':
				return this.#rewrap();

			case 'done':
				return this.#open(['first']);
		}
	}

	/** The one thing to do here: time goes by, and KMS rotates when a date has come. */
	async act({ values }: Act): Promise<Moment> {
		const { clock } = this.#world;
		const before = (await this.#materials()).materials.length;
		clock.advance({ days: numberIn(values, 'days') });
		const times = (await this.#materials()).materials.length - before;
		const rotated =
			times === 0
				? 'No date of rotation has come by.'
				: `By itself KMS has rotated the key ${times === 1 ? 'once' : `${times} times`} on the way.`;
		return this.#picture({ came: `It is ${dayText(clock.now())}. ${rotated}` });
	}

	//  What the application does

	async #seal(which: Which): Promise<Moment> {
		const { bytes } = this.#texts[which];
		const made = await this.#world.app.send('GenerateDataKey', {
			KeyId: this.#keyArn,
			KeySpec: 'AES_256',
			EncryptionContext: { ...this.#context }
		});
		const dataKey = copyBytes(made.Plaintext ?? new Uint8Array());
		const wrapped = copyBytes(made.CiphertextBlob ?? new Uint8Array());
		const sealed = await sealWith(
			bytes,
			{ plaintext: dataKey, wrapped },
			this.#context,
			this.#world.random
		);
		const shown = [dataKeyThing(dataKey), wrappedKeyThing(wrapped)];
		this.#stored[which] = {
			sealed,
			written: { ...sealed, wrapped: copyBytes(wrapped) },
			material: made.KeyMaterialId ?? '',
			copied: copyBytes(dataKey)
		};
		this.#erase(dataKey);
		this.#documents = {};
		return this.#picture({
			travel: [
				answer('GenerateDataKey', shown),
				{
					from: 'application',
					to: 'storage',
					operation: 'put',
					caption: 'one object',
					things: [
						{ ...wrappedKeyThing(wrapped), name: wrappedName[which] },
						sealedThing(which, sealed),
						contextThing(this.#context)
					]
				}
			],
			work: [
				{
					actor: 'kms',
					label:
						'makes a data key, then wraps a copy with the current material, bound to the context',
					from: ['data-key', 'kms-key', 'context'],
					to: ['wrapped-key']
				},
				{
					actor: 'application',
					label: 'AES-256-GCM encrypts, then zeros over the key',
					from: ['plaintext', 'data-key', 'context'],
					to: ['ciphertext']
				}
			]
		});
	}

	async #open(which: readonly Which[]): Promise<Moment> {
		this.#documents = {};
		const keys: Thing[] = [];
		for (const one of which) {
			const stored = this.#of(one);
			const { Plaintext } = await this.#world.app.send('Decrypt', {
				KeyId: this.#keyArn,
				CiphertextBlob: stored.sealed.wrapped,
				EncryptionContext: { ...this.#context }
			});
			const dataKey = copyBytes(Plaintext ?? new Uint8Array());
			this.#documents[one] = await openWith(stored.sealed, dataKey, this.#context);
			const same = equalBytes(dataKey, stored.copied);
			keys.push({
				...dataKeyThing(dataKey),
				name:
					which.length === 1 ? 'Data key' : one === 'first' ? 'First data key' : 'Second data key',
				note: `${sizeText(dataKey.length)}, ${same ? 'the same as at the beginning' : 'another one'}`
			});
			this.#erase(dataKey);
		}
		return this.#picture({
			outcome: 'opens',
			travel: [
				answer('Decrypt', keys),
				{
					from: 'storage',
					to: 'application',
					operation: 'get',
					caption: 'as it is stored',
					things: [
						...which.flatMap((one) => [
							{ ...wrappedKeyThing(this.#of(one).sealed.wrapped), name: wrappedName[one] },
							sealedThing(one, this.#of(one).sealed)
						]),
						contextThing(this.#context)
					]
				}
			],
			work: [
				{
					actor: 'kms',
					label:
						which.length > 1
							? 'unwraps, each with the material that wrapped it'
							: 'unwraps with the material that wrapped it',
					from: ['kms-key', 'wrapped-key', 'context'],
					to: ['data-key']
				},
				{
					actor: 'application',
					label: 'AES-256-GCM decrypts',
					from: ['ciphertext', 'data-key', 'context'],
					to: ['plaintext']
				}
			]
		});
	}

	/** The wrapped data key of the first document goes to KMS and comes back under the current material. */
	async #rewrap(): Promise<Moment> {
		this.#documents = {};
		const stored = this.#of('first');
		const old = stored.sealed;
		const made = await this.#world.app.send('ReEncrypt', {
			CiphertextBlob: old.wrapped,
			SourceKeyId: this.#keyArn,
			SourceEncryptionContext: { ...this.#context },
			DestinationKeyId: this.#keyArn,
			DestinationEncryptionContext: { ...this.#context }
		});
		const wrapped = copyBytes(made.CiphertextBlob ?? new Uint8Array());
		stored.sealed = { ...old, wrapped };
		stored.material = made.DestinationKeyMaterialId ?? '';
		const renewed = { ...wrappedKeyThing(wrapped), name: wrappedName.first };
		const only =
			!equalBytes(wrapped, stored.written.wrapped) &&
			equalBytes(dataBytes(stored.sealed), dataBytes(stored.written));
		return this.#picture({
			outcome: only ? 'only-wrapping' : 'more',
			travel: [
				answer('ReEncrypt', [renewed]),
				{
					from: 'application',
					to: 'storage',
					operation: 'put',
					caption: 'the wrapped data key alone',
					things: [renewed]
				}
			],
			work: [
				{
					actor: 'kms',
					label:
						'unwraps with the old material, wraps with the current, bound to the context again',
					from: ['kms-key', 'wrapped-key', 'context'],
					to: ['wrapped-key']
				}
			]
		});
	}

	#erase(dataKey: Bytes): void {
		erase(dataKey);
		this.#erased = dataKey;
	}

	/** @throws {Error} before it is there */
	#of(which: Which): Stored {
		const stored = this.#stored[which];
		if (!stored) throw new Error('Nothing is stored.');
		return stored;
	}

	#materials() {
		return materialsOf(this.#world.kms, this.#keyArn);
	}

	/** How many bytes of what is stored are others than were written. */
	#changed(): number {
		return Object.values(this.#stored).reduce(
			(sum, { sealed, written }) =>
				sum +
				(equalBytes(sealed.wrapped, written.wrapped) ? 0 : sealed.wrapped.length) +
				(equalBytes(dataBytes(sealed), dataBytes(written)) ? 0 : dataBytes(sealed).length),
			0
		);
	}

	//  Broken on purpose

	/** Opens the first document with something that was copied before. */
	async openWithCopy(copy: string): Promise<Outcome> {
		const { sealed, written, copied } = this.#of('first');
		const { name } = this.#texts.first;
		if (copy === 'data-key') {
			const document = await openWith(sealed, copied, this.#context);
			return {
				code: 'opens',
				told: 'Nobody was asked. The document is sealed with this data key today as it was on the first day: no rotation and no ReEncrypt has touched that.',
				bytes: [
					{ label: 'Data key, copied at step 2', bytes: copyBytes(copied) },
					{ label: name, bytes: document, ...textOf(document) }
				]
			};
		}
		const { answer: response, refused } = await tried(
			this.#world.app.send('Decrypt', {
				KeyId: this.#keyArn,
				CiphertextBlob: written.wrapped,
				EncryptionContext: { ...this.#context }
			})
		);
		if (refused) return refusedOutcome(refused, 'The old copy no longer unwraps.');
		const { materials } = await this.#materials();
		return {
			code: 'opens',
			told: `AWS KMS keeps the old material and unwraps the old copy with it (${materialText(materials, response.KeyMaterialId ?? '')}). ReEncrypt makes a new wrapped copy and takes nothing away from the old one.`
		};
	}

	/** Enables automatic rotation on another key. */
	async enableOn(kind: string, days: number): Promise<Outcome> {
		const { input, label } = Object.hasOwn(keyKinds, kind)
			? keyKinds[kind as keyof typeof keyKinds]
			: keyKinds.symmetric;
		const { KeyMetadata } = await this.#world.kms.send('CreateKey', input);
		const KeyId = KeyMetadata?.KeyId ?? '';
		const { refused } = await tried(
			this.#admin.send('EnableKeyRotation', { KeyId, RotationPeriodInDays: days })
		);
		if (refused)
			return refusedOutcome(
				refused,
				refused.name === 'ValidationException'
					? 'The period has a least and a greatest length, whatever the key.'
					: `KMS does not rotate this kind of key by itself (${label}).`
			);
		const { NextRotationDate } = await this.#world.kms.send('GetKeyRotationStatus', { KeyId });
		return {
			code: 'enabled',
			told: `The first rotation is due on ${dayText(NextRotationDate ?? this.#world.clock.now())}, one period from today.`
		};
	}

	/** Rotates on demand so many times more, one after the other. */
	async rotateMore(times: number): Promise<Outcome> {
		for (let done = 0; done < times; done++) {
			const { refused } = await tried(
				this.#admin.send('RotateKeyOnDemand', { KeyId: this.#keyArn })
			);
			if (refused)
				return refusedOutcome(
					refused,
					`${done + 1} rotations on demand went through with this KMS key, the one of the walk among them, and that is all that it will ever have.`
				);
		}
		const { materials } = await this.#materials();
		return {
			code: 'rotated',
			told: `The KMS key has ${materials.length} materials now, and both documents still open.`
		};
	}

	//  The picture

	async #picture(happened: Happened = {}): Promise<LedgerMoment> {
		const { materials, next } = await this.#materials();
		const stored = (['first', 'second'] as const).flatMap((which) => {
			const one = this.#stored[which];
			return one ? [{ which, ...one }] : [];
		});
		const changed = this.#changed();
		const wraps = ({ id }: Material) =>
			stored.filter(({ material }) => material === id).map(({ which }) => `${which} data key`);
		const first = stored[0];
		return {
			holds: {
				administrator: [permissionsTo('EnableKeyRotation, RotateKeyOnDemand')],
				application: [
					...(['first', 'second'] as const).flatMap((which) => {
						const bytes = this.#documents[which];
						return bytes ? [plaintextThing(this.#texts[which].name, bytes)] : [];
					}),
					...(this.#erased ? [noDataKey('zeros stand in its place', this.#erased)] : [])
				],
				kms: [
					kmsKeyThing(this.#keyArn, {
						state: materialLines(materials, new Set(stored.map(({ material }) => material)))
					})
				],
				storage: [
					...stored.flatMap(({ which, sealed, material }) => [
						{
							...wrappedKeyThing(sealed.wrapped),
							name: wrappedName[which],
							note: `${sizeText(sealed.wrapped.length)}, under ${materialText(materials, material)}`
						},
						sealedThing(which, sealed)
					]),
					...(first ? [contextThing(this.#context, 'in clear, for both alike')] : [])
				]
			},
			...(first
				? {
						notes: {
							storage:
								changed === 0
									? 'Not one byte has changed since it was written.'
									: `${sizeText(changed)} written anew: the wrapped data key of the first document. The documents are as they were.`
						},
						messages: [
							{
								label: 'The wrapped data key of the first document',
								kind: 'blob',
								bytes: copyBytes(first.sealed.wrapped)
							}
						]
					}
				: {}),
			...happened,
			figures: [
				{ label: 'Today', value: dayText(this.#world.clock.now()) },
				...(next ? [{ label: 'Next rotation by itself', value: dayText(next) }] : [])
			],
			ledger: {
				title: 'Which material wrapped what',
				head: ['Material', 'Made on', 'By', 'Today', 'Has wrapped'],
				rows: materials.map((material) => materialRow(material, wraps(material))),
				empty: ''
			},
			readers: this.#readers(first !== undefined)
		};
	}

	#readers(stored: boolean): Reader[] {
		const open = Object.keys(this.#documents).length > 0;
		return [
			open
				? { who: 'Your application', can: 'yes', why: 'It has a document open.' }
				: {
						who: 'Your application',
						can: 'no',
						why: 'It holds neither document nor data key.'
					},
			{
				who: 'Key administrator',
				can: 'no',
				why: 'May rotate the KMS key, and has no permission to decrypt with it.'
			},
			{ who: 'AWS KMS', can: 'no', why: 'No document is ever sent to it.' },
			{
				who: 'Storage, and whoever copies it',
				can: 'no',
				why: stored
					? 'The keys beside the ciphertexts are wrapped.'
					: 'Nothing has been stored yet.'
			},
			...(stored
				? [
						{
							who: 'Anyone allowed both',
							can: 'with-permission' as const,
							why: 'Who may read the objects and call Decrypt with this KMS key can have the documents, before and after each rotation.'
						}
					]
				: [])
		];
	}
}

const wrappedName = {
	first: 'First wrapped data key',
	second: 'Second wrapped data key'
} as const satisfies Record<Which, string>;

/** Ciphertext, IV and tag: all that is sealed with the data key. */
function dataBytes({ iv, ciphertext, tag }: Sealed): Bytes {
	return concat(iv, ciphertext, tag);
}

function sealedThing(which: Which, sealed: Sealed): Thing {
	const bytes = dataBytes(sealed);
	return {
		kind: 'ciphertext',
		name: which === 'first' ? 'First ciphertext' : 'Second ciphertext',
		note: `${sizeText(bytes.length)} with IV and tag, under its data key`,
		parts: [{ bytes }]
	};
}

function order(operation: string): Travel {
	return request(operation, [], 'administrator');
}

function refusedOutcome({ name, message }: KmsError, why: string): Outcome {
	return { code: name, refusal: { actor: 'kms', name, message, why } };
}

function textOf(bytes: Bytes): { text?: string } {
	const { text } = plaintextThing('', bytes);
	return text === undefined ? {} : { text };
}
