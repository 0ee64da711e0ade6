/**
 * A small model of a bucket of Amazon S3 that really encrypts. Documented, and kept to: which call goes
 * to AWS KMS for which kind of encryption, in whose name, with which encryption context; that a Bucket
 * Key saves calls for one requester for a while; that SSE-C is blocked until it is allowed. Not
 * documented, and therefore of this model alone: the format of what is stored, how the bucket-level key
 * makes the data key of an object (HKDF here), how long it lives, and what an object is bound to.
 */
import {
	concat,
	copyBytes,
	createMac,
	decryptAesGcm,
	deriveBytes,
	encodeHex,
	encodeUtf8,
	encryptAesGcm,
	erase,
	importHkdfKey,
	importHmacKey,
	ivLength,
	tagLength,
	verifyMac
} from '#lib/crypto/index.ts';
import type { Bytes, RandomBytes } from '#lib/crypto/index.ts';
import type { Principal } from '#lib/iam/index.ts';
import type { Clock } from '#lib/kms/index.ts';
import type { RecordedKms } from '../../engine/types.ts';
import type { Kind } from './kinds.ts';

/** AES-256-GCM: what came of one encryption. */
export interface Box {
	/** 12 bytes. */
	iv: Bytes;
	ciphertext: Bytes;
	/** 16 bytes. */
	tag: Bytes;
}

export interface StoredObject {
	/** Counted from 1 in the order of the uploads. */
	number: number;
	name: string;
	arn: string;
	kind: Kind;
	box: Box;
	/** What AWS KMS wrapped: the data key of the object, or the bucket-level key. */
	wrapped?: Bytes;
	/** A data key wrapped under S3's own root key. */
	byRoot?: Box;
	/** From it and the bucket-level key comes the data key of the object. */
	salt?: Bytes;
	/** By which a key that the customer sends is known again: a salt of 32 bytes, and an HMAC. */
	check?: Bytes;
}

/** What an upload or a download used. */
export interface Used {
	object: StoredObject;
	/** What AWS KMS gave, if it was asked. */
	given?: { plaintext: Bytes; wrapped: Bytes };
	/** The zeros that stand where the data key was. */
	zeros: Bytes;
}

/** S3 itself refuses. */
export class S3Refusal extends Error {
	override readonly name = 'AccessDenied';
	constructor() {
		super('Access Denied');
	}
}

/** A key that S3 keeps for a while, for one requester. */
interface BucketKey {
	requester: string;
	plaintext: Bytes;
	wrapped: Bytes;
	/** Time in milliseconds. */
	made: number;
}

interface Settings {
	/** ARN of the bucket. */
	arn: string;
	keyArn: string;
	clock: Clock;
	random: RandomBytes;
	/** Minutes for which a bucket-level key is kept. */
	lifetime: number;
}

const minute = 60_000;
const keyLength = 32;
/** What a call says that S3 sends to AWS KMS for somebody. */
const throughS3 = {
	'kms:ViaService': 's3.eu-central-1.amazonaws.com',
	'aws:ViaAWSService': 'true'
};

export class Bucket {
	readonly objects: StoredObject[] = [];
	/** As new buckets are. */
	blocksCustomerKeys = true;
	readonly #settings: Settings;
	/** Under which the keys of SSE-S3 are wrapped. */
	readonly #root: Bytes;
	#bucketKeys: BucketKey[] = [];

	constructor(settings: Settings) {
		this.#settings = settings;
		this.#root = settings.random(keyLength);
	}

	arnOf(name: string): string {
		return `${this.#settings.arn}/${name}`;
	}

	/** What S3 asks for an object under SSE-KMS or DSSE-KMS. */
	requestFor(name: string) {
		return this.#keyRequest(this.arnOf(name));
	}

	/** The bucket-level keys that are in memory now. */
	get bucketKeys(): readonly Readonly<BucketKey>[] {
		const { clock, lifetime } = this.#settings;
		for (const one of this.#bucketKeys)
			if (!isFresh(one.made, clock.now().getTime(), lifetime)) erase(one.plaintext);
		this.#bucketKeys = this.#bucketKeys.filter(({ made }) =>
			isFresh(made, clock.now().getTime(), lifetime)
		);
		return this.#bucketKeys;
	}

