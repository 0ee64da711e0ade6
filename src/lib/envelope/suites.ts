/** Algorithm suites of the AWS Encryption SDK (specification: framework/algorithm-suites.md). */
import type { CurveName, HkdfHash } from '#lib/crypto/index.ts';
import { InvalidArgumentError } from './errors.ts';

export type SuiteId =
	0x0014 | 0x0046 | 0x0078 | 0x0114 | 0x0146 | 0x0178 | 0x0214 | 0x0346 | 0x0378 | 0x0478 | 0x0578;

export interface Suite {
	readonly id: SuiteId;
	/** Version of the message format that carries it. */
	readonly version: 1 | 2;
	/** Bytes of the data key and of the key derived from it. */
	readonly keyLength: 16 | 24 | 32;
	/** Hash of the key derivation; without one the data key is used as it is. */
	readonly kdf?: HkdfHash;
	/** Whether the header commits to the data key. */
	readonly committing: boolean;
	/** Curve of the signature over the whole message, if there is one. */
	readonly signature?: CurveName;
}

const table: readonly Suite[] = [
	{ id: 0x0014, version: 1, keyLength: 16, committing: false },
	{ id: 0x0046, version: 1, keyLength: 24, committing: false },
	{ id: 0x0078, version: 1, keyLength: 32, committing: false },
	{ id: 0x0114, version: 1, keyLength: 16, kdf: 'SHA-256', committing: false },
	{ id: 0x0146, version: 1, keyLength: 24, kdf: 'SHA-256', committing: false },
	{ id: 0x0178, version: 1, keyLength: 32, kdf: 'SHA-256', committing: false },
	{ id: 0x0214, version: 1, keyLength: 16, kdf: 'SHA-256', committing: false, signature: 'P-256' },
	{ id: 0x0346, version: 1, keyLength: 24, kdf: 'SHA-384', committing: false, signature: 'P-384' },
	{ id: 0x0378, version: 1, keyLength: 32, kdf: 'SHA-384', committing: false, signature: 'P-384' },
	{ id: 0x0478, version: 2, keyLength: 32, kdf: 'SHA-512', committing: true },
	{ id: 0x0578, version: 2, keyLength: 32, kdf: 'SHA-512', committing: true, signature: 'P-384' }
];

/** Every suite, in the order of their numbers. */
export const suites = table;

/** The suite of a number, or `undefined`. */
export function findSuite(id: number): Suite | undefined {
	return table.find((suite) => suite.id === id);
}

/** @throws {InvalidArgumentError} when there is no such suite */
export function suiteOf(id: number): Suite {
	const suite = findSuite(id);
	if (!suite) throw new InvalidArgumentError(`There is no algorithm suite ${formatSuiteId(id)}.`);
	return suite;
}

/** Four hexadecimal digits, as the specification writes suites: `0578`. */
export function formatSuiteId(id: number): string {
	return id.toString(16).padStart(4, '0').toUpperCase();
}

/** What the suite does, in one phrase. */
export function describeSuite(suite: Suite): string {
	const kdf = suite.kdf ? `key derived with HKDF-${suite.kdf}` : 'data key used as it is';
	const signature = suite.signature ? `signed with ECDSA ${suite.signature}` : 'not signed';
	return `AES-${suite.keyLength * 8}-GCM, ${kdf}, ${suite.committing ? 'key commitment' : 'no key commitment'}, ${signature}`;
}
