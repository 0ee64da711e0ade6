/**
 * RSA key pairs whose private halves stay in AWS KMS: a partner without any account encrypts and
 * verifies with the public halves, AWS KMS decrypts and signs.
 */
import {
	copyBytes,
	digest,
	encodeUtf8,
	encryptRsaOaep,
	flipBit,
	readPublicKey,
	verifySignature
} from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import type { LabStepId } from '#lib/content/index.ts';
import type { KmsError, KmsInput } from '#lib/kms/index.ts';
import { flippedDifference } from '../../engine/differences.ts';
import { textIn } from '../../engine/fields.ts';
import type { BitValue, Inputs } from '../../engine/fields.ts';
import { required } from '../../engine/required.ts';
import { answer, kmsKeyThing, plaintextThing, request } from '../../engine/things.ts';
import type { Moment, Outcome, Reader, Run, World } from '../../engine/types.ts';
import { sizeText } from '../../engine/words.ts';
import type { Refusal, Thing, Travel } from '../../stage/types.ts';
import { administrator } from '../key-life/cast.ts';
import { tried } from '../key-life/tried.ts';
import { choicesIn, encryptionAlgorithms, limitOf, signingAlgorithms } from './choices.ts';
import type { Choices, EncryptionAlgorithm, MessageType } from './choices.ts';

type StepId = LabStepId<'rsa'>;
type Happened = Pick<Moment, 'awaited' | 'travel' | 'work' | 'refusal' | 'outcome'> & {
	/** What the partner tries to encrypt beside its message. */
	trial?: Thing;
	/** What to say of the key that decrypts, beside its spec and usage. */
	state?: string;
};
interface Keys {
	encrypting: string;
	signing: string;
}

export class RsaRun implements Run<StepId> {
	readonly #world: World;
	readonly #keys: Keys;
	readonly #choices: Choices;
	readonly #message: Bytes;
	readonly #document: Bytes;
	/** The document as the stage shows it: at the last step with a bit flipped. */
	#shown: Bytes;
	#publicKey: Bytes | undefined;
	#ciphertext: Bytes | undefined;
	/** Whether the ciphertext has come to the application. */
	#sent = false;
	#arrived: Bytes | undefined;
	#signature: Bytes | undefined;
	#verifyKey: Bytes | undefined;
	/** Whether document, signature and public key have gone to the partner. */
	#handedOut = false;
	/** The walk has come to signatures. */
	#signing = false;

	private constructor(inputs: Inputs, world: World, keys: Keys) {
		this.#world = world;
		this.#keys = keys;
		this.#choices = choicesIn(inputs);
		this.#message = encodeUtf8(textIn(inputs, 'message'));
		this.#document = encodeUtf8(textIn(inputs, 'document'));
		this.#shown = this.#document;
	}

