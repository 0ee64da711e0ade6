/** A secret encrypted under a KMS key directly, opened again, and the size at which that ends. */
import { copyBytes, encodeUtf8, equalBytes, flipBit } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import type { LabStepId } from '#lib/content/index.ts';
import { KmsError } from '#lib/kms/index.ts';
import type { KmsInput } from '#lib/kms/index.ts';
import { contextDifferences, flippedDifference } from '../../engine/differences.ts';
import { contextIn, textIn } from '../../engine/fields.ts';
import type { BitValue, Inputs, Pairs } from '../../engine/fields.ts';
import { answer, contextThing, kmsKeyThing, plaintextThing, request } from '../../engine/things.ts';
import { permissionThing } from '../../engine/permission.ts';
import type { Moment, Outcome, Reader, Run, World } from '../../engine/types.ts';
import { sizeText } from '../../engine/words.ts';
import type { Thing } from '../../stage/types.ts';

type StepId = LabStepId<'direct'>;
type Happened = Pick<Moment, 'awaited' | 'travel' | 'work' | 'refusal' | 'outcome'> & {
	atKms?: Thing[];
	/** What the application sends to find the limit. */
	trial?: Thing[];
};

/** The largest plaintext that one Encrypt call takes, in bytes (API reference, Encrypt). */
export const keyKinds = {
	SYMMETRIC_DEFAULT: { label: 'Symmetric (AES-256-GCM)', limit: 4096 },
	RSA_2048: { label: 'RSA_2048, OAEP with SHA-256', limit: 190 },
	RSA_3072: { label: 'RSA_3072, OAEP with SHA-256', limit: 318 },
	RSA_4096: { label: 'RSA_4096, OAEP with SHA-256', limit: 446 }
} as const;
export type KeyKind = keyof typeof keyKinds;
export const isKeyKind = (text: string): text is KeyKind => Object.hasOwn(keyKinds, text);

export class DirectRun implements Run<StepId> {
	readonly #world: World;
	readonly #keyArn: string;
	readonly #permission: Thing;
	readonly #kind: KeyKind;
	readonly #secret: Bytes;
	readonly #context: Pairs;
	#held: Bytes | undefined;
	#blob: Bytes | undefined;
	#stored: Bytes | undefined;

	private constructor(inputs: Inputs, world: World, key: Key) {
		this.#world = world;
		this.#keyArn = key.arn;
		this.#permission = key.permission;
		this.#kind = key.kind;
		this.#secret = encodeUtf8(textIn(inputs, 'secret'));
		this.#context = key.kind === 'SYMMETRIC_DEFAULT' ? contextIn(inputs, 'context') : {};
		this.#held = this.#secret;
	}

	static async start(inputs: Inputs, world: World): Promise<DirectRun> {
		const spec = textIn(inputs, 'key');
		const kind = isKeyKind(spec) ? spec : 'SYMMETRIC_DEFAULT';
		const arn = await world.key({ KeySpec: kind, KeyUsage: 'ENCRYPT_DECRYPT' });
		const permission = await permissionThing(world, arn, ['Encrypt', 'Decrypt']);
		return new DirectRun(inputs, world, { arn, kind, permission });
	}

