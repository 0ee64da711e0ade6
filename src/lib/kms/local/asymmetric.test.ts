/** RSA, ECC and HMAC keys beside node:crypto (OpenSSL): what one makes, the other takes. */
import {
	constants,
	createHash,
	createHmac,
	createPublicKey,
	publicEncrypt,
	verify as opensslVerify
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { EncryptionAlgorithmSpec, KeySpec, SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeUtf8, flipBit } from '#lib/crypto/index.ts';
import { createLocalKms } from '../index.ts';
import { newKey, refusal } from './kms.testing.ts';
import { encryptionAlgorithms, factsOf, signingAlgorithms } from './specs.ts';

const kms = createLocalKms();

async function publicKeyOf(KeyId: string): Promise<KeyObject> {
	const { PublicKey } = await kms.send('GetPublicKey', { KeyId });
	return createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
}

const encryptionSpecs = ['RSA_2048', 'RSA_3072', 'RSA_4096'] as const;
/** To make a long RSA key takes seconds when chance is against it. */
const patience = 60_000;

describe.each(encryptionSpecs)('%s for encryption', (KeySpec) => {
	let arn: string;
	let publicKey: KeyObject;
	beforeAll(async () => {
		({ arn } = await newKey(kms, { KeySpec, KeyUsage: 'ENCRYPT_DECRYPT' }));
		publicKey = await publicKeyOf(arn);
	}, patience);

	it('is described with its algorithms and no id of its material', async () => {
		const { KeyMetadata } = await kms.send('DescribeKey', { KeyId: arn });
		expect(KeyMetadata).toMatchObject({
			KeySpec,
			CustomerMasterKeySpec: KeySpec,
			KeyUsage: 'ENCRYPT_DECRYPT',
			EncryptionAlgorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256']
		});
		expect(KeyMetadata).not.toHaveProperty('CurrentKeyMaterialId');
		expect(KeyMetadata).not.toHaveProperty('SigningAlgorithms');
		const { modulusLength } = publicKey.asymmetricKeyDetails ?? {};
		expect(`RSA_${modulusLength ?? 0}`).toBe(KeySpec);
	});

	const limits = {
		RSA_2048: { RSAES_OAEP_SHA_1: 214, RSAES_OAEP_SHA_256: 190 },
		RSA_3072: { RSAES_OAEP_SHA_1: 342, RSAES_OAEP_SHA_256: 318 },
		RSA_4096: { RSAES_OAEP_SHA_1: 470, RSAES_OAEP_SHA_256: 446 }
	};
	it.each(['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] as const)(
		'opens with %s what OpenSSL sealed, up to the longest [M]',
		async (EncryptionAlgorithm) => {
			const { hash } = encryptionAlgorithms[EncryptionAlgorithm];
			const most = limits[KeySpec][EncryptionAlgorithm];
			for (const length of [1, most]) {
				const plaintext = new Uint8Array(length).fill(7);
				const CiphertextBlob = publicEncrypt(
					{ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash },
					plaintext
				);
				expect(
					await kms.send('Decrypt', { KeyId: arn, CiphertextBlob, EncryptionAlgorithm })
				).toEqual({ KeyId: arn, Plaintext: plaintext, EncryptionAlgorithm });
				const own = await kms.send('Encrypt', {
					KeyId: arn,
					Plaintext: plaintext,
					EncryptionAlgorithm
				});
				expect(
					await kms.send('Decrypt', {
						KeyId: arn,
						CiphertextBlob: own.CiphertextBlob,
						EncryptionAlgorithm
					})
				).toMatchObject({ Plaintext: plaintext });
			}
			expect(
				await refusal(
					kms.send('Encrypt', {
						KeyId: arn,
						Plaintext: new Uint8Array(most + 1),
						EncryptionAlgorithm
					})
				)
			).toEqual({
				name: 'ValidationException',
				message: `Algorithm ${EncryptionAlgorithm} and key spec ${KeySpec} cannot encrypt data larger than ${most} bytes.`
			});
		}
	);

	it('opens no ciphertext by the other algorithm', async () => {
		const sealed = await kms.send('Encrypt', {
			KeyId: arn,
			Plaintext: encodeUtf8('x'),
			EncryptionAlgorithm: 'RSAES_OAEP_SHA_256'
		});
		const EncryptionAlgorithm: EncryptionAlgorithmSpec = 'RSAES_OAEP_SHA_1';
		expect(
			await refusal(
				kms.send('Decrypt', {
					KeyId: arn,
					CiphertextBlob: sealed.CiphertextBlob,
					EncryptionAlgorithm
				})
			)
		).toEqual({ name: 'InvalidCiphertextException', message: '' });
	});

	it('moves a data key from under an AES key to under an RSA key, and back', async () => {
		const { arn: aes } = await newKey(kms);
		const { CiphertextBlob, Plaintext } = await kms.send('GenerateDataKey', {
			KeyId: aes,
			KeySpec: 'AES_256'
		});
		const there = await kms.send('ReEncrypt', {
			CiphertextBlob,
			DestinationKeyId: arn,
			DestinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_256'
		});
		const back = await kms.send('ReEncrypt', {
			CiphertextBlob: there.CiphertextBlob,
			SourceKeyId: arn,
			SourceEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
			DestinationKeyId: aes,
			DestinationEncryptionContext: { moved: 'twice' }
		});
		expect(
			await kms.send('Decrypt', {
				CiphertextBlob: back.CiphertextBlob,
				EncryptionContext: { moved: 'twice' }
			})
		).toMatchObject({ Plaintext });
	});
});

const signing: [KeySpec, SigningAlgorithmSpec][] = (
	['RSA_2048', 'RSA_3072', 'RSA_4096', 'ECC_NIST_P256', 'ECC_NIST_P384'] as const
).flatMap((spec) =>
	(factsOf(spec).signing ?? []).map(
		(algorithm) => [spec, algorithm] as [KeySpec, SigningAlgorithmSpec]
	)
);

describe('signatures', () => {
	const keys = new Map<KeySpec, { arn: string; publicKey: KeyObject }>();
	beforeAll(async () => {
		for (const KeySpec of new Set(signing.map(([spec]) => spec))) {
			const { arn } = await newKey(kms, { KeySpec, KeyUsage: 'SIGN_VERIFY' });
			keys.set(KeySpec, { arn, publicKey: await publicKeyOf(arn) });
		}
	}, patience);

	it.each(signing)(
		'of %s by %s verify in OpenSSL, of messages and of digests',
		async (spec, algorithm) => {
			const { arn = '', publicKey } = keys.get(spec) ?? {};
			const facts = signingAlgorithms[algorithm as keyof typeof signingAlgorithms];
			const hash = facts.hash.replace('-', '').toLowerCase();
			const Message = encodeUtf8('a document to be signed');
			const digest = new Uint8Array(createHash(hash).update(Message).digest());
			const key = {
				key: publicKey as KeyObject,
				...(facts.name === 'RSA-PSS'
					? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: facts.digest }
					: {})
			};
			const input = { KeyId: arn, SigningAlgorithm: algorithm };
			const ofMessage = await kms.send('Sign', { ...input, Message });
			const ofDigest = await kms.send('Sign', { ...input, Message: digest, MessageType: 'DIGEST' });
			for (const { Signature = digest } of [ofMessage, ofDigest]) {
				expect(opensslVerify(hash, Message, key, Signature)).toBe(true);
				// Either form verifies what the other signed.
				const answer = { KeyId: arn, SignatureValid: true, SigningAlgorithm: algorithm };
				expect(await kms.send('Verify', { ...input, Message, Signature })).toEqual(answer);
				const asDigest = { ...input, Message: digest, MessageType: 'DIGEST' as const };
				expect(await kms.send('Verify', { ...asDigest, Signature })).toEqual(answer);
				const wrong = { name: 'KMSInvalidSignatureException', message: '' };
				for (const broken of [flipBit(Signature, Signature.length - 1), Signature.slice(1)]) {
					expect(
						await refusal(kms.send('Verify', { ...input, Message, Signature: broken }))
					).toEqual(wrong);
					expect(await refusal(kms.send('Verify', { ...asDigest, Signature: broken }))).toEqual(
						wrong
					);
				}
				expect(
					await refusal(kms.send('Verify', { ...input, Message: flipBit(Message, 0), Signature }))
				).toEqual(wrong);
				expect(
					await refusal(kms.send('Verify', { ...asDigest, Message: flipBit(digest, 0), Signature }))
				).toEqual(wrong);
			}
		}
	);

	it('of any message of up to 4,096 bytes verify in OpenSSL', async () => {
		const { arn = '', publicKey } = keys.get('ECC_NIST_P256') ?? {};
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 4096 }), async (Message) => {
				const { Signature = Message } = await kms.send('Sign', {
					KeyId: arn,
					Message,
					SigningAlgorithm: 'ECDSA_SHA_256'
				});
				expect(opensslVerify('sha256', Message, publicKey as KeyObject, Signature)).toBe(true);
			}),
			{ numRuns: 50 }
		);
	});
});

