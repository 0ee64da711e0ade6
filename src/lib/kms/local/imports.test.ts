/** Imported key material (kms-behaviour sections 2 to 4, [M]); node:crypto is the customer who wraps it. */
import {
	constants,
	createCipheriv,
	createPublicKey,
	generateKeyPairSync,
	publicEncrypt,
	randomBytes,
	verify
} from 'node:crypto';
import type { AlgorithmSpec, ImportKeyMaterialRequest, WrappingKeySpec } from '@aws-sdk/client-kms';
import { beforeEach, describe, expect, it } from 'vitest';
import { concat, encodeUtf8 } from '#lib/crypto/index.ts';
import { createLocalKms } from '../index.ts';
import type { LocalKms } from '../index.ts';
import { newKey, refusal } from './kms.testing.ts';

const day = 86_400_000;

/** AES key wrap with padding (RFC 5649), as OpenSSL has it. */
function keyWrap(key: Uint8Array, bytes: Uint8Array): Uint8Array {
	const cipher = createCipheriv('id-aes256-wrap-pad', key, Uint8Array.of(0xa6, 0x59, 0x59, 0xa6));
	return concat(cipher.update(bytes), cipher.final());
}

function wrap(algorithm: AlgorithmSpec, publicKey: Uint8Array, bytes: Uint8Array): Uint8Array {
	const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
	const oaepHash = algorithm.endsWith('_1') ? 'sha1' : 'sha256';
	const oaep = (data: Uint8Array) =>
		publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, data);
	if (!algorithm.startsWith('RSA_AES')) return oaep(bytes);
	const transport = randomBytes(32);
	return concat(oaep(transport), keyWrap(transport, bytes));
}

interface How {
	algorithm?: AlgorithmSpec;
	keySpec?: WrappingKeySpec;
	rest?: Partial<ImportKeyMaterialRequest>;
}

/** Both calls of an import, with the wrapping in between. */
async function bring(kms: LocalKms, KeyId: string, bytes: Uint8Array, how: How = {}) {
	const { algorithm = 'RSAES_OAEP_SHA_256', keySpec = 'RSA_2048', rest } = how;
	const { ImportToken, PublicKey = new Uint8Array() } = await kms.send('GetParametersForImport', {
		KeyId,
		WrappingAlgorithm: algorithm,
		WrappingKeySpec: keySpec
	});
	return kms.send('ImportKeyMaterial', {
		KeyId,
		ImportToken,
		EncryptedKeyMaterial: wrap(algorithm, PublicKey, bytes),
		ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
		...rest
	});
}

const bytes = new Uint8Array(32).map((_, i) => i);
const others = new Uint8Array(32).fill(9);
let kms: LocalKms;
let arn: string;

beforeEach(async () => {
	kms = createLocalKms();
	({ arn } = await newKey(kms, { Origin: 'EXTERNAL' }));
});

const metadata = async () => (await kms.send('DescribeKey', { KeyId: arn })).KeyMetadata;
const seal = async () =>
	(await kms.send('Encrypt', { KeyId: arn, Plaintext: encodeUtf8('kept') })).CiphertextBlob;
