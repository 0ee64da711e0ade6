/** A message to look at: made of the user's text with real keys, and what is needed to open it. */
import { systemRandom } from '#lib/crypto/index.ts';
import type { Bytes, RandomBytes } from '#lib/crypto/index.ts';
import { encrypt, kmsKeyring, rawAesKeyring, suites } from '#lib/envelope/index.ts';
import type { CommitmentPolicy, EncryptionContext, Keyring, SuiteId } from '#lib/envelope/index.ts';
import type { KmsClient } from '#lib/kms/index.ts';

/** Who wraps the data key. */
export type Wrapper = 'kms' | 'aes';

export interface Recipe {
	readonly plaintext: Bytes;
	readonly context: EncryptionContext;
	readonly suite: SuiteId;
	/** Bytes of plaintext in a frame. */
	readonly frameLength: number;
	readonly wrapper: Wrapper;
}

/** A message whose key is at hand. */
export interface Sealed extends Recipe {
	readonly message: Bytes;
	readonly keyring: Keyring;
}

/** The keys of one visit: a KMS in the page, and a raw AES key. They are gone when the page is. */
export interface Keys {
	readonly kms: KmsClient;
	readonly keyArn: string;
	/** 32 bytes. */
	readonly wrappingKey: Bytes;
}

export function makeWrappingKey(random: RandomBytes = systemRandom): Bytes {
	return random(32);
}

/** Under which a suite may be written. */
function writingPolicy(suite: SuiteId): CommitmentPolicy {
	return suites.find(({ id }) => id === suite)?.committing
		? 'REQUIRE_ENCRYPT_REQUIRE_DECRYPT'
		: 'FORBID_ENCRYPT_ALLOW_DECRYPT';
}

/**
 * Encrypts the text for real.
 * @throws {EnvelopeError} by its code, when an option is impossible
 * @throws {KmsError} when AWS KMS refuses
 */
export async function seal(recipe: Recipe, { kms, keyArn, wrappingKey }: Keys): Promise<Sealed> {
	const { plaintext, context, suite, frameLength, wrapper } = recipe;
	const keyring =
		wrapper === 'kms'
			? kmsKeyring({ client: kms, generatorKeyId: keyArn })
			: rawAesKeyring({ namespace: 'keywrap-lab', name: 'wrapping-key-1', wrappingKey });
	const { message } = await encrypt(plaintext, {
		keyring,
		encryptionContext: context,
		suite,
		commitmentPolicy: writingPolicy(suite),
		frameLength
	});
	return { ...recipe, message, keyring };
}
