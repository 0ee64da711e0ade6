/**
 * A wrapped data key goes from one KMS key to another: by Decrypt and Encrypt, with the data key in
 * somebody's memory in between, and by ReEncrypt, with nobody having it.
 */
import {
	AuthenticationError,
	copyBytes,
	decryptAesGcm,
	encryptAesGcm,
	equalBytes,
	erase,
	ivLength
} from '#lib/crypto/index.ts';
import type { Bytes, RandomBytes } from '#lib/crypto/index.ts';
import type { LabStepId } from '#lib/content/index.ts';
import type { KmsError, KmsInput } from '#lib/kms/index.ts';
import { contextDifferences } from '../../engine/differences.ts';
import { contextIn, documentIn } from '../../engine/fields.ts';
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
import type { Moment, Outcome, Reader, RecordedKms, Run, World } from '../../engine/types.ts';
import { contextText } from '../../engine/words.ts';
import type { Thing, Work } from '../../stage/types.ts';
import { administrator } from '../key-life/cast.ts';
import { ciphertextThing } from '../key-life/sealed.ts';
import type { Sealed } from '../key-life/sealed.ts';
import { tried } from '../key-life/tried.ts';
import { moverPermissions, moverWith, permissionsThing } from './cast.ts';
import type { Permissions } from './cast.ts';

type StepId = LabStepId<'reencrypt'>;
type Happened = Pick<Moment, 'awaited' | 'travel' | 'work' | 'refusal' | 'outcome'>;

/** A wrapped data key and what it takes to have it unwrapped. */
interface Wrapped {
	blob: Bytes;
	context: Pairs;
	under: 'old' | 'new';
}

interface Keys {
	from: string;
	to: string;
}

export class ReEncryptRun implements Run<StepId> {
	readonly #world: World;
	readonly #mover: RecordedKms;
	readonly #keys: Keys;
	readonly #name: string;
	readonly #contexts: { old: Pairs; new: Pairs };
	/** The sealed document: no step of this walk touches it. */
	readonly #sealed: Sealed;
	readonly #original: Wrapped;
	#stored: Wrapped;
	#document: Bytes | undefined;
	#dataKey: Bytes | undefined;
	/** The zeros that stand where the data key stood. */
	#erased: Bytes | undefined;
	/** The application's own way: what it wrapped itself. */
	#wrappedAgain: Bytes | undefined;
	#moved: Bytes | undefined;
	#moverHolds = false;
	/** Whether a backup of the storage from before is looked at. */
	#backup = false;
	/** How often AWS KMS has sent a data key out in the clear. */
	#sentOut = 0;

	private constructor(
		inputs: Inputs,
		world: World,
		{ keys, sealed }: { keys: Keys; sealed: Sealed }
	) {
		this.#world = world;
		this.#keys = keys;
		this.#mover = world.as(moverWith(moverPermissions, keys));
		this.#name = documentIn(inputs, 'document').name || 'Document';
		this.#contexts = { old: contextIn(inputs, 'context'), new: contextIn(inputs, 'new-context') };
		this.#sealed = sealed;
		this.#original = { blob: sealed.wrapped, context: this.#contexts.old, under: 'old' };
		this.#stored = this.#original;
	}

	/** Both keys are there before the walk begins, and the document is sealed under the old one. */
	static async start(inputs: Inputs, world: World): Promise<ReEncryptRun> {
		const keys = { from: await world.key(), to: await world.key() };
		const made = await world.early.send('GenerateDataKey', {
			KeyId: keys.from,
			KeySpec: 'AES_256',
			EncryptionContext: { ...contextIn(inputs, 'context') }
		});
		const dataKey = copyBytes(made.Plaintext ?? new Uint8Array());
		const wrapped = copyBytes(made.CiphertextBlob ?? new Uint8Array());
		const { bytes } = documentIn(inputs, 'document');
		const sealed = await seal(bytes, { dataKey, wrapped, random: world.random });
		erase(dataKey);
		return new ReEncryptRun(inputs, world, { keys, sealed });
	}

