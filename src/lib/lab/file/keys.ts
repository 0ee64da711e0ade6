/** Keys of the user's own, and which keys a locked file asks for. */
import { decodeBase64, decodeHex, decodeUtf8, encodeHex } from '#lib/crypto/index.ts';
import { describeSuite, mapMessage, suites } from '#lib/envelope/index.ts';

/** @returns the key's bytes, or a sentence that says what is wrong with the text */
export function parseAesKey(text: string): { key: Uint8Array } | { problem: string } {
	const plain = text.replace(/\s+/g, '');
	if (plain === '') return { problem: 'There is no key yet. Make one, or paste yours.' };
	let key: Uint8Array | undefined;
	try {
		key = /^([0-9a-f]{2})+$/i.test(plain) ? decodeHex(plain) : decodeBase64(plain);
	} catch {
		return { problem: 'The key is neither hexadecimal nor base64.' };
	}
	return [16, 24, 32].includes(key.length)
		? { key }
		: {
				problem: `An AES key has 16, 24 or 32 bytes. This one has ${key.length}.`
			};
}

/** A fresh AES-256 key as hexadecimal text. */
export function makeAesKey(): string {
	return encodeHex(crypto.getRandomValues(new Uint8Array(32)));
}

/** A fresh RSA key pair as PEM; 3,072 bits take a second or so. */
export async function makeRsaPair(): Promise<{ publicKey: string; privateKey: string }> {
	const pair = await crypto.subtle.generateKey(
		{
			name: 'RSA-OAEP',
			modulusLength: 3072,
			publicExponent: new Uint8Array([1, 0, 1]),
			hash: 'SHA-256'
		},
		true,
		['encrypt', 'decrypt']
	);
	const [spki, pkcs8] = await Promise.all([
		crypto.subtle.exportKey('spki', pair.publicKey),
		crypto.subtle.exportKey('pkcs8', pair.privateKey)
	]);
	return { publicKey: pem('PUBLIC KEY', spki), privateKey: pem('PRIVATE KEY', pkcs8) };
}

function pem(label: string, der: ArrayBuffer): string {
	const base64 = btoa(String.fromCharCode(...new Uint8Array(der)));
	const lines = base64.match(/.{1,64}/g) ?? [];
	return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** One wrapped data key of a file: who can unwrap it. */
export interface Holder {
	kind: 'kms' | 'raw';
	/** `aws-kms`, or the namespace of a raw key. */
	namespace: string;
	/** The ARN of a KMS key, or the name of a raw one, as far as the message tells. */
	name: string;
}

export interface LockedFile {
	/** In words: `AES-256-GCM, key commitment`. */
	suite: string;
	/** Its signature has to be verified before anything is decrypted. */
	signed: boolean;
	context: [string, string][];
	holders: Holder[];
}

/** Enough for the header of any message that has few wrapped keys. */
export const headLength = 256 * 1024;

/** What a raw AES keyring puts behind the name of its key: tag length, IV length and IV. */
const rawAesTail = 20;

/**
 * What the first bytes of a file say of it.
 * @returns nothing when they are not those of an AWS Encryption SDK message
 */
export function describeLocked(head: Uint8Array): LockedFile | undefined {
	const regions = mapMessage(head);
	const at = (path: string) => regions.find((region) => region.path === path);
	const bad = regions.find(
		({ path, error }) => error && path.startsWith('header') && error.code !== 'ENVELOPE_TRUNCATED'
	);
	const id = at('header.algorithmSuiteId');
	if (!id || bad || !at('header.encryptedDataKeys.count')) return undefined;
	const suite = suites.find((each) => each.id === Number.parseInt(id.value, 16));
	if (!suite) return undefined;
	const holders: Holder[] = [];
	for (let index = 0; ; index++) {
		const provider = at(`header.encryptedDataKeys[${index}].providerId`);
		const info = at(`header.encryptedDataKeys[${index}].providerInfo`);
		if (!provider || !info) break;
		const bytes = head.subarray(info.offset, info.offset + info.length);
		const namespace = provider.value;
		holders.push(
			namespace === 'aws-kms'
				? { kind: 'kms', namespace, name: decodeUtf8(bytes) }
				: { kind: 'raw', namespace, name: rawName(bytes) }
		);
	}
	const context: [string, string][] = [];
	for (let index = 0; ; index++) {
		const key = at(`header.aad[${index}].key`);
		const value = at(`header.aad[${index}].value`);
		if (!key || !value) break;
		context.push([key.value, value.value]);
	}
	return {
		suite: describeSuite(suite),
		signed: suite.signature !== undefined,
		context,
		holders
	};
}

/** A raw AES keyring writes more than the name, a raw RSA keyring the name alone. */
function rawName(bytes: Uint8Array): string {
	const name = bytes.subarray(0, Math.max(0, bytes.length - rawAesTail));
	const tail = bytes.subarray(name.length);
	const isAes =
		tail.length === rawAesTail &&
		new DataView(tail.buffer, tail.byteOffset).getUint32(0) === 128 &&
		new DataView(tail.buffer, tail.byteOffset).getUint32(4) === 12;
	try {
		return decodeUtf8(isAes ? name : bytes);
	} catch {
		return encodeHex(isAes ? name : bytes);
	}
}
