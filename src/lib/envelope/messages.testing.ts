/** Keyrings and messages that several tests use. */
import { encodeUtf8 } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { encrypt, rawAesKeyring, suites } from './index.ts';
import type { CommitmentPolicy, EncryptionContext, EncryptOptions, SuiteId } from './index.ts';
import { formatSuiteId } from './suites.ts';

/** Reads suites with and without commitment. */
export const readsAll = { commitmentPolicy: 'REQUIRE_ENCRYPT_ALLOW_DECRYPT' } as const;

/** Keys whose order in UTF-8 differs from that of most other sortings. */
export const awkwardContext: EncryptionContext = {
	department: 'finance',
	Project: 'ledger',
	'\uff5e': 'before the next in UTF-16 only',
	'\u{1f511}': 'after the one before in UTF-8',
	ä: '',
	a: 'a'
};

export const testKeyring = rawAesKeyring({
	namespace: 'demo',
	name: 'aes-1',
	wrappingKey: new Uint8Array(32).map((_, i) => i)
});

/** Rows of a table of tests: `$name` is the suite's number as the specification writes it. */
export function named<Id extends SuiteId>(ids: readonly Id[]): { suite: Id; name: string }[] {
	return ids.map((suite) => ({ suite, name: formatSuiteId(suite) }));
}

/** Every suite. */
export const everySuite = named(suites.map(({ id }) => id));

/** The policy under which a suite may be written. */
export function policyFor(suite: SuiteId): CommitmentPolicy {
	const { committing } = suites.find(({ id }) => id === suite) ?? {};
	return committing ? 'REQUIRE_ENCRYPT_REQUIRE_DECRYPT' : 'FORBID_ENCRYPT_ALLOW_DECRYPT';
}

export function plaintextOf(length: number): Bytes {
	return new Uint8Array(length).map((_, i) => (i * 31 + (i >> 8)) & 0xff);
}

/** A message of three frames, the last of them short. */
export async function sampleMessage(
	suite: SuiteId,
	options: Partial<EncryptOptions> = {},
	plaintext: Bytes = encodeUtf8('attack at dawn')
): Promise<Bytes> {
	const { message } = await encrypt(plaintext, {
		keyring: testKeyring,
		suite,
		commitmentPolicy: policyFor(suite),
		frameLength: 6,
		encryptionContext: { purpose: 'test' },
		...options
	});
	return message;
}