	/**
	 * Encrypts and stores. Nothing is stored where somebody refuses.
	 * @throws {KmsError} when AWS KMS refuses the requester
	 * @throws {S3Refusal} for a customer's key in a bucket that blocks them
	 */
	async put(
		{ name, body, kind }: { name: string; body: Bytes; kind: Kind },
		requester: RecordedKms,
		customerKey?: Bytes
	): Promise<Used> {
		const { random } = this.#settings;
		const arn = this.arnOf(name);
		const about = { number: this.objects.length + 1, name, arn, kind };
		let object: StoredObject;
		let given: Used['given'];
		let key: Bytes;
		switch (kind) {
			case 'sse-s3':
			case 'client-side':
				key = random(keyLength);
				object = {
					...about,
					box: await this.#seal(key, body, arn),
					byRoot: await this.#seal(this.#root, key, arn)
				};
				break;
			case 'sse-kms':
			case 'dsse': {
				given = await this.#dataKey(requester, arn);
				key = copyBytes(given.plaintext);
				const box = await this.#seal(key, body, arn);
				object = { ...about, box, wrapped: copyBytes(given.wrapped) };
				if (kind === 'dsse') {
					const second = random(keyLength);
					object.box = await this.#seal(second, bytesOfBox(box), arn);
					object.byRoot = await this.#seal(this.#root, second, arn);
					erase(second);
				}
				break;
			}
			case 'bucket-key': {
				const whose = requesterOf(requester.principal);
				let level = this.bucketKeys.find((one) => one.requester === whose);
				if (!level) {
					given = await this.#dataKey(requester, this.#settings.arn);
					level = this.#keep(whose, copyBytes(given.plaintext), copyBytes(given.wrapped));
				}
				const salt = random(keyLength);
				key = await objectKey(level.plaintext, salt, arn);
				const box = await this.#seal(key, body, arn);
				object = { ...about, box, salt, wrapped: copyBytes(level.wrapped) };
				break;
			}
			case 'sse-c': {
				if (this.blocksCustomerKeys || !customerKey) throw new S3Refusal();
				key = copyBytes(customerKey);
				const salt = random(keyLength);
				object = {
					...about,
					box: await this.#seal(key, body, arn),
					check: concat(salt, await createMac(await importHmacKey(key, 'SHA-256'), salt))
				};
				break;
			}
		}
		erase(key);
		this.objects.push(object);
		return { object, ...(given ? { given } : {}), zeros: key };
	}

