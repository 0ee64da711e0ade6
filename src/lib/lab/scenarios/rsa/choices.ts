/** What an RSA key pair of this walk can be, as AWS names it, and what WebCrypto calls it. */
import { textIn } from '../../engine/fields.ts';
import type { Inputs } from '../../engine/fields.ts';

/** Bits of the modulus. */
export const keySpecs = { RSA_2048: 2048, RSA_3072: 3072, RSA_4096: 4096 } as const;

/** `overhead`: bytes of the modulus that OAEP takes, twice the hash and two (RFC 8017 section 7.1.1). */
export const encryptionAlgorithms = {
	RSAES_OAEP_SHA_256: { hash: 'SHA-256', overhead: 66 },
	RSAES_OAEP_SHA_1: { hash: 'SHA-1', overhead: 42 }
} as const;

export const signingAlgorithms = {
	RSASSA_PSS_SHA_256: { name: 'RSA-PSS', hash: 'SHA-256' },
	RSASSA_PSS_SHA_384: { name: 'RSA-PSS', hash: 'SHA-384' },
	RSASSA_PSS_SHA_512: { name: 'RSA-PSS', hash: 'SHA-512' },
	RSASSA_PKCS1_V1_5_SHA_256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
} as const;

export type KeySpec = keyof typeof keySpecs;
export type EncryptionAlgorithm = keyof typeof encryptionAlgorithms;
export type SigningAlgorithm = keyof typeof signingAlgorithms;
export type MessageType = 'RAW' | 'DIGEST';

/** Bytes that Sign takes as a message (API reference, Sign). */
export const signLimit = 4096;

export interface Choices {
	spec: KeySpec;
	encryption: EncryptionAlgorithm;
	signing: SigningAlgorithm;
	messageType: MessageType;
}

export function choicesIn(inputs: Inputs): Choices {
	return {
		spec: oneOf(keySpecs, textIn(inputs, 'key')),
		encryption: oneOf(encryptionAlgorithms, textIn(inputs, 'encryption')),
		signing: oneOf(signingAlgorithms, textIn(inputs, 'signing')),
		messageType: textIn(inputs, 'message-type') === 'DIGEST' ? 'DIGEST' : 'RAW'
	};
}

/** The largest plaintext in bytes. */
export function limitOf({ spec, encryption }: Pick<Choices, 'spec' | 'encryption'>): number {
	return keySpecs[spec] / 8 - encryptionAlgorithms[encryption].overhead;
}

function oneOf<Table extends object>(table: Table, value: string): keyof Table {
	if (!Object.hasOwn(table, value)) throw new TypeError(`"${value}" is not among the choices`);
	return value as keyof Table;
}