	get #isSymmetric(): boolean {
		return this.#kind === 'SYMMETRIC_DEFAULT';
	}

	#encryptRequest(Plaintext: Bytes): KmsInput<'Encrypt'> {
		return {
			KeyId: this.#keyArn,
			Plaintext,
			...(this.#isSymmetric
				? { EncryptionContext: { ...this.#context } }
				: { EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' as const })
		};
	}

	#decryptRequest(CiphertextBlob: Bytes, context = this.#context): KmsInput<'Decrypt'> {
		return {
			CiphertextBlob,
			...(this.#isSymmetric
				? { EncryptionContext: { ...context } }
				: { KeyId: this.#keyArn, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' as const })
		};
	}

	#withContext(...things: Thing[]): Thing[] {
		return this.#isSymmetric ? [...things, contextThing(this.#context)] : things;
	}

	/** A ciphertext on its way, after the context that goes with it. */
	#sealedWithContext(blob: Bytes): Thing[] {
		return [...this.#withContext(), blobThing(blob)];
	}

	async compute(step: StepId): Promise<Moment> {
		switch (step) {
			case 'start':
				return this.#picture();

			case 'ask-encrypt': {
				const input = this.#encryptRequest(this.#secret);
				const things = this.#withContext(plaintextThing('Secret', this.#secret));
				return this.#picture({
					awaited: { operation: 'Encrypt', request: input },
					travel: [request('Encrypt', things)],
					atKms: things.map(arrived)
				});
			}

			case 'receive-ciphertext': {
				const response = await this.#world.app.send('Encrypt', this.#encryptRequest(this.#secret));
				this.#blob = copyBytes(response.CiphertextBlob ?? new Uint8Array());
				this.#held = undefined;
				return this.#picture({
					travel: [answer('Encrypt', [blobThing(this.#blob)])],
					work: [
						{
							actor: 'kms',
							label: this.#isSymmetric ? 'AES-256-GCM encrypts' : 'RSA-OAEP encrypts',
							from: ['plaintext', 'kms-key', ...(this.#isSymmetric ? (['context'] as const) : [])],
							to: ['ciphertext']
						}
					]
				});
			}

			case 'store': {
				this.#stored = this.#blob;
				this.#blob = undefined;
				return this.#picture({
					travel: [
						{
							from: 'application',
							to: 'storage',
							operation: 'put',
							caption: 'one object',
							things: this.#sealedWithContext(this.stored)
						}
					]
				});
			}

			case 'ask-decrypt': {
				this.#blob = this.stored;
				const things = this.#sealedWithContext(this.stored);
				return this.#picture({
					awaited: { operation: 'Decrypt', request: this.#decryptRequest(this.stored) },
					travel: [request('Decrypt', things)],
					atKms: things.map(arrived)
				});
			}

			case 'receive-plaintext': {
				const response = await this.#world.app.send('Decrypt', this.#decryptRequest(this.stored));
				this.#held = copyBytes(response.Plaintext ?? new Uint8Array());
				this.#blob = undefined;
				return this.#picture({
					travel: [answer('Decrypt', [this.#secretThing(this.#held)])],
					work: [
						{
							actor: 'kms',
							label: this.#isSymmetric ? 'AES-256-GCM verifies and decrypts' : 'RSA-OAEP decrypts',
							from: ['ciphertext', 'kms-key', ...(this.#isSymmetric ? (['context'] as const) : [])],
							to: ['plaintext']
						}
					]
				});
			}

			case 'at-the-limit':
				return this.#tryLength(keyKinds[this.#kind].limit);
			case 'over-the-limit':
				return this.#tryLength(keyKinds[this.#kind].limit + 1);
		}
	}

	/** The ciphertext in storage. @throws {Error} before it is there */
	get stored(): Bytes {
		if (!this.#stored) throw new Error('Nothing is stored.');
		return this.#stored;
	}

	//  Broken on purpose

	async decryptWith(change: { context?: Pairs; bit?: BitValue }): Promise<Outcome> {
		const { bit, context = this.#context } = change;
		const blob = bit ? flipBit(this.stored, bit.byte, bit.bit) : this.stored;
		const differences = bit
			? [flippedDifference('Ciphertext', this.stored, bit)]
			: contextDifferences(this.#context, context);
		try {
			await this.#world.app.send('Decrypt', this.#decryptRequest(blob, context));
			return {
				code: 'opens',
				told: 'The context is the same, whatever the order of its pairs, so the secret comes back.',
				differences
			};
		} catch (error) {
			if (!(error instanceof KmsError)) throw error;
			const { name, message } = error;
			const why =
				name === 'AccessDeniedException'
					? 'The flipped bit is in the part that names the KMS key, and no key of yours goes by the new name.'
					: bit
						? 'The ciphertext was changed, and AWS KMS notices before it gives out a single byte. It does not say what is wrong: the message is empty.'
						: 'The encryption context is not the one that was given to Encrypt. AWS KMS does not say what differed: the message is empty.';
			return { code: name, refusal: { actor: 'kms', name, message, why }, differences };
		}
	}

	async encryptLength(length: number): Promise<Outcome> {
		const { refusal, bytes } = await this.#encryptFiller(length);
		if (refusal) return { code: refusal.name, refusal };
		return {
			code: 'encrypted',
			told: `AWS KMS took ${sizeText(length)} and returned a ciphertext of ${sizeText(bytes.length)}.`
		};
	}

	async #encryptFiller(length: number) {
		const { limit } = keyKinds[this.#kind];
		try {
			const input = this.#encryptRequest(filler(length));
			const { CiphertextBlob } = await this.#world.app.send('Encrypt', input);
			return { bytes: copyBytes(CiphertextBlob ?? new Uint8Array()) };
		} catch (error) {
			if (!(error instanceof KmsError)) throw error;
			const { name, message } = error;
			const why =
				length === 0
					? 'Encrypt takes at least one byte.'
					: this.#isSymmetric
						? `The limit belongs to the operation: Encrypt takes ${sizeText(limit)} and not one more. Larger data is encrypted with a data key.`
						: `OAEP and its hash take up room inside the RSA block, so that ${sizeText(limit)} are left for the plaintext.`;
			return { bytes: new Uint8Array(), refusal: { actor: 'kms', name, message, why } };
		}
	}

	async #tryLength(length: number): Promise<Moment> {
		const { bytes, refusal } = await this.#encryptFiller(length);
		const trial: Thing = {
			kind: 'plaintext',
			name: 'A text of just that size',
			note: sizeText(length),
			parts: [{ bytes: filler(length) }]
		};
		const sealed = { ...blobThing(bytes), name: 'Its ciphertext' };
		return this.#picture({
			trial: refusal ? [trial] : [trial, sealed],
			travel: [refusal ? request('Encrypt', [trial]) : answer('Encrypt', [sealed])],
			outcome: refusal ? refusal.name : 'encrypted',
			...(refusal ? { refusal } : {})
		});
	}

	#secretThing(secret: Bytes): Thing {
		const back = this.#stored !== undefined && equalBytes(secret, this.#secret);
		return plaintextThing(
			'Secret',
			secret,
			back ? 'in the clear; the same as at the start, byte for byte' : 'in the clear'
		);
	}

	#picture({ atKms = [], trial = [], ...happened }: Happened = {}): Moment {
		const held = this.#held;
		const stored = this.#stored;
		const shown = stored ?? this.#blob;
		return {
			holds: {
				application: [
					held ? this.#secretThing(held) : noSecret,
					...this.#withContext(),
					...(this.#blob ? [blobThing(this.#blob)] : []),
					...trial
				],
				kms: [
					kmsKeyThing(this.#keyArn, {
						name: this.#isSymmetric ? 'KMS key' : 'KMS key pair',
						state: this.#kind
					}),
					this.#permission,
					...atKms
				],
				storage: stored
					? [
							...(this.#isSymmetric
								? [contextThing(this.#context, 'in clear: it is no secret')]
								: []),
							blobThing(stored)
						]
					: []
			},
			...happened,
			...(shown && this.#isSymmetric
				? { messages: [{ label: 'The ciphertext', kind: 'blob' as const, bytes: shown }] }
				: {}),
			readers: this.#readers(
				held !== undefined,
				atKms.some(({ kind }) => kind === 'plaintext')
			)
		};
	}

	#readers(held: boolean, sent: boolean): Reader[] {
		return [
			held
				? { who: 'Your application', can: 'yes', why: 'It holds the secret in memory.' }
				: {
						who: 'Your application',
						can: 'no',
						why: 'It holds a ciphertext, and the KMS key is not here.'
					},
			sent
				? {
						who: 'AWS KMS',
						can: 'yes',
						why: 'With Encrypt the secret itself travels to it, under TLS.'
					}
				: {
						who: 'AWS KMS',
						can: 'no',
						why: 'It keeps neither what it encrypted nor what it decrypted.'
					},
			{
				who: 'Storage, and whoever copies it',
				can: 'no',
				why: this.#stored ? 'The ciphertext opens in AWS KMS only.' : 'Nothing has been stored yet.'
			},
			...(this.#stored
				? [
						{
							who: 'Anyone allowed both',
							can: 'with-permission' as const,
							why: 'Who may read the object and call Decrypt with this KMS key can have the secret. AWS CloudTrail would record the call.'
						}
					]
				: [])
		];
	}
}

interface Key {
	arn: string;
	kind: KeyKind;
	permission: Thing;
}

const noSecret: Thing = {
	kind: 'plaintext',
	name: 'No secret',
	note: 'dropped: what is left of it is sealed',
	parts: [],
	gone: true
};

const arrived = (thing: Thing): Thing => ({ ...thing, note: 'came with the request' });

function blobThing(blob: Bytes): Thing {
	return {
		kind: 'ciphertext',
		name: 'Ciphertext',
		note: `${sizeText(blob.length)}, opens in AWS KMS only`,
		parts: [{ bytes: copyBytes(blob) }]
	};
}

/** Text of exactly this many bytes. */
function filler(length: number): Bytes {
	return encodeUtf8('keywrap '.repeat(Math.ceil(length / 8)).slice(0, length));
}
