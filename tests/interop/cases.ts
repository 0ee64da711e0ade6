/** What messages are exchanged with AWS's clients for Node and for browsers alike. */
import type { CommitmentPolicy, EncryptionContext, SuiteId } from '../../src/lib/envelope/index.ts';

/** Lengths around multiples of a frame of 100 bytes. */
export const lengths = [0, 1, 99, 100, 300, 301];

/** Keys whose order in UTF-8 bytes differs from other sortings, beside plain ones. */
export const contexts: Record<string, EncryptionContext | undefined> = {
	none: undefined,
	plain: { purpose: 'interop' },
	sorting: {
		department: 'finance',
		Project: 'ledger',
		B: '1',
		a: '2',
		ä: 'umlaut',
		'\uff5e': 'wide tilde',
		'\u{1f511}': 'key',
		empty: ''
	}
};

export const committing: readonly SuiteId[] = [0x0478, 0x0578];

/** The policy under which a suite may be written. */
export function writePolicy(suite: SuiteId): CommitmentPolicy {
	return committing.includes(suite)
		? 'REQUIRE_ENCRYPT_REQUIRE_DECRYPT'
		: 'FORBID_ENCRYPT_ALLOW_DECRYPT';
}

/** The strictest policy under which a suite may be read. */
export function readPolicy(suite: SuiteId): CommitmentPolicy {
	return committing.includes(suite)
		? 'REQUIRE_ENCRYPT_REQUIRE_DECRYPT'
		: 'REQUIRE_ENCRYPT_ALLOW_DECRYPT';
}

/** A case in words. */
export function nameOf(one: {
	suite: SuiteId;
	pair: string;
	length: number;
	frameLength: number;
	context: string;
}): string {
	const { suite, pair, length, frameLength, context } = one;
	return `${suite.toString(16).padStart(4, '0')}, ${pair}, ${length} bytes in frames of ${frameLength}, context ${context}`;
}