	async compute(step: StepId): Promise<Moment> {
		switch (step) {
			case 'start':
				return this.#picture();

			case 'take-out': {
				const opened = await this.#world.app.send('Decrypt', this.#decryptRequest(this.#stored));
				this.#dataKey = copyBytes(opened.Plaintext ?? new Uint8Array());
				this.#sentOut += 1;
				return this.#picture({
					travel: [answer('Decrypt', [dataKeyThing(this.#dataKey)])],
					work: [unwraps('old')]
				});
			}

			case 'put-in': {
				const dataKey = required(this.#dataKey);
				const made = await this.#world.app.send('Encrypt', {
					KeyId: this.#keys.to,
					Plaintext: dataKey,
					EncryptionContext: { ...this.#contexts.new }
				});
				this.#wrappedAgain = copyBytes(made.CiphertextBlob ?? new Uint8Array());
				erase(dataKey);
				this.#erased = dataKey;
				this.#dataKey = undefined;
				return this.#picture({
					travel: [answer('Encrypt', [wrappedKeyThing(this.#wrappedAgain, 'under the new key')])],
					work: [wraps]
				});
			}

			case 'ask': {
				// The long way was for comparison: what came of it is thrown away.
				this.#wrappedAgain = undefined;
				this.#erased = undefined;
				this.#moverHolds = true;
				return this.#picture({
					awaited: {
						operation: 'ReEncrypt',
						request: this.reEncryptRequest(),
						principal: this.#mover.principal
					},
					travel: [
						request(
							'ReEncrypt',
							[this.#wrappedThing(this.#original), ...this.#contextThings()],
							'mover'
						)
					]
				});
			}

			case 'moved': {
				const made = await this.#mover.send('ReEncrypt', this.reEncryptRequest());
				this.#moved = copyBytes(made.CiphertextBlob ?? new Uint8Array());
				return this.#picture({
					travel: [answer('ReEncrypt', [this.#wrappedThing(this.#movedKey)], 'mover')],
					work: [
						{
							actor: 'kms',
							label: 'inside the HSM: unwraps with the old key, wraps with the new one',
							from: ['wrapped-key', 'kms-key', 'context'],
							to: ['wrapped-key']
						}
					]
				});
			}

			case 'peek': {
				const { refused } = await tried(
					this.#mover.send('Decrypt', this.#decryptRequest(this.#movedKey))
				);
				const things = [this.#wrappedThing(this.#movedKey), contextThing(this.#contexts.new)];
				return this.#picture({
					outcome: refused ? refused.name : 'opens',
					travel: [request('Decrypt', things, 'mover')],
					...(refused
						? {
								refusal: this.#refusal(
									refused,
									'The mover may have a ciphertext changed from key to key, and may not have it opened. kms:Decrypt is a permission of its own.'
								)
							}
						: {})
				});
			}

			case 'store':
				this.#stored = this.#movedKey;
				this.#moverHolds = false;
				return this.#picture({
					travel: [
						{
							from: 'mover',
							to: 'storage',
							operation: 'put',
							caption: 'over the old one',
							things: [this.#wrappedThing(this.#stored), contextThing(this.#contexts.new)]
						}
					]
				});

			case 'open':
				return this.#openWith(this.#stored);

			case 'old-context':
				return this.#openWith({ ...this.#stored, context: this.#contexts.old });

			case 'old-copy':
				this.#backup = true;
				return this.#openWith(this.#original);
		}
	}

	/** The request of the mover. It names no source key: the ciphertext does. */
	reEncryptRequest(source = this.#contexts.old): KmsInput<'ReEncrypt'> {
		return {
			CiphertextBlob: this.#original.blob,
			SourceEncryptionContext: { ...source },
			DestinationKeyId: this.#keys.to,
			DestinationEncryptionContext: { ...this.#contexts.new }
		};
	}

	#decryptRequest({ blob, context }: Wrapped): KmsInput<'Decrypt'> {
		return { CiphertextBlob: blob, EncryptionContext: { ...context } };
	}

	get #movedKey(): Wrapped {
		return { blob: required(this.#moved), context: this.#contexts.new, under: 'new' };
	}

	/** The application has a data key unwrapped, opens the document with it, and erases the key. */
	async #openWith(wrapped: Wrapped): Promise<Moment> {
		this.#document = undefined;
		this.#erased = undefined;
		const { answer: opened, refused } = await tried(
			this.#world.app.send('Decrypt', this.#decryptRequest(wrapped))
		);
		if (refused)
			return this.#picture({
				outcome: refused.name,
				refusal: this.#refusal(
					refused,
					`The data key is wrapped with ${contextText(this.#contexts.new)} now, and the request says ${contextText(wrapped.context)}. AWS KMS does not say what differs.`
				),
				travel: [request('Decrypt', [this.#wrappedThing(wrapped), contextThing(wrapped.context)])]
			});
		const dataKey = copyBytes(opened.Plaintext ?? new Uint8Array());
		this.#sentOut += 1;
		this.#document = await open(this.#sealed, dataKey);
		const shown = dataKeyThing(dataKey);
		erase(dataKey);
		this.#erased = dataKey;
		return this.#picture({
			outcome: 'opens',
			travel: [answer('Decrypt', [shown])],
			work: [
				unwraps(wrapped.under),
				{
					actor: 'application',
					label: 'AES-256-GCM decrypts what is stored',
					from: ['ciphertext', 'data-key'],
					to: ['plaintext']
				}
			]
		});
	}

	#refusal({ name, message }: KmsError, why: string) {
		return { actor: 'kms', name, message, why };
	}

	//  Broken on purpose

	/** The same request by somebody with other permissions. */
	async moveAs(permissions: Permissions): Promise<Outcome> {
		const client = this.#world.as(moverWith(permissions, this.#keys));
		const { refused } = await tried(client.send('ReEncrypt', this.reEncryptRequest()));
		if (!refused)
			return {
				code: 'moves',
				told: 'Both permissions are there, one on each key, and no other was asked for.'
			};
		const missing = permissions.from.includes('kms:ReEncryptFrom')
			? 'kms:ReEncryptTo on the new key'
			: 'kms:ReEncryptFrom on the old key';
		return {
			code: refused.name,
			refusal: this.#refusal(
				refused,
				`What is missing is ${missing}. Permissions to decrypt and encrypt do not stand in for it.`
			)
		};
	}

	/** The same request with another context for the old key. */
	async moveFrom(context: Pairs): Promise<Outcome> {
		const differences = contextDifferences(this.#contexts.old, context);
		const { refused } = await tried(this.#mover.send('ReEncrypt', this.reEncryptRequest(context)));
		if (refused)
			return {
				code: refused.name,
				refusal: this.#refusal(
					refused,
					'Before AWS KMS wraps anything anew it has to unwrap it, and for that the context must be the one of the old wrapping.'
				),
				differences
			};
		return {
			code: 'moves',
			told: 'The source context is the one that the data key was wrapped with, so it was unwrapped and wrapped again.',
			differences
		};
	}

	/** Tries to open the document with nothing but what the two have in memory at this moment. */
	async openFromMemory(): Promise<Outcome> {
		const found = this.#dataKey ?? this.#erased;
		const who = this.#moverHolds ? 'application and mover' : 'the application';
		if (!found)
			return {
				code: 'closed',
				told: `Everything that ${who} had in memory is wrapped. There is no data key to try.`
			};
		try {
			const document = await open(this.#sealed, found);
			const thing = plaintextThing(this.#name, document);
			return {
				code: 'opens',
				told: 'One look into the memory at this moment was enough. No call was made, and no trail has it.',
				bytes: [
					{ label: 'Data key, from memory', bytes: copyBytes(found) },
					{
						label: this.#name,
						bytes: document,
						...(thing.text === undefined ? {} : { text: thing.text })
					}
				]
			};
		} catch (error) {
			if (!(error instanceof AuthenticationError)) throw error;
			return {
				code: 'closed',
				told: 'Where the data key stood are zeros, and zeros open nothing. Who had looked a moment earlier would have it.'
			};
		}
	}

	/** Disables the old key, and then has one of the two wrapped copies unwrapped. */
	async withoutOldKey(copy: string): Promise<Outcome> {
		await this.#world.as(administrator).send('DisableKey', { KeyId: this.#keys.from });
		const { refused } = await tried(
			this.#world.app.send(
				'Decrypt',
				this.#decryptRequest(copy === 'old' ? this.#original : this.#movedKey)
			)
		);
		if (refused)
			return {
				code: refused.name,
				refusal: this.#refusal(
					refused,
					'The copy from before is wrapped under the old key, and the old key does no cryptography any more.'
				)
			};
		return {
			code: 'opens',
			told: 'This copy is wrapped under the new key and has nothing to do with the old one any more.'
		};
	}

	//  The picture

	#wrappedThing({ blob, under }: Wrapped): Thing {
		return wrappedKeyThing(blob, under === 'old' ? 'under the old key' : 'under the new key');
	}

	#contextThings(): Thing[] {
		return [
			{ ...contextThing(this.#contexts.old), name: 'Context it has' },
			{ ...contextThing(this.#contexts.new), name: 'Context it gets' }
		];
	}

	#picture(happened: Happened = {}): Moment {
		const moved = this.#moved;
		const stored = this.#stored;
		const wrapped: Thing[] = this.#wrappedAgain
			? [wrappedKeyThing(this.#wrappedAgain, 'under the new key')]
			: [];
		const unchanged = equalBytes(stored.blob, this.#original.blob);
		return {
			holds: {
				application: [
					...(this.#document ? [plaintextThing(this.#name, this.#document)] : []),
					...(this.#dataKey ? [dataKeyThing(this.#dataKey)] : []),
					...wrapped,
					...(this.#erased ? [noDataKey('zeros stand in its place', this.#erased)] : [])
				],
				mover: [
					permissionsThing,
					...(this.#moverHolds
						? [
								this.#wrappedThing(this.#original),
								...(moved ? [{ ...this.#wrappedThing(this.#movedKey), name: 'Wrapped again' }] : [])
							]
						: [])
				],
				kms: [
					kmsKeyThing(this.#keys.from, { name: 'Old KMS key' }),
					kmsKeyThing(this.#keys.to, { name: 'New KMS key' })
				],
				storage: [
					this.#wrappedThing(stored),
					...(this.#backup
						? [{ ...this.#wrappedThing(this.#original), name: 'Copy in a backup' }]
						: []),
					ciphertextThing(this.#sealed),
					contextThing(stored.context, 'of the wrapped data key'),
					...(this.#backup
						? [
								{
									...contextThing(this.#original.context, 'of the copy'),
									name: 'Context in the backup'
								}
							]
						: [])
				]
			},
			...(unchanged
				? {}
				: {
						notes: {
							storage:
								'The ciphertext of the document is the one from the beginning, byte for byte. The wrapped data key is another one.'
						}
					}),
			...happened,
			messages: [
				{ label: 'The wrapped data key in storage', kind: 'blob', bytes: copyBytes(stored.blob) },
				...(moved && unchanged
					? [
							{
								label: 'The data key, wrapped again',
								kind: 'blob' as const,
								bytes: copyBytes(moved)
							}
						]
					: [])
			],
			figures: [{ label: 'Data key sent out in the clear', value: times(this.#sentOut) }],
			readers: this.#readers()
		};
	}

	#readers(): Reader[] {
		return [
			this.#dataKey || this.#document
				? {
						who: 'Your application',
						can: 'yes',
						why: this.#document
							? 'It has the document open.'
							: 'The data key is in its memory, and the ciphertext is in storage. So could whoever looks into that memory.'
					}
				: {
						who: 'Your application',
						can: 'with-permission',
						why: 'It may call Decrypt with both keys. It has not done so at this moment.'
					},
			{
				who: 'Key mover',
				can: 'no',
				why: this.#moverHolds
					? 'It has the wrapped data key in its hands, and may not call Decrypt.'
					: 'It may not call Decrypt with either key.'
			},
			{
				who: 'AWS KMS',
				can: 'no',
				why: 'It has the data key inside the HSM for an instant, and never the ciphertext of the document.'
			},
			{
				who: 'Storage, and whoever copies it',
				can: 'no',
				why: 'The key beside the ciphertext is wrapped.'
			}
		];
	}
}

const unwraps = (under: Wrapped['under']): Work => ({
	actor: 'kms',
	label: `unwraps with the ${under} key`,
	from: ['wrapped-key', 'kms-key', 'context'],
	to: ['data-key']
});

const wraps: Work = {
	actor: 'kms',
	label: 'wraps with the new key',
	from: ['data-key', 'kms-key', 'context'],
	to: ['wrapped-key']
};

function times(count: number): string {
	if (count === 0) return 'never';
	return count === 1 ? 'once' : `${count} times`;
}

/** The document is bound to its data key alone: a context on it would have to change with the wrapping. */
async function seal(
	document: Bytes,
	{ dataKey, wrapped, random }: { dataKey: Bytes; wrapped: Bytes; random: RandomBytes }
): Promise<Sealed> {
	const iv = random(ivLength);
	const { ciphertext, tag } = await encryptAesGcm(document, { key: dataKey, iv });
	return { wrapped, iv, ciphertext, tag };
}

/** @throws {AuthenticationError} when the data key is another one */
function open({ iv, ciphertext, tag }: Sealed, dataKey: Uint8Array): Promise<Bytes> {
	return decryptAesGcm({ ciphertext, tag }, { key: dataKey, iv });
}
