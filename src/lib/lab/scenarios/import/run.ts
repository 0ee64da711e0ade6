/**
 * Key material of one's own in a KMS key: wrapped for the way, imported, used, expired on its date,
 * and imported again. What other material and other tokens come to is tried for real.
 */
import {
	copyBytes,
	encodeUtf8,
	encryptRsaOaep,
	flipBit,
	readPublicKey
} from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import type { LabStepId } from '#lib/content/index.ts';
import type { KmsError, KmsInput } from '#lib/kms/index.ts';
import { contextIn, numberIn, textIn } from '../../engine/fields.ts';
import type { Inputs, Pairs } from '../../engine/fields.ts';
import { required } from '../../engine/required.ts';
import { answer, contextThing, kmsKeyThing, plaintextThing, request } from '../../engine/things.ts';
import type { Act, Moment, Outcome, Reader, RecordedKms, Run, World } from '../../engine/types.ts';
import { sizeText } from '../../engine/words.ts';
import type { Refusal, Thing } from '../../stage/types.ts';
import { custodian } from '../key-life/cast.ts';
import { day, dayText, moveTo } from '../key-life/days.ts';
import type { LedgerMoment } from '../key-life/ledger.ts';
import { tried } from '../key-life/tried.ts';

type StepId = LabStepId<'import'>;
type Happened = Pick<Moment, 'travel' | 'work' | 'refusal' | 'outcome' | 'came'>;
type Algorithm = 'RSAES_OAEP_SHA_256' | 'RSAES_OAEP_SHA_1';
type Spec = 'RSA_2048' | 'RSA_3072' | 'RSA_4096';

const hashes = { RSAES_OAEP_SHA_256: 'SHA-256', RSAES_OAEP_SHA_1: 'SHA-1' } as const;
/** The length of material for a symmetric key, in bytes. */
const materialLength = 32;

/** What GetParametersForImport gave out. */
interface Parameters {
	publicKey: Bytes;
	token: Bytes;
	validTo: Date;
}

interface KeyNow {
	state: string;
	/** While material is there that expires. */
	validTo?: Date | undefined;
}

export class ImportRun implements Run<StepId> {
	readonly #world: World;
	readonly #custodian: RecordedKms;
	readonly #secret: Bytes;
	readonly #context: Pairs;
	readonly #algorithm: Algorithm;
	readonly #spec: Spec;
	readonly #valid: number;
	/** Made outside AWS; the copy stays in the safe through all of it. */
	readonly #material: Bytes;
	#keyArn = '';
	#parameters: Parameters | undefined;
	#wrapped: Bytes | undefined;
	/** Material that is not the one of the beginning. */
	#other: Bytes | undefined;
	#held: Bytes | undefined;
	#stored: Bytes | undefined;
	readonly #ledger: string[][] = [];

	private constructor(inputs: Inputs, world: World) {
		this.#world = world;
		this.#custodian = world.as(custodian);
		this.#secret = encodeUtf8(textIn(inputs, 'secret'));
		this.#context = contextIn(inputs, 'context');
		this.#algorithm =
			textIn(inputs, 'wrapping') === 'RSAES_OAEP_SHA_1' ? 'RSAES_OAEP_SHA_1' : 'RSAES_OAEP_SHA_256';
		const spec = textIn(inputs, 'wrapping-key');
		this.#spec = spec === 'RSA_3072' || spec === 'RSA_4096' ? spec : 'RSA_2048';
		this.#valid = numberIn(inputs, 'valid');
		this.#material = world.random(materialLength);
		this.#held = this.#secret;
	}

	static start(inputs: Inputs, world: World): ImportRun {
		return new ImportRun(inputs, world);
	}

	async compute(step: StepId): Promise<Moment> {
		const { app, clock } = this.#world;
		switch (step) {
			case 'start':
				return this.#picture();

			case 'create': {
				const { KeyMetadata } = await this.#custodian.send('CreateKey', { Origin: 'EXTERNAL' });
				this.#keyArn = KeyMetadata?.Arn ?? '';
				return this.#picture({ travel: [answer('CreateKey', [], 'custodian')] });
			}

			case 'parameters': {
				const { publicKey, token } = await this.#askParameters();
				return this.#picture({
					travel: [
						answer(
							'GetParametersForImport',
							[publicKeyThing(publicKey), tokenThing(token)],
							'custodian'
						)
					],
					work: [
						{
							actor: 'kms',
							label: 'makes an RSA key pair',
							from: [],
							to: ['public-key'],
							spoken: 'Makes an RSA key pair for this import, and gives out the public half.'
						}
					]
				});
			}