it('a signature without its leading zero is none (RFC 8017 section 8.1.2)', async () => {
	const { arn } = await newKey(kms, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
	const input = { KeyId: arn, SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' as const };
	// One message in 256 has such a signature.
	for (let i = 0; ; i++) {
		const Message = encodeUtf8(`${i}`);
		const { Signature = Message } = await kms.send('Sign', { ...input, Message });
		if (Signature[0] !== 0) continue;
		const shorter = kms.send('Verify', { ...input, Message, Signature: Signature.slice(1) });
		expect(await refusal(shorter)).toMatchObject({ name: 'KMSInvalidSignatureException' });
		return;
	}
}, 30_000);

describe('message authentication codes', () => {
	it('verify, and only they', async () => {
		const { arn } = await newKey(kms, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
		const input = { KeyId: arn, Message: encodeUtf8('x'), MacAlgorithm: 'HMAC_SHA_256' as const };
		const { Mac = new Uint8Array(), ...rest } = await kms.send('GenerateMac', input);
		expect(Mac).toHaveLength(32);
		expect(rest).toEqual({ KeyId: arn, MacAlgorithm: 'HMAC_SHA_256' });
		expect(await kms.send('VerifyMac', { ...input, Mac })).toEqual({ ...rest, MacValid: true });
		for (const broken of [flipBit(Mac, 0), Mac.slice(1)])
			expect(await refusal(kms.send('VerifyMac', { ...input, Mac: broken }))).toEqual({
				name: 'KMSInvalidMacException',
				message: ''
			});
	});

	it('are those of OpenSSL under the same key', async () => {
		const bytes = new Uint8Array(32).fill(5);
		const fixed = createLocalKms({ random: (length) => new Uint8Array(length).fill(5) });
		const { arn } = await newKey(fixed, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
		const Message = encodeUtf8('x');
		const { Mac } = await fixed.send('GenerateMac', {
			KeyId: arn,
			Message,
			MacAlgorithm: 'HMAC_SHA_256'
		});
		expect(Buffer.from(Mac ?? [])).toEqual(createHmac('sha256', bytes).update(Message).digest());
	});
});
