/** Runs in Chromium: measures the KMS in the page, and the bare calls of WebCrypto that it rests on. */
import { createLocalKms } from '../../../src/lib/kms/index.ts';
import type { KmsInput } from '../../../src/lib/kms/index.ts';

export interface Rate {
	operation: string;
	key: string;
	/** Through the whole service. */
	local_kms: number;
	/** The cryptographic calls alone, where there are any. */
	webcrypto?: number;
}

const milliseconds = 500;

/** Runs a second, one after the other. */
async function rate(run: () => Promise<unknown>): Promise<number> {
	for (let i = 0; i < 5; i++) await run();
	let count = 0;
	const from = performance.now();
	let passed = 0;
	while (passed < milliseconds) {
		await run();
		count++;
		passed = performance.now() - from;
	}
	return Number((count / (passed / 1000)).toPrecision(3));
}

/** What symmetric encryption under a derived key needs: HKDF, and AES-GCM of 32 bytes. */
async function derivedAes(): Promise<() => Promise<unknown>> {
	const key = await crypto.subtle.importKey('raw', new Uint8Array(32), 'HKDF', false, [
		'deriveKey'
	]);
	const plaintext = new Uint8Array(32);
	return async () => {
		const salt = crypto.getRandomValues(new Uint8Array(12));
		const derived = await crypto.subtle.deriveKey(
			{ name: 'HKDF', hash: 'SHA-256', salt, info: new Uint8Array(11) },
			key,
			{ name: 'AES-GCM', length: 256 },
			false,
			['encrypt']
		);
		return crypto.subtle.encrypt(
			{ name: 'AES-GCM', iv: salt, additionalData: new Uint8Array(64) },
			derived,
			plaintext
		);
	};
}

async function signing(algorithm: RsaHashedKeyGenParams | EcKeyGenParams) {
	const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, [
		'sign',
		'verify'
	]);
	const how = { name: algorithm.name, saltLength: 32, hash: 'SHA-256' };
	const data = new Uint8Array(1000);
	const signature = await crypto.subtle.sign(how, privateKey, data);
	return {
		sign: () => crypto.subtle.sign(how, privateKey, data),
		verify: () => crypto.subtle.verify(how, publicKey, signature, data)
	};
}

export async function operations(): Promise<Rate[]> {
	const kms = createLocalKms();
	const make = async (input: KmsInput<'CreateKey'>) => {
		const { KeyMetadata } = await kms.send('CreateKey', input);
		return KeyMetadata?.Arn ?? '';
	};
	const KeyId = await make({});
	const rsa = await make({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
	const rsaSigning = await make({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
	const ecc = await make({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
	const mac = await make({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
	const EncryptionContext = { purpose: 'bench' };
	const Plaintext = new Uint8Array(32);
	const Message = new Uint8Array(1000);
	const { CiphertextBlob } = await kms.send('Encrypt', { KeyId, Plaintext, EncryptionContext });
	const oaep = { KeyId: rsa, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' as const };
	const sealed = await kms.send('Encrypt', { ...oaep, Plaintext });
	const pss = { KeyId: rsaSigning, Message, SigningAlgorithm: 'RSASSA_PSS_SHA_256' as const };
	const ecdsa = { KeyId: ecc, Message, SigningAlgorithm: 'ECDSA_SHA_256' as const };
	const hmac = { KeyId: mac, Message, MacAlgorithm: 'HMAC_SHA_256' as const };
	const byPss = await kms.send('Sign', pss);
	const byEcdsa = await kms.send('Sign', ecdsa);
	const byHmac = await kms.send('GenerateMac', hmac);

	const bareAes = await derivedAes();
	const bareRsa = await signing({
		name: 'RSA-PSS',
		modulusLength: 2048,
		publicExponent: new Uint8Array([1, 0, 1]),
		hash: 'SHA-256'
	});
	const bareEcdsa = await signing({ name: 'ECDSA', namedCurve: 'P-256' });

	const rows: [string, string, () => Promise<unknown>, (() => Promise<unknown>)?][] = [
		[
			'GenerateDataKey',
			'SYMMETRIC_DEFAULT',
			() => kms.send('GenerateDataKey', { KeyId, KeySpec: 'AES_256', EncryptionContext }),
			bareAes
		],
		[
			'Encrypt',
			'SYMMETRIC_DEFAULT',
			() => kms.send('Encrypt', { KeyId, Plaintext, EncryptionContext }),
			bareAes
		],
		[
			'Decrypt',
			'SYMMETRIC_DEFAULT',
			() => kms.send('Decrypt', { CiphertextBlob, EncryptionContext }),
			bareAes
		],
		[
			'ReEncrypt',
			'SYMMETRIC_DEFAULT',
			() =>
				kms.send('ReEncrypt', {
					CiphertextBlob,
					SourceEncryptionContext: EncryptionContext,
					DestinationKeyId: KeyId
				})
		],
		['Encrypt', 'RSA_2048', () => kms.send('Encrypt', { ...oaep, Plaintext })],
		[
			'Decrypt',
			'RSA_2048',
			() => kms.send('Decrypt', { ...oaep, CiphertextBlob: sealed.CiphertextBlob })
		],
		['Sign', 'RSA_2048', () => kms.send('Sign', pss), bareRsa.sign],
		[
			'Verify',
			'RSA_2048',
			() => kms.send('Verify', { ...pss, Signature: byPss.Signature }),
			bareRsa.verify
		],
		['Sign', 'ECC_NIST_P256', () => kms.send('Sign', ecdsa), bareEcdsa.sign],
		[
			'Verify',
			'ECC_NIST_P256',
			() => kms.send('Verify', { ...ecdsa, Signature: byEcdsa.Signature }),
			bareEcdsa.verify
		],
		['GenerateMac', 'HMAC_256', () => kms.send('GenerateMac', hmac)],
		['VerifyMac', 'HMAC_256', () => kms.send('VerifyMac', { ...hmac, Mac: byHmac.Mac })],
		['DescribeKey', 'SYMMETRIC_DEFAULT', () => kms.send('DescribeKey', { KeyId })],
		['CreateKey', 'SYMMETRIC_DEFAULT', () => kms.send('CreateKey', {})]
	];
	const rates: Rate[] = [];
	for (const [operation, key, run, bare] of rows)
		rates.push({
			operation,
			key,
			local_kms: await rate(run),
			...(bare ? { webcrypto: await rate(bare) } : {})
		});
	return rates;
}

Object.assign(globalThis, { bench: { operations } });