	/**
	 * Decrypts, for somebody who may read the object.
	 * @throws {KmsError} when AWS KMS refuses the requester
	 * @throws {S3Refusal} when the customer's key is not the one of the upload
	 */
	async get(
		object: StoredObject,
		requester: RecordedKms,
		customerKey?: Bytes
	): Promise<Used & { body: Bytes }> {
		const { arn, kind, box } = object;
		let given: Used['given'];
		let key: Bytes;
		let inner = box;
		switch (kind) {
			case 'sse-s3':
			case 'client-side':
				key = await open(this.#root, required(object.byRoot), arn);
				break;
			case 'dsse': {
				given = await this.#unwrap(requester, required(object.wrapped), arn);
				key = copyBytes(given.plaintext);
				const second = await open(this.#root, required(object.byRoot), arn);
				inner = boxOfBytes(await open(second, box, arn));
				erase(second);
				break;
			}
			case 'sse-kms':
				given = await this.#unwrap(requester, required(object.wrapped), arn);
				key = copyBytes(given.plaintext);
				break;
			case 'bucket-key': {
				const whose = requesterOf(requester.principal);
				const wrapped = required(object.wrapped);
				let level = this.bucketKeys.find(
					(one) => one.requester === whose && encodeHex(one.wrapped) === encodeHex(wrapped)
				);
				if (!level) {
					given = await this.#unwrap(requester, wrapped, this.#settings.arn);
					level = this.#keep(whose, copyBytes(given.plaintext), copyBytes(wrapped));
				}
				key = await objectKey(level.plaintext, required(object.salt), arn);
				break;
			}
			case 'sse-c': {
				const check = required(object.check);
				const fits =
					customerKey !== undefined &&
					(await verifyMac(
						await importHmacKey(customerKey, 'SHA-256'),
						check.slice(keyLength),
						check.slice(0, keyLength)
					));
				if (!fits) throw new S3Refusal();
				key = copyBytes(customerKey);
			}
		}
		const body = await open(key, inner, arn);
		erase(key);
		return { object, body, ...(given ? { given } : {}), zeros: key };
	}

	#keyRequest(arn: string) {
		return {
			KeyId: this.#settings.keyArn,
			KeySpec: 'AES_256' as const,
			EncryptionContext: { 'aws:s3:arn': arn }
		};
	}

	async #dataKey(requester: RecordedKms, arn: string) {
		const made = await requester.via(throughS3).send('GenerateDataKey', this.#keyRequest(arn));
		return {
			plaintext: copyBytes(required(made.Plaintext)),
			wrapped: copyBytes(required(made.CiphertextBlob))
		};
	}

	async #unwrap(requester: RecordedKms, wrapped: Bytes, arn: string) {
		const { Plaintext } = await requester
			.via(throughS3)
			.send('Decrypt', { CiphertextBlob: wrapped, EncryptionContext: { 'aws:s3:arn': arn } });
		return { plaintext: copyBytes(required(Plaintext)), wrapped };
	}

	#keep(requester: string, plaintext: Bytes, wrapped: Bytes): BucketKey {
		const made = this.#settings.clock.now().getTime();
		const level = { requester, plaintext, wrapped, made };
		this.#bucketKeys.push(level);
		return level;
	}

	async #seal(key: Uint8Array, plaintext: Bytes, arn: string): Promise<Box> {
		const iv = this.#settings.random(ivLength);
		const additionalData = encodeUtf8(arn);
		const { ciphertext, tag } = await encryptAesGcm(plaintext, { key, iv, additionalData });
		return { iv, ciphertext, tag };
	}
}

/** Who counts as one requester: a role, whatever its sessions are called. */
export function requesterOf({ roleArn, arn }: Principal): string {
	return roleArn ?? arn;
}

/**
 * How many times this model asks AWS KMS for a bucket-level key while one requester writes so many
 * objects at this pace, counted object by object.
 */
export function bucketKeyCalls(objects: number, perMinute: number, lifetime: number): number {
	let calls = 0;
	let made = 0;
	for (let i = 0; i < objects; i++) {
		const now = (i * minute) / perMinute;
		if (calls > 0 && isFresh(made, now, lifetime)) continue;
		calls++;
		made = now;
	}
	return calls;
}

function isFresh(made: number, now: number, lifetime: number): boolean {
	return now - made < lifetime * minute;
}

async function objectKey(level: Bytes, salt: Bytes, arn: string): Promise<Bytes> {
	return deriveBytes(await importHkdfKey(level), { salt, info: encodeUtf8(arn) }, keyLength);
}

function open(key: Uint8Array, { iv, ciphertext, tag }: Box, arn: string): Promise<Bytes> {
	return decryptAesGcm({ ciphertext, tag }, { key, iv, additionalData: encodeUtf8(arn) });
}

function bytesOfBox({ iv, ciphertext, tag }: Box): Bytes {
	return concat(iv, ciphertext, tag);
}

function boxOfBytes(bytes: Bytes): Box {
	const end = bytes.length - tagLength;
	return {
		iv: bytes.slice(0, ivLength),
		ciphertext: bytes.slice(ivLength, end),
		tag: bytes.slice(end)
	};
}

function required<T>(value: T | undefined): T {
	if (value === undefined) throw new Error('The object lacks what its kind of encryption needs.');
	return value;
}