			case 'wrap':
				this.#wrapped = await this.#wrap(this.#material);
				return this.#picture({
					work: [
						{
							actor: 'custodian',
							label: `RSA-OAEP with ${hashes[this.#algorithm]} encrypts`,
							from: ['data-key', 'public-key'],
							to: ['wrapped-key'],
							spoken:
								'Encrypts the key material with the wrapping key by RSA-OAEP, giving wrapped material.'
						}
					]
				});

			case 'import': {
				const things = this.#parcel();
				await this.#import(this.#valid);
				return this.#picture({
					travel: [request('ImportKeyMaterial', things, 'custodian')],
					work: [unwrapsMaterial]
				});
			}

			case 'use': {
				const { CiphertextBlob } = await app.send('Encrypt', {
					KeyId: this.#keyArn,
					Plaintext: this.#secret,
					EncryptionContext: { ...this.#context }
				});
				this.#stored = copyBytes(CiphertextBlob ?? new Uint8Array());
				this.#held = undefined;
				await this.#note('Encrypt', 'a ciphertext');
				const sealed = blobThing(this.#stored);
				return this.#picture({
					travel: [
						answer('Encrypt', [sealed]),
						{
							from: 'application',
							to: 'storage',
							operation: 'put',
							caption: 'one object',
							things: [sealed, contextThing(this.#context)]
						}
					],
					work: [
						{
							actor: 'kms',
							label: 'AES-256-GCM encrypts',
							from: ['plaintext', 'kms-key', 'context'],
							to: ['ciphertext']
						}
					]
				});
			}

			case 'expire': {
				const { validTo } = await this.#keyNow();
				if (validTo) moveTo(clock, validTo);
				this.#held = undefined;
				await this.#custodian.send('DescribeKey', { KeyId: this.#keyArn });
				await this.#note('the date came', 'material deleted');
				return this.#picture({ travel: [answer('DescribeKey', [], 'custodian')] });
			}

			case 'refused':
				return this.#open();

			case 'other-material': {
				this.#other = this.#world.random(materialLength);
				await this.#askParameters();
				this.#wrapped = await this.#wrap(this.#other);
				const things = this.#parcel();
				const { refused } = await this.#tryImport(this.#valid);
				return this.#picture({
					travel: [request('ImportKeyMaterial', things, 'custodian')],
					outcome: refused?.name ?? 'imported',
					...(refused
						? {
								refusal: refusal(
									refused,
									'What came out of the wrapping is not the material that this KMS key had. Only the same bits can come back.'
								)
							}
						: {})
				});
			}

			case 'same-material': {
				this.#other = undefined;
				await this.#askParameters();
				this.#wrapped = await this.#wrap(this.#material);
				const things = this.#parcel();
				await this.#import(this.#valid);
				return this.#picture({
					travel: [request('ImportKeyMaterial', things, 'custodian')],
					work: [unwrapsMaterial]
				});
			}

			case 'opens-again':
				return this.#open();
		}
	}

	/** Time goes by, or the same material is imported again. */
	async act({ id, values }: Act): Promise<Moment> {
		const days = numberIn(values, 'days');
		if (id === 'move-clock') {
			this.#world.clock.advance({ days });
			const moment = await this.#open();
			const came = moment.refusal ? `is refused: ${moment.refusal.name}` : 'has it opened';
			return {
				...moment,
				came: `It is ${dayText(this.#world.clock.now())}. The application asks for its secret, and ${came}.`
			};
		}
		await this.#askParameters();
		this.#wrapped = await this.#wrap(this.#material);
		const things = this.#parcel();
		await this.#import(days);
		const { validTo } = await this.#keyNow();
		return this.#picture({
			came: `The same material is in the KMS key, and expires on ${dayText(required(validTo))} now.`,
			travel: [request('ImportKeyMaterial', things, 'custodian')],
			work: [unwrapsMaterial]
		});
	}

	//  What the custodian does

	async #askParameters(): Promise<Parameters> {
		const response = await this.#custodian.send('GetParametersForImport', {
			KeyId: this.#keyArn,
			WrappingAlgorithm: this.#algorithm,
			WrappingKeySpec: this.#spec
		});
		this.#parameters = {
			publicKey: copyBytes(response.PublicKey ?? new Uint8Array()),
			token: copyBytes(response.ImportToken ?? new Uint8Array()),
			validTo: response.ParametersValidTo ?? this.#world.clock.now()
		};
		return this.#parameters;
	}

	async #wrap(
		material: Bytes,
		hash: 'SHA-1' | 'SHA-256' = hashes[this.#algorithm]
	): Promise<Bytes> {
		const { publicKey } = required(this.#parameters);
		return encryptRsaOaep(await readPublicKey(publicKey, { name: 'RSA-OAEP', hash }), material);
	}

	#importRequest(days: number): KmsInput<'ImportKeyMaterial'> {
		return {
			KeyId: this.#keyArn,
			ImportToken: required(this.#parameters).token,
			EncryptedKeyMaterial: required(this.#wrapped),
			ExpirationModel: 'KEY_MATERIAL_EXPIRES',
			ValidTo: new Date(this.#world.clock.now().getTime() + days * day)
		};
	}

	/** Sends what is wrapped. Afterwards token, wrapping key and wrapped material have served. */
	async #tryImport(days: number) {
		const result = await tried(
			this.#custodian.send('ImportKeyMaterial', this.#importRequest(days))
		);
		await this.#note('ImportKeyMaterial', result.refused?.name ?? 'taken');
		this.#parameters = undefined;
		this.#wrapped = undefined;
		return result;
	}

	async #import(days: number): Promise<void> {
		const { refused } = await this.#tryImport(days);
		if (refused) throw refused;
	}

	//  What the application does

	get #decryptRequest(): KmsInput<'Decrypt'> {
		return {
			KeyId: this.#keyArn,
			CiphertextBlob: required(this.#stored),
			EncryptionContext: { ...this.#context }
		};
	}

	async #open(): Promise<Moment> {
		const { answer: response, refused } = await tried(
			this.#world.app.send('Decrypt', this.#decryptRequest)
		);
		await this.#note('Decrypt', refused?.name ?? 'opens');
		const sealed = blobThing(required(this.#stored));
		const context = contextThing(this.#context);
		const read = {
			from: 'storage',
			to: 'application',
			operation: 'get',
			caption: 'as it is stored',
			things: [sealed, context]
		};
		if (refused) {
			this.#held = undefined;
			return this.#picture({
				outcome: refused.name,
				refusal: refusal(refused, pendingImport),
				travel: [read, request('Decrypt', [sealed, context])]
			});
		}
		this.#held = copyBytes(response.Plaintext ?? new Uint8Array());
		return this.#picture({
			outcome: 'opens',
			travel: [read, answer('Decrypt', [plaintextThing('Secret', this.#held)])],
			work: [
				{
					actor: 'kms',
					label: 'AES-256-GCM verifies and decrypts',
					from: ['ciphertext', 'kms-key', 'context'],
					to: ['plaintext']
				}
			]
		});
	}

	//  Broken on purpose

	/** Sends the import with one thing about it wrong. */
	async importWrong(how: string): Promise<Outcome> {
		const { clock, kms } = this.#world;
		let days = this.#valid;
		let change: Partial<KmsInput<'ImportKeyMaterial'>> = {};
		let why: string;
		switch (how) {
			case 'other-token': {
				const { KeyMetadata } = await kms.send('CreateKey', { Origin: 'EXTERNAL' });
				const { ImportToken } = await kms.send('GetParametersForImport', {
					KeyId: KeyMetadata?.KeyId,
					WrappingAlgorithm: this.#algorithm,
					WrappingKeySpec: this.#spec
				});
				change = { ImportToken };
				why = 'This token was given out for another KMS key, and ties nothing to this one.';
				break;
			}
			case 'token-bit':
				change = { ImportToken: flipBit(required(this.#parameters).token, 0, 0) };
				why = 'AWS KMS never gave out such a token.';
				break;
			case 'late':
				clock.advance({ hours: 25 });
				why = `Wrapping key and token were valid until ${dayText(required(this.#parameters).validTo)}, and a day and an hour have gone by.`;
				break;
			case 'material-bit':
				change = { EncryptedKeyMaterial: flipBit(required(this.#wrapped), 40, 0) };
				why = 'With one bit changed RSA-OAEP opens nothing at all.';
				break;
			case 'other-hash':
				change = {
					EncryptedKeyMaterial: await this.#wrap(
						this.#material,
						this.#algorithm === 'RSAES_OAEP_SHA_1' ? 'SHA-256' : 'SHA-1'
					)
				};
				why =
					'The material was wrapped with another hash than the one agreed on, so it does not unwrap.';
				break;
			case 'short':
				change = { EncryptedKeyMaterial: await this.#wrap(this.#material.slice(0, 16)) };
				why =
					'It unwraps, and then has 16 bytes. A symmetric KMS key takes 32, no more and no fewer.';
				break;
			default:
				days = 366;
				why = 'Material may expire at most 365 days ahead, or never.';
		}
		const { refused } = await tried(
			this.#custodian.send('ImportKeyMaterial', { ...this.#importRequest(days), ...change })
		);
		return refused ? refusedOutcome(refused, why) : { code: 'imported' };
	}

	/** Takes the material away at once, and asks for the secret. */
	async deleteMaterial(): Promise<Outcome> {
		await this.#custodian.send('DeleteImportedKeyMaterial', { KeyId: this.#keyArn });
		const { refused } = await tried(this.#world.app.send('Decrypt', this.#decryptRequest));
		return refused ? refusedOutcome(refused, pendingImport) : { code: 'opens' };
	}

	/** Puts the same material into a second KMS key, and asks that one to decrypt. */
	async otherKey(): Promise<Outcome> {
		const { KeyMetadata } = await this.#custodian.send('CreateKey', { Origin: 'EXTERNAL' });
		const first = this.#keyArn;
		this.#keyArn = KeyMetadata?.Arn ?? '';
		await this.#askParameters();
		this.#wrapped = await this.#wrap(this.#material);
		await this.#import(this.#valid);
		const { refused } = await tried(this.#world.app.send('Decrypt', this.#decryptRequest));
		this.#keyArn = first;
		return refused
			? refusedOutcome(
					refused,
					'The second KMS key has the same 32 bytes and is another key. What names the first is bound into the ciphertext.'
				)
			: { code: 'opens' };
	}

	//  The picture

	/** What is sent with ImportKeyMaterial. */
	#parcel(): Thing[] {
		return [wrappedThing(required(this.#wrapped)), tokenThing(required(this.#parameters).token)];
	}

	/** What is the matter with the key; nobody counts this look. */
	async #keyNow(): Promise<KeyNow> {
		if (this.#keyArn === '') return { state: 'not created' };
		const { KeyMetadata } = await this.#world.kms.send('DescribeKey', { KeyId: this.#keyArn });
		return { state: KeyMetadata?.KeyState ?? '', validTo: KeyMetadata?.ValidTo };
	}

	async #note(what: string, came: string): Promise<void> {
		const { state } = await this.#keyNow();
		this.#ledger.push([dayText(this.#world.clock.now()), what, came, state]);
	}

	async #picture(happened: Happened = {}): Promise<LedgerMoment> {
		const now = await this.#keyNow();
		const until = now.validTo ? dayText(now.validTo) : '';
		const parameters = this.#parameters;
		return {
			holds: {
				custodian: [
					materialThing('Key material', this.#material, 'made outside AWS; the copy in the safe'),
					...(this.#other
						? [materialThing('Other material', this.#other, 'just as good, and another')]
						: []),
					...(parameters
						? [publicKeyThing(parameters.publicKey), tokenThing(parameters.token)]
						: []),
					...(this.#wrapped ? [wrappedThing(this.#wrapped)] : [])
				],
				application: [
					...(this.#held ? [plaintextThing('Secret', this.#held)] : []),
					...(this.#stored ? [contextThing(this.#context)] : [])
				],
				kms: this.#keyArn
					? [
							{
								...kmsKeyThing(this.#keyArn, {
									state:
										now.state === 'PendingImport'
											? 'PendingImport\nno material in it'
											: `${now.state}\nits material expires on ${until}`
								}),
								...(now.state === 'PendingImport' ? { gone: true } : {})
							}
						]
					: [{ kind: 'kms-key', name: 'No KMS key yet', parts: [], gone: true }],
				storage: this.#stored
					? [blobThing(this.#stored), contextThing(this.#context, 'in clear: it is no secret')]
					: []
			},
			...happened,
			...(this.#stored
				? { messages: [{ label: 'The ciphertext', kind: 'blob' as const, bytes: this.#stored }] }
				: {}),
			figures: [
				{ label: 'Today', value: dayText(this.#world.clock.now()) },
				...(until ? [{ label: 'The material expires on', value: until }] : [])
			],
			ledger: {
				title: 'What was tried, and when',
				head: ['Day', 'What', 'What came of it', 'KMS key then'],
				rows: this.#ledger.map((row) => [...row]),
				empty: 'Nothing has been imported or used yet.'
			},
			readers: this.#readers(now)
		};
	}

	#readers({ state }: KeyNow): Reader[] {
		return [
			this.#held
				? { who: 'Your application', can: 'yes', why: 'It holds the secret in memory.' }
				: {
						who: 'Your application',
						can: 'no',
						why: 'What it had encrypted opens in AWS KMS only.'
					},
			{
				who: 'Key custodian',
				can: 'no',
				why: 'Has the material, and no permission to decrypt with the KMS key. Outside AWS KMS the material opens none of its ciphertexts.'
			},
			{
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
						state === 'Enabled'
							? {
									who: 'Anyone allowed both',
									can: 'with-permission' as const,
									why: 'Who may read the object and call Decrypt with this KMS key can have the secret.'
								}
							: {
									who: 'Anyone allowed both',
									can: 'no' as const,
									why: 'The permission is there; the KMS key has no material to decrypt with.'
								}
					]
				: [])
		];
	}
}

const pendingImport =
	'The KMS key is there, and its material is not. Nothing of what it encrypted opens until the same material is imported again.';

const unwrapsMaterial = {
	actor: 'kms',
	label: 'unwraps the material, inside the HSM',
	from: ['wrapped-key', 'token'],
	to: ['kms-key'],
	spoken: 'Unwraps the material inside the HSM, and the KMS key has it.'
} as const satisfies NonNullable<Moment['work']>[number];

function materialThing(name: string, bytes: Bytes, note: string): Thing {
	return {
		kind: 'data-key',
		name,
		note: `${sizeText(bytes.length)}, ${note}`,
		parts: [{ bytes: copyBytes(bytes) }]
	};
}

function publicKeyThing(bytes: Bytes): Thing {
	return {
		kind: 'public-key',
		name: 'Wrapping key',
		note: `${sizeText(bytes.length)}, an RSA public key, valid for a day`,
		parts: [{ bytes: copyBytes(bytes) }]
	};
}

function tokenThing(bytes: Bytes): Thing {
	return {
		kind: 'token',
		name: 'Import token',
		note: `${sizeText(bytes.length)}, for this KMS key, valid for a day`,
		parts: [{ bytes: copyBytes(bytes) }]
	};
}

function wrappedThing(bytes: Bytes): Thing {
	return {
		kind: 'wrapped-key',
		name: 'Wrapped material',
		note: `${sizeText(bytes.length)}, opens inside the HSM only`,
		parts: [{ bytes: copyBytes(bytes) }]
	};
}

function blobThing(blob: Bytes): Thing {
	return {
		kind: 'ciphertext',
		name: 'Ciphertext',
		note: `${sizeText(blob.length)}, opens in AWS KMS only`,
		parts: [{ bytes: copyBytes(blob) }]
	};
}

function refusal({ name, message }: KmsError, why: string): Refusal {
	return { actor: 'kms', name, message, why };
}

function refusedOutcome(error: KmsError, why: string): Outcome {
	return { code: error.name, refusal: refusal(error, why) };
}