	/** Two pairs, since a KMS key has one usage. */
	static async start(inputs: Inputs, world: World): Promise<RsaRun> {
		const { spec } = choicesIn(inputs);
		const arnOf = (KeyUsage: 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY') =>
			world.key({ KeySpec: spec, KeyUsage });
		return new RsaRun(inputs, world, {
			encrypting: await arnOf('ENCRYPT_DECRYPT'),
			signing: await arnOf('SIGN_VERIFY')
		});
	}

	async compute(step: StepId): Promise<Moment> {
		const { app } = this.#world;
		switch (step) {
			case 'start':
				return this.#picture();

			case 'public-key': {
				const found = await app.send('GetPublicKey', { KeyId: this.#keys.encrypting });
				this.#publicKey = copyBytes(found.PublicKey ?? new Uint8Array());
				const things = [encryptKeyThing(this.#publicKey)];
				return this.#picture({
					travel: [answer('GetPublicKey', things), toPartner('by mail, say', things)]
				});
			}

			case 'encrypt-outside': {
				this.#ciphertext = await this.#encryptOutside(this.#message);
				return this.#picture({
					work: [
						{
							actor: 'partner',
							label: `RSA-OAEP with ${encryptionAlgorithms[this.#choices.encryption].hash}, in the partner’s own program`,
							from: ['plaintext', 'public-key'],
							to: ['ciphertext']
						}
					]
				});
			}

			case 'ask-decrypt': {
				this.#sent = true;
				const things = [ciphertextThing(this.ciphertext)];
				return this.#picture({
					awaited: { operation: 'Decrypt', request: this.#decryptRequest() },
					travel: [fromPartner('as it was sent', things), request('Decrypt', things)]
				});
			}

			case 'decrypted': {
				const opened = await app.send('Decrypt', this.#decryptRequest());
				this.#arrived = copyBytes(opened.Plaintext ?? new Uint8Array());
				return this.#picture({
					travel: [answer('Decrypt', [plaintextThing('Message', this.#arrived)])],
					work: [
						{
							actor: 'kms',
							label: 'RSA-OAEP decrypts with the private key',
							from: ['ciphertext', 'kms-key'],
							to: ['plaintext']
						}
					]
				});
			}

			case 'over-the-limit': {
				const length = limitOf(this.#choices) + 1;
				const { refusal } = await this.#tryLength(length);
				return this.#picture({
					outcome: refusal ? refusal.name : 'encrypted',
					trial: {
						kind: 'plaintext',
						name: 'A text of one byte too many',
						note: sizeText(length),
						parts: [{ bytes: filler(length) }]
					},
					...(refusal ? { refusal } : {})
				});
			}

			case 'disabled': {
				const admin = this.#world.as(administrator);
				const KeyId = this.#keys.encrypting;
				await admin.send('DisableKey', { KeyId });
				this.#arrived = undefined;
				// The partner is not told, and its program has no means to know.
				this.#ciphertext = await this.#encryptOutside(this.#message);
				const { refused } = await tried(app.send('Decrypt', this.#decryptRequest()));
				await admin.send('EnableKey', { KeyId });
				const things = [ciphertextThing(this.ciphertext)];
				return this.#picture({
					outcome: refused ? refused.name : 'opens',
					state: 'was disabled, and is enabled again',
					travel: [fromPartner('made a moment ago', things), request('Decrypt', things)],
					...(refused
						? {
								refusal: refusalOf(
									refused,
									'The private key is disabled. The public key went on encrypting all the same, for it is a few bytes in a file of the partner.'
								)
							}
						: {})
				});
			}

			case 'sign': {
				this.#signing = true;
				const made = await app.send('Sign', await this.#signRequest());
				this.#signature = copyBytes(made.Signature ?? new Uint8Array());
				return this.#picture({
					travel: [answer('Sign', [signatureThing(this.#signature)])],
					work: [
						{
							actor: 'kms',
							label: `${this.#choices.signing} with the private key`,
							from: ['plaintext', 'kms-key'],
							to: ['signature']
						}
					]
				});
			}

			case 'hand-out': {
				const found = await app.send('GetPublicKey', { KeyId: this.#keys.signing });
				this.#verifyKey = copyBytes(found.PublicKey ?? new Uint8Array());
				this.#handedOut = true;
				return this.#picture({
					travel: [
						answer('GetPublicKey', [verifyKeyThing(this.#verifyKey)]),
						toPartner('all in the open', [
							this.#documentThing(),
							signatureThing(this.signature),
							verifyKeyThing(this.#verifyKey)
						])
					]
				});
			}

			case 'verify-outside': {
				const valid = await this.#verifyOutside(this.#document, this.signature);
				return this.#picture({
					outcome: valid ? 'valid' : 'invalid',
					work: [
						{
							actor: 'partner',
							label: valid ? 'verified: it fits' : 'it does not fit',
							from: ['plaintext', 'signature', 'public-key'],
							to: []
						}
					]
				});
			}

			case 'verify-kms': {
				const input = await this.#verifyRequest(this.#document, this.signature);
				const { SignatureValid } = await app.send('Verify', input);
				return this.#picture({
					outcome: SignatureValid ? 'valid' : 'invalid',
					travel: [request('Verify', [await this.#sentThing(), signatureThing(this.signature)])],
					work: [
						{
							actor: 'kms',
							label: `SignatureValid: ${SignatureValid === true}`,
							from: ['plaintext', 'signature', 'kms-key'],
							to: []
						}
					]
				});
			}

			case 'flipped': {
				const altered = flipBit(this.#document, 0, 0);
				const outside = await this.#verifyOutside(altered, this.signature);
				const { refused } = await tried(
					app.send('Verify', await this.#verifyRequest(altered, this.signature))
				);
				this.#shown = altered;
				return this.#picture({
					outcome: refused ? refused.name : 'valid',
					travel: [request('Verify', [await this.#sentThing(), signatureThing(this.signature)])],
					work: [
						{
							actor: 'partner',
							label: outside ? 'verified: it fits' : 'the altered document: it does not fit',
							from: ['plaintext', 'signature', 'public-key'],
							to: []
						}
					],
					...(refused
						? {
								refusal: refusalOf(
									refused,
									'One bit of the document is another one, so its digest is another one altogether, and the signature is not for it. AWS KMS answers with an error, never with SignatureValid: false.'
								)
							}
						: {})
				});
			}
		}
	}

	/** The partner's ciphertext. @throws {Error} before it is there */
	get ciphertext(): Bytes {
		return required(this.#ciphertext);
	}

	/** @throws {Error} before it is there */
	get signature(): Bytes {
		return required(this.#signature);
	}

	/** What the partner's program does: WebCrypto, the public key, and nobody to ask. */
	async #encryptOutside(plaintext: Bytes): Promise<Bytes> {
		const { hash } = encryptionAlgorithms[this.#choices.encryption];
		const key = await readPublicKey(required(this.#publicKey), { name: 'RSA-OAEP', hash });
		return encryptRsaOaep(key, plaintext);
	}

	#verifyOutside(document: Bytes, signature: Bytes): Promise<boolean> {
		const scheme = signingAlgorithms[this.#choices.signing];
		return verifySignature(required(this.#verifyKey), scheme, { message: document }, signature);
	}

	#decryptRequest(
		CiphertextBlob = this.ciphertext,
		EncryptionAlgorithm: EncryptionAlgorithm = this.#choices.encryption
	): KmsInput<'Decrypt'> {
		return { KeyId: this.#keys.encrypting, CiphertextBlob, EncryptionAlgorithm };
	}

	async #signRequest({
		document = this.#document,
		MessageType = this.#choices.messageType,
		KeyId = this.#keys.signing
	}: { document?: Bytes; MessageType?: MessageType; KeyId?: string } = {}) {
		const { signing } = this.#choices;
		const { hash } = signingAlgorithms[signing];
		return {
			KeyId,
			Message: MessageType === 'DIGEST' ? await digest(hash, document) : document,
			MessageType,
			SigningAlgorithm: signing
		};
	}

	async #verifyRequest(document: Bytes, Signature: Bytes) {
		return { ...(await this.#signRequest({ document })), Signature };
	}

	async #tryLength(length: number): Promise<{ bytes: Bytes; refusal?: Refusal }> {
		try {
			return { bytes: await this.#encryptOutside(filler(length)) };
		} catch (error) {
			if (!(error instanceof Error) || error.name !== 'OperationError') throw error;
			const { name, message } = error;
			const { spec, encryption } = this.#choices;
			const why = `${spec} with ${encryption} has room for ${sizeText(limitOf(this.#choices))}: OAEP and its hash take the rest of the block. The partner’s own program says so, and AWS KMS hears nothing of it.`;
			const fails = 'cannot encrypt it';
			return { bytes: new Uint8Array(), refusal: { actor: 'partner', name, message, why, fails } };
		}
	}

	//  Broken on purpose

	async encryptLength(length: number): Promise<Outcome> {
		const { bytes, refusal } = await this.#tryLength(length);
		if (refusal) return { code: refusal.name, refusal };
		return {
			code: 'encrypted',
			told: `${sizeText(length)} became a ciphertext of ${sizeText(bytes.length)}, which is the length of the modulus, whatever went in.`
		};
	}

	/** Decrypt with one bit of the ciphertext flipped, or with an algorithm named at will. */
	async decryptWith(change: { bit?: BitValue; algorithm?: EncryptionAlgorithm }): Promise<Outcome> {
		const { bit, algorithm } = change;
		const blob = bit ? flipBit(this.ciphertext, bit.byte, bit.bit) : this.ciphertext;
		const differences = bit ? [flippedDifference('Ciphertext', this.ciphertext, bit)] : [];
		const { refused } = await tried(
			this.#world.app.send('Decrypt', this.#decryptRequest(blob, algorithm))
		);
		if (refused) {
			const why = bit
				? 'Undone with the private key, the block is noise and no OAEP block, and nothing is given out. AWS KMS does not say what is wrong.'
				: 'The block was made with another hash, so it does not come apart as OAEP with this one. An RSA ciphertext does not say how it was made; who decrypts has to know.';
			return { code: refused.name, refusal: refusalOf(refused, why), differences };
		}
		return { code: 'opens', told: 'That is the algorithm it was encrypted with.', differences };
	}

	/** Has something of so many bytes signed, as it is or its digest. */
	async signLength(length: number, MessageType: MessageType): Promise<Outcome> {
		const input = await this.#signRequest({ document: filler(length), MessageType });
		const { answer: made, refused } = await tried(this.#world.app.send('Sign', input));
		if (refused) {
			const why =
				'A message that is sent as it is has a greatest length. Hashed first, it may be as long as it likes, and only the digest is sent.';
			return { code: refused.name, refusal: refusalOf(refused, why) };
		}
		return {
			code: 'signed',
			told: `${sizeText(input.Message.length)} went to AWS KMS, and a signature of ${sizeText(made.Signature?.length ?? 0)} came back.`
		};
	}

	/** Has the document signed with the key that decrypts. */
	async signWithOther(): Promise<Outcome> {
		const input = await this.#signRequest({ KeyId: this.#keys.encrypting });
		const { refused } = await tried(this.#world.app.send('Sign', input));
		if (!refused) return { code: 'signed', told: 'It was signed.' };
		const why =
			'The key is an RSA key, and its usage is ENCRYPT_DECRYPT. The usage was chosen when it was made, and no policy changes it.';
		return { code: refused.name, refusal: refusalOf(refused, why) };
	}

	/** The document or the signature, for whoever wants to flip a bit of it. */
	part(part: string): Bytes {
		return part === 'signature' ? this.signature : this.#document;
	}

	/** Verifies with one bit flipped, in AWS KMS or at the partner's. */
	async verifyFlipped(part: string, { byte, bit }: BitValue, who: string): Promise<Outcome> {
		const altered = flipBit(this.part(part), byte, bit);
		const label = part === 'signature' ? 'Signature' : 'Document';
		const differences = [flippedDifference(label, this.part(part), { byte, bit })];
		const document = part === 'signature' ? this.#document : altered;
		const signature = part === 'signature' ? altered : this.signature;
		const why =
			'Document, signature and public key no longer belong together. Which of them was changed, a signature cannot tell.';
		if (who === 'partner') {
			const valid = await this.#verifyOutside(document, signature);
			return valid
				? { code: 'valid', told: 'It fits.', differences }
				: {
						code: 'does-not-fit',
						told: `WebCrypto answered false, without an error: the program has to look at the answer. ${why}`,
						differences
					};
		}
		const input = await this.#verifyRequest(document, signature);
		const { refused } = await tried(this.#world.app.send('Verify', input));
		return refused
			? { code: refused.name, refusal: refusalOf(refused, why), differences }
			: { code: 'valid', told: 'It fits.', differences };
	}

	//  The picture

	#documentThing(): Thing {
		const altered = this.#shown !== this.#document;
		return plaintextThing(
			'Document',
			this.#shown,
			altered ? 'one bit of it flipped' : 'for everybody to read'
		);
	}

	/** What goes to AWS KMS to be verified: the document, or its digest alone. */
	async #sentThing(): Promise<Thing> {
		const { Message, MessageType } = await this.#signRequest({ document: this.#shown });
		if (MessageType === 'RAW') return this.#documentThing();
		return {
			kind: 'plaintext',
			name: 'Digest of the document',
			note: sizeText(Message.length),
			parts: [{ bytes: Message }]
		};
	}

	#picture({ trial, state, ...happened }: Happened = {}): Moment {
		const signed = this.#signature ? [signatureThing(this.#signature)] : [];
		const publicKey = this.#publicKey ? [encryptKeyThing(this.#publicKey)] : [];
		const verifyKey = this.#verifyKey ? [verifyKeyThing(this.#verifyKey)] : [];
		const sealed = this.#ciphertext ? [ciphertextThing(this.#ciphertext)] : [];
		const { spec } = this.#choices;
		return {
			holds: {
				partner: this.#signing
					? this.#handedOut
						? [this.#documentThing(), ...signed, ...verifyKey, ...publicKey]
						: publicKey
					: [
							plaintextThing('Message', this.#message),
							...(trial ? [trial] : []),
							...publicKey,
							...sealed
						],
				application: this.#signing
					? [this.#documentThing(), ...signed, ...verifyKey]
					: [
							...publicKey,
							...(this.#sent ? sealed : []),
							...(this.#arrived ? [plaintextThing('Message', this.#arrived)] : [])
						],
				kms: [
					kmsKeyThing(this.#keys.encrypting, {
						name: 'Private key to decrypt',
						state: [`${spec}, ENCRYPT_DECRYPT`, ...(state ? [state] : [])].join('\n')
					}),
					kmsKeyThing(this.#keys.signing, {
						name: 'Private key to sign',
						state: `${spec}, SIGN_VERIFY`
					})
				]
			},
			...(this.#signing
				? {
						notes: {
							partner: 'Its message and the ciphertext are there still, and not shown.',
							application: 'The ciphertext of before is there still, and not shown.'
						}
					}
				: {}),
			...happened,
			...(this.#signing
				? {}
				: {
						figures: [{ label: 'Largest message', value: sizeText(limitOf(this.#choices)) }]
					}),
			readers: this.#readers()
		};
	}

	#readers(): Reader[] {
		const sealed = this.#ciphertext !== undefined;
		return [
			{
				who: 'Partner',
				can: 'yes',
				why: sealed
					? 'It wrote the message. Its ciphertext it could not open again.'
					: 'It wrote the message.'
			},
			this.#arrived
				? { who: 'Your application', can: 'yes', why: 'AWS KMS decrypted the message for it.' }
				: sealed
					? {
							who: 'Your application',
							can: 'with-permission',
							why: 'It may call Decrypt with the key, and has not got the plaintext at this moment.'
						}
					: { who: 'Your application', can: 'no', why: 'Nothing has been sent to it yet.' },
			{
				who: 'AWS KMS',
				can: 'no',
				why: 'It has a plaintext inside for as long as a call takes, and keeps none.'
			},
			{
				who: 'Whoever has the public key',
				can: 'no',
				why: 'A public key encrypts and verifies. It opens nothing.'
			}
		];
	}
}

const toPartner = (caption: string, things: Thing[]): Travel => ({
	from: 'application',
	to: 'partner',
	operation: 'send',
	caption,
	things
});

const fromPartner = (caption: string, things: Thing[]): Travel => ({
	from: 'partner',
	to: 'application',
	operation: 'send',
	caption,
	things
});

function refusalOf({ name, message }: KmsError, why: string): Refusal {
	return { actor: 'kms', name, message, why };
}

const encryptKeyThing = (bytes: Bytes) => publicKeyThing('Public key to encrypt', bytes);
const verifyKeyThing = (bytes: Bytes) => publicKeyThing('Public key to verify', bytes);

/** A public half is called after what it does, as its private half is. */
function publicKeyThing(name: string, bytes: Bytes): Thing {
	return {
		kind: 'public-key',
		name,
		note: `${sizeText(bytes.length)}, no secret`,
		parts: [{ bytes: copyBytes(bytes) }]
	};
}

function ciphertextThing(bytes: Bytes): Thing {
	return {
		kind: 'ciphertext',
		name: 'Ciphertext',
		note: `${sizeText(bytes.length)}, opens with the private key only`,
		parts: [{ bytes: copyBytes(bytes) }]
	};
}

function signatureThing(bytes: Bytes): Thing {
	return {
		kind: 'signature',
		name: 'Signature',
		note: sizeText(bytes.length),
		parts: [{ bytes: copyBytes(bytes) }]
	};
}

/** Text of exactly this many bytes. */
function filler(length: number): Bytes {
	return encodeUtf8('keywrap '.repeat(Math.ceil(length / 8)).slice(0, length));
}