const materials = async () =>
	(await kms.send('ListKeyRotations', { KeyId: arn, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' }))
		.Rotations;

describe('an import', () => {
	it.each([
		['RSAES_OAEP_SHA_256', 'RSA_2048'],
		['RSAES_OAEP_SHA_1', 'RSA_2048'],
		['RSA_AES_KEY_WRAP_SHA_256', 'RSA_2048'],
		['RSA_AES_KEY_WRAP_SHA_1', 'RSA_2048'],
		['RSAES_OAEP_SHA_256', 'RSA_3072']
	] as const)('takes what %s under %s wrapped', async (algorithm, keySpec) => {
		expect(await metadata()).toMatchObject({ KeyState: 'PendingImport', Origin: 'EXTERNAL' });
		const { KeyMaterialId } = await bring(kms, arn, bytes, { algorithm, keySpec });
		expect(await metadata()).toMatchObject({
			KeyState: 'Enabled',
			Enabled: true,
			ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
			CurrentKeyMaterialId: KeyMaterialId
		});
		const CiphertextBlob = await seal();
		expect(await kms.send('Decrypt', { CiphertextBlob })).toMatchObject({ KeyMaterialId });
	});

	it('of the same bytes again opens what they sealed; of others is refused [M]', async () => {
		const { KeyMaterialId } = await bring(kms, arn, bytes);
		const CiphertextBlob = await seal();
		await kms.send('DeleteImportedKeyMaterial', { KeyId: arn });
		expect(await metadata()).toMatchObject({ KeyState: 'PendingImport' });
		expect(await refusal(kms.send('Decrypt', { CiphertextBlob }))).toEqual({
			name: 'KMSInvalidStateException',
			message: `${arn} is pending import.`
		});
		expect(await refusal(bring(kms, arn, others))).toMatchObject({
			name: 'IncorrectKeyMaterialException'
		});
		expect(await bring(kms, arn, bytes)).toEqual({ KeyId: arn, KeyMaterialId });
		expect(await kms.send('Decrypt', { CiphertextBlob })).toMatchObject({ KeyId: arn });
	});

	it('into another key makes other material of the same bytes', async () => {
		await bring(kms, arn, bytes);
		const CiphertextBlob = await seal();
		const second = await newKey(kms, { Origin: 'EXTERNAL' });
		await bring(kms, second.arn, bytes);
		expect(await refusal(kms.send('Decrypt', { CiphertextBlob, KeyId: second.arn }))).toMatchObject(
			{ name: 'IncorrectKeyException' }
		);
	});

	it('needs bytes of the right length, wrapped for its token [M]', async () => {
		expect(await refusal(bring(kms, arn, bytes.slice(0, 16)))).toMatchObject({
			name: 'IncorrectKeyMaterialException'
		});
		expect(
			await refusal(bring(kms, arn, bytes, { rest: { EncryptedKeyMaterial: new Uint8Array(256) } }))
		).toMatchObject({ name: 'InvalidCiphertextException' });
		expect(
			await refusal(bring(kms, arn, bytes, { rest: { ImportToken: new Uint8Array(256) } }))
		).toMatchObject({ name: 'InvalidImportTokenException' });
		const { arn: second } = await newKey(kms, { Origin: 'EXTERNAL' });
		const { ImportToken } = await kms.send('GetParametersForImport', {
			KeyId: second,
			WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
			WrappingKeySpec: 'RSA_2048'
		});
		expect(await refusal(bring(kms, arn, bytes, { rest: { ImportToken } }))).toMatchObject({
			name: 'InvalidImportTokenException'
		});
	});

	it('has 24 hours from its parameters [M]', async () => {
		const { ImportToken, PublicKey, ParametersValidTo } = await kms.send('GetParametersForImport', {
			KeyId: arn,
			WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
			WrappingKeySpec: 'RSA_2048'
		});
		expect(ParametersValidTo).toEqual(new Date(kms.clock.now().getTime() + day));
		const request = {
			KeyId: arn,
			ImportToken,
			EncryptedKeyMaterial: wrap('RSAES_OAEP_SHA_256', PublicKey ?? bytes, bytes),
			ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' as const
		};
		kms.clock.advance({ hours: 24 });
		expect(await refusal(kms.send('ImportKeyMaterial', request))).toMatchObject({
			name: 'ExpiredImportTokenException'
		});
	});

	it('expires by the clock, 365 days ahead at most [M]', async () => {
		const now = kms.clock.now().getTime();
		const until = (ms: number) => ({
			rest: { ExpirationModel: 'KEY_MATERIAL_EXPIRES' as const, ValidTo: new Date(now + ms) }
		});
		for (const wrong of [
			until(-1),
			until(0),
			until(365 * day + 1),
			{ rest: { ExpirationModel: undefined } }
		])
			expect(await refusal(bring(kms, arn, bytes, wrong))).toMatchObject({
				name: 'ValidationException'
			});
		await bring(kms, arn, bytes, until(365 * day));
		expect(await metadata()).toMatchObject({
			ExpirationModel: 'KEY_MATERIAL_EXPIRES',
			ValidTo: new Date(now + 365 * day)
		});
		const CiphertextBlob = await seal();
		kms.clock.advance({ days: 365 });
		expect(await metadata()).toMatchObject({ KeyState: 'PendingImport' });
		expect(await metadata()).not.toHaveProperty('ValidTo');
		await bring(kms, arn, bytes);
		expect(await kms.send('Decrypt', { CiphertextBlob })).toMatchObject({ KeyId: arn });
		kms.clock.advance({ days: 3650 });
		expect(await metadata()).toMatchObject({ KeyState: 'Enabled' });
	});

	it('of new material waits for a rotation on demand [M]', async () => {
		const first = await bring(kms, arn, bytes);
		const CiphertextBlob = await seal();
		const rest = { ImportType: 'NEW_KEY_MATERIAL' as const, KeyMaterialDescription: 'second' };
		const second = await bring(kms, arn, others, { rest });
		expect(await materials()).toMatchObject([
			{ KeyMaterialId: first.KeyMaterialId, KeyMaterialState: 'CURRENT', ImportState: 'IMPORTED' },
			{
				KeyMaterialId: second.KeyMaterialId,
				KeyMaterialState: 'PENDING_ROTATION',
				KeyMaterialDescription: 'second'
			}
		]);
		await kms.send('RotateKeyOnDemand', { KeyId: arn });
		expect(await metadata()).toMatchObject({ CurrentKeyMaterialId: second.KeyMaterialId });
		expect(await kms.send('Decrypt', { CiphertextBlob })).toMatchObject({
			KeyMaterialId: first.KeyMaterialId
		});
		expect(await refusal(kms.send('RotateKeyOnDemand', { KeyId: arn }))).toMatchObject({
			message: `No available key material pending rotation for the key: ${arn}.`
		});
		// Without one of its materials the key is no good; with all of them it is again.
		await kms.send('DeleteImportedKeyMaterial', { KeyId: arn, KeyMaterialId: first.KeyMaterialId });
		expect(await metadata()).toMatchObject({ KeyState: 'PendingImport' });
		await bring(kms, arn, bytes);
		expect(await metadata()).toMatchObject({ KeyState: 'Enabled' });
	});

	it('of material that waits can be taken back, and other put in its place [M]', async () => {
		await bring(kms, arn, bytes);
		const rest = { ImportType: 'NEW_KEY_MATERIAL' as const };
		const { KeyMaterialId } = await bring(kms, arn, others, { rest });
		await kms.send('DeleteImportedKeyMaterial', { KeyId: arn, KeyMaterialId });
		expect(await metadata()).toMatchObject({ KeyState: 'Enabled' });
		expect(await materials()).toHaveLength(1);
		await bring(kms, arn, new Uint8Array(32).fill(8), { rest });
		await kms.send('RotateKeyOnDemand', { KeyId: arn });
	});

	it('leaves a cancelled deletion waiting for material that is not there (choice)', async () => {
		await kms.send('ScheduleKeyDeletion', { KeyId: arn });
		await kms.send('CancelKeyDeletion', { KeyId: arn });
		expect(await metadata()).toMatchObject({ KeyState: 'PendingImport' });
		await bring(kms, arn, bytes);
		await kms.send('ScheduleKeyDeletion', { KeyId: arn });
		await kms.send('DeleteImportedKeyMaterial', { KeyId: arn });
		expect(await metadata()).toMatchObject({ KeyState: 'PendingDeletion' });
		expect(await refusal(bring(kms, arn, bytes))).toEqual({
			name: 'KMSInvalidStateException',
			message: `${arn} is pending deletion.`
		});
	});
});

describe('an import of other kinds', () => {
	it('takes an HMAC key, which then cannot change [M]', async () => {
		const { arn: mac } = await newKey(kms, {
			Origin: 'EXTERNAL',
			KeySpec: 'HMAC_256',
			KeyUsage: 'GENERATE_VERIFY_MAC'
		});
		expect(await bring(kms, mac, bytes)).toEqual({ KeyId: mac });
		expect(
			await refusal(bring(kms, mac, others, { rest: { ImportType: 'NEW_KEY_MATERIAL' } }))
		).toMatchObject({ name: 'IncorrectKeyMaterialException' });
	});

	it('takes an ECC key, and an RSA key under RSA_AES_KEY_WRAP alone [M]', async () => {
		const pairs = {
			ECC_NIST_P384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
			RSA_2048: generateKeyPairSync('rsa', { modulusLength: 2048 })
		};
		const algorithms = {
			ECC_NIST_P384: 'ECDSA_SHA_384',
			RSA_2048: 'RSASSA_PKCS1_V1_5_SHA_384'
		} as const;
		for (const KeySpec of ['ECC_NIST_P384', 'RSA_2048'] as const) {
			const { arn: key } = await newKey(kms, {
				Origin: 'EXTERNAL',
				KeySpec,
				KeyUsage: 'SIGN_VERIFY'
			});
			const pair = pairs[KeySpec];
			const pkcs8 = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
			if (KeySpec === 'RSA_2048')
				expect(await refusal(bring(kms, key, pkcs8))).toMatchObject({
					name: 'ValidationException'
				});
			await bring(kms, key, pkcs8, { algorithm: 'RSA_AES_KEY_WRAP_SHA_256' });
			const { PublicKey } = await kms.send('GetPublicKey', { KeyId: key });
			expect(Buffer.from(PublicKey ?? [])).toEqual(
				pair.publicKey.export({ format: 'der', type: 'spki' })
			);
			const Message = encodeUtf8('signed');
			const { Signature = bytes } = await kms.send('Sign', {
				KeyId: key,
				Message,
				SigningAlgorithm: algorithms[KeySpec]
			});
			expect(verify('sha384', Message, pair.publicKey, Signature)).toBe(true);
		}
	});

	it('refuses a key of another size or curve', async () => {
		const { arn: key } = await newKey(kms, {
			Origin: 'EXTERNAL',
			KeySpec: 'ECC_NIST_P384',
			KeyUsage: 'SIGN_VERIFY'
		});
		const pkcs8 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
			format: 'der',
			type: 'pkcs8'
		});
		expect(await refusal(bring(kms, key, pkcs8))).toMatchObject({
			name: 'IncorrectKeyMaterialException'
		});
	});
});
