/**
 * Every row of the error table (kms-behaviour section 2): condition, name and exact text, with the
 * row's source in brackets: [S] recorded from AWS, [M] the service model, [G] the Developer Guide,
 * [E] emulators' code. “Choice” marks what the paper leaves open. Rows on authorization are in
 * authorization.test.ts.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeUtf8, flipBit } from '#lib/crypto/index.ts';
import { createLocalKms } from '../index.ts';
import type { LocalKms } from '../index.ts';
import { newKey, refusal } from './kms.testing.ts';

interface Scene {
	kms: LocalKms;
	aes: string;
	other: string;
	disabled: string;
	pending: string;
	external: string;
	rsa: string;
	rsaSign: string;
	ecc: string;
	mac: string;
	blob: Uint8Array;
}

let scene: Scene;
const message = encodeUtf8('x');

beforeAll(async () => {
	const kms = createLocalKms();
	const make = async (...input: Parameters<typeof newKey>[1][]) =>
		(await newKey(kms, ...input)).arn;
	const aes = await make();
	const disabled = await make();
	await kms.send('DisableKey', { KeyId: disabled });
	const pending = await make();
	await kms.send('ScheduleKeyDeletion', { KeyId: pending });
	const { CiphertextBlob } = await kms.send('Encrypt', {
		KeyId: aes,
		Plaintext: message,
		EncryptionContext: { a: 'b' }
	});
	scene = {
		kms,
		aes,
		other: await make(),
		disabled,
		pending,
		external: await make({ Origin: 'EXTERNAL' }),
		rsa: await make({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' }),
		rsaSign: await make({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }),
		ecc: await make({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
		mac: await make({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
		blob: CiphertextBlob ?? message
	};
});

type Row = [
	condition: string,
	source: string,
	send: (s: Scene) => Promise<unknown>,
	name: string,
	text: string | ((s: Scene) => string)
];

const encrypt =
	(KeyId: string | undefined, length = 1) =>
	(s: Scene) =>
		s.kms.send('Encrypt', { KeyId, Plaintext: new Uint8Array(length) });
const constraint = (member: string, rule: string) =>
	`1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must ${rule}`;

const rows: Row[] = [
	[
		'wrong encryption context',
		'S',
		(s) => s.kms.send('Decrypt', { CiphertextBlob: s.blob, EncryptionContext: { a: 'c' } }),
		'InvalidCiphertextException',
		''
	],
	[
		'missing encryption context',
		'S',
		(s) => s.kms.send('Decrypt', { CiphertextBlob: s.blob }),
		'InvalidCiphertextException',
		''
	],
	[
		'tampered blob',
		'S',
		(s) =>
			s.kms.send('Decrypt', {
				CiphertextBlob: flipBit(s.blob, s.blob.length - 20),
				EncryptionContext: { a: 'b' }
			}),
		'InvalidCiphertextException',
		''
	],
	[
		'garbage blob',
		'S',
		(s) => s.kms.send('Decrypt', { CiphertextBlob: message }),
		'InvalidCiphertextException',
		''
	],
	[
		'KeyId is not the key that encrypted',
		'S, M',
		(s) =>
			s.kms.send('Decrypt', {
				CiphertextBlob: s.blob,
				KeyId: s.other,
				EncryptionContext: { a: 'b' }
			}),
		'IncorrectKeyException',
		'The key ID in the request does not identify a CMK that can perform this operation.'
	],
	[
		'SourceKeyId is not the key that encrypted',
		'S, M',
		(s) =>
			s.kms.send('ReEncrypt', {
				CiphertextBlob: s.blob,
				SourceKeyId: s.other,
				DestinationKeyId: s.aes,
				SourceEncryptionContext: { a: 'b' }
			}),
		'IncorrectKeyException',
		'The key ID in the request does not identify a CMK that can perform this operation.'
	],
	[
		'Decrypt without KeyId, key unknown',
		'E',
		(s) => s.kms.send('Decrypt', { CiphertextBlob: flipBit(s.blob, 10) }),
		'AccessDeniedException',
		'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.'
	],
	[
		'disabled',
		'S, G',
		(s) => encrypt(s.disabled)(s),
		'DisabledException',
		(s) => `${s.disabled} is disabled.`
	],
	// G allows DisabledException, too: a choice.
	[
		'pending deletion',
		'G',
		(s) => encrypt(s.pending)(s),
		'KMSInvalidStateException',
		(s) => `${s.pending} is pending deletion.`
	],
	[
		'cancel when not pending',
		'G',
		(s) => s.kms.send('CancelKeyDeletion', { KeyId: s.aes }),
		'KMSInvalidStateException',
		(s) => `${s.aes} is not pending deletion (or pending replica deletion).`
	],
	[
		'pending import',
		'S, G',
		(s) => encrypt(s.external)(s),
		'KMSInvalidStateException',
		(s) => `${s.external} is pending import.`
	],
	[
		'unknown id',
		'S',
		encrypt('00000000-0000-4000-8000-000000000000'),
		'NotFoundException',
		"Key 'arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-4000-8000-000000000000' does not exist"
	],
	// That the text differs is [S]; how is a choice.
	[
		'unknown alias',
		'S',
		encrypt('alias/none'),
		'NotFoundException',
		'Alias arn:aws:kms:eu-central-1:111122223333:alias/none is not found.'
	],
	['bad uuid', 'S', encrypt('no-key'), 'NotFoundException', "Invalid keyId 'no-key'"],
	[
		'other Region',
		'S',
		encrypt('arn:aws:kms:us-east-1:111122223333:key/1'),
		'NotFoundException',
		'Invalid arn us-east-1'
	],
	// Choice: an operation that takes no alias takes it for no key id.
	[
		'alias where only keys can stand',
		'S',
		(s) => s.kms.send('DisableKey', { KeyId: 'alias/none' }),
		'NotFoundException',
		"Invalid keyId 'alias/none'"
	],
	[
		'wrong usage',
		'S',
		(s) => encrypt(s.rsaSign)(s),
		'InvalidKeyUsageException',
		(s) => `${s.rsaSign} key usage is SIGN_VERIFY which is not valid for Encrypt.`
	],
	[
		'wrong usage, of a key for MACs',
		'S',
		(s) =>
			s.kms.send('Sign', { KeyId: s.mac, Message: message, SigningAlgorithm: 'ECDSA_SHA_256' }),
		'InvalidKeyUsageException',
		(s) => `${s.mac} key usage is GENERATE_VERIFY_MAC which is not valid for Sign.`
	],
	[
		'wrong algorithm for spec',
		'S',
		(s) =>
			s.kms.send('GenerateMac', { KeyId: s.mac, Message: message, MacAlgorithm: 'HMAC_SHA_512' }),
		'InvalidKeyUsageException',
		'Algorithm HMAC_SHA_512 is incompatible with key spec HMAC_256.'
	],
	[
		'wrong signing algorithm for spec',
		'S',
		(s) =>
			s.kms.send('Sign', { KeyId: s.ecc, Message: message, SigningAlgorithm: 'ECDSA_SHA_384' }),
		'InvalidKeyUsageException',
		'Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.'
	],
	[
		'an RSA key without its algorithm',
		'S',
		(s) => encrypt(s.rsa)(s),
		'InvalidKeyUsageException',
		'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.'
	],
	[
		'4,097 bytes',
		'S',
		(s) => encrypt(s.aes, 4097)(s),
		'ValidationException',
		constraint('plaintext', 'have length less than or equal to 4096')
	],
	[
		'no bytes',
		'S',
		(s) => encrypt(s.aes, 0)(s),
		'ValidationException',
		constraint('plaintext', 'have length greater than or equal to 1')
	],
	[
		'a message of 4,097 bytes',
		'M',
		(s) =>
			s.kms.send('Sign', {
				KeyId: s.ecc,
				Message: new Uint8Array(4097),
				SigningAlgorithm: 'ECDSA_SHA_256'
			}),
		'ValidationException',
		constraint('message', 'have length less than or equal to 4096')
	],
	[
		'a ciphertext of 6,145 bytes',
		'M',
		(s) => s.kms.send('Decrypt', { CiphertextBlob: new Uint8Array(6145) }),
		'ValidationException',
		constraint('ciphertextBlob', 'have length less than or equal to 6144')
	],
	[
		'RSA too long',
		'S',
		(s) =>
			s.kms.send('Encrypt', {
				KeyId: s.rsa,
				Plaintext: new Uint8Array(191),
				EncryptionAlgorithm: 'RSAES_OAEP_SHA_256'
			}),
		'ValidationException',
		'Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.'
	],
	[
		'RSA too long, SHA-1',
		'S, M',
		(s) =>
			s.kms.send('Encrypt', {
				KeyId: s.rsa,
				Plaintext: new Uint8Array(215),
				EncryptionAlgorithm: 'RSAES_OAEP_SHA_1'
			}),
		'ValidationException',
		'Algorithm RSAES_OAEP_SHA_1 and key spec RSA_2048 cannot encrypt data larger than 214 bytes.'
	],
	[
		'RSA ciphertext that is none',
		'S',
		(s) =>
			s.kms.send('Decrypt', {
				KeyId: s.rsa,
				CiphertextBlob: new Uint8Array(256),
				EncryptionAlgorithm: 'RSAES_OAEP_SHA_256'
			}),
		'InvalidCiphertextException',
		''
	],
	[
		'signature wrong',
		'S',
		(s) =>
			s.kms.send('Verify', {
				KeyId: s.ecc,
				Message: message,
				Signature: message,
				SigningAlgorithm: 'ECDSA_SHA_256'
			}),
		'KMSInvalidSignatureException',
		''
	],
	[
		'RSA signature wrong',
		'S',
		(s) =>
			s.kms.send('Verify', {
				KeyId: s.rsaSign,
				Message: message,
				Signature: new Uint8Array(256),
				SigningAlgorithm: 'RSASSA_PSS_SHA_256'
			}),
		'KMSInvalidSignatureException',
		''
	],
	[
		'MAC wrong',
		'S',
		(s) =>
			s.kms.send('VerifyMac', {
				KeyId: s.mac,
				Message: message,
				Mac: message,
				MacAlgorithm: 'HMAC_SHA_256'
			}),
		'KMSInvalidMacException',
		''
	],
	[
		'digest length wrong',
		'S',
		(s) =>
			s.kms.send('Sign', {
				KeyId: s.rsaSign,
				Message: new Uint8Array(31),
				MessageType: 'DIGEST',
				SigningAlgorithm: 'RSASSA_PSS_SHA_256'
			}),
		'ValidationException',
		'Digest is invalid length for algorithm RSASSA_PSS_SHA_256.'
	],
	[
		'key usage missing',
		'S',
		(s) => s.kms.send('CreateKey', { KeySpec: 'RSA_2048' }),
		'ValidationException',
		'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.'
	],
	[
		'key usage that does not go with the spec',
		'S',
		(s) => s.kms.send('CreateKey', { KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' }),
		'ValidationException',
		'KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048'
	],
	[
		'DryRun, and it would work',
		'S',
		(s) => s.kms.send('Encrypt', { KeyId: s.aes, Plaintext: message, DryRun: true }),
		'DryRunOperationException',
		'The request would have succeeded, but the DryRun option is set.'
	],
	[
		'DryRun of Sign',
		'S',
		(s) =>
			s.kms.send('Sign', {
				KeyId: s.ecc,
				Message: message,
				SigningAlgorithm: 'ECDSA_SHA_256',
				DryRun: true
			}),
		'DryRunOperationException',
		'The request would have succeeded, but the DryRun option is set.'
	],
	[
		'DryRun of ReEncrypt',
		'S',
		(s) =>
			s.kms.send('ReEncrypt', {
				CiphertextBlob: s.blob,
				DestinationKeyId: s.other,
				SourceEncryptionContext: { a: 'b' },
				DryRun: true
			}),
		'DryRunOperationException',
		'The request would have succeeded, but the DryRun option is set.'
	],
	[
		'DryRun, and it would not work',
		'S',
		(s) => s.kms.send('Encrypt', { KeyId: s.disabled, Plaintext: message, DryRun: true }),
		'DisabledException',
		(s) => `${s.disabled} is disabled.`
	],
	[
		'rotate an imported key without pending material',
		'S',
		async (s) => rotateImported(s),
		'KMSInvalidStateException',
		(s) => `No available key material pending rotation for the key: ${s.external}.`
	],
	[
		'rotate an asymmetric key',
		'S',
		(s) => s.kms.send('EnableKeyRotation', { KeyId: s.rsa }),
		'UnsupportedOperationException',
		''
	],
	[
		'rotate an HMAC key on demand',
		'S',
		(s) => s.kms.send('RotateKeyOnDemand', { KeyId: s.mac }),
		'UnsupportedOperationException',
		''
	],
	[
		'rotation status of an asymmetric key',
		'S',
		(s) => s.kms.send('GetKeyRotationStatus', { KeyId: s.ecc }),
		'UnsupportedOperationException',
		''
	],
	[
		'automatic rotation of an imported key',
		'G',
		(s) => s.kms.send('EnableKeyRotation', { KeyId: s.external }),
		'UnsupportedOperationException',
		(s) => `${s.external} origin is EXTERNAL which is not valid for this operation.`
	],
	[
		'rotation more often than every 90 days',
		'M',
		(s) => s.kms.send('EnableKeyRotation', { KeyId: s.aes, RotationPeriodInDays: 89 }),
		'ValidationException',
		constraint('rotationPeriodInDays', 'have value greater than or equal to 90')
	],
	[
		'rotation less often than every 2,560 days',
		'M',
		(s) => s.kms.send('EnableKeyRotation', { KeyId: s.aes, RotationPeriodInDays: 2561 }),
		'ValidationException',
		constraint('rotationPeriodInDays', 'have value less than or equal to 2560')
	],
	[
		'a deletion window of 6 days',
		'M',
		(s) => s.kms.send('ScheduleKeyDeletion', { KeyId: s.aes, PendingWindowInDays: 6 }),
		'ValidationException',
		constraint('pendingWindowInDays', 'have value greater than or equal to 7')
	],
	[
		'a deletion window of 31 days',
		'M',
		(s) => s.kms.send('ScheduleKeyDeletion', { KeyId: s.aes, PendingWindowInDays: 31 }),
		'ValidationException',
		constraint('pendingWindowInDays', 'have value less than or equal to 30')
	],
	[
		'import parameters of a key that AWS made',
		'S',
		(s) =>
			s.kms.send('GetParametersForImport', {
				KeyId: s.aes,
				WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
				WrappingKeySpec: 'RSA_2048'
			}),
		'UnsupportedOperationException',
		(s) => `${s.aes} origin is AWS_KMS which is not valid for this operation.`
	],
	// The recorded text goes on with a link.
	[
		'alias without prefix',
		'S',
		(s) => s.kms.send('CreateAlias', { AliasName: 'payroll', TargetKeyId: s.aes }),
		'ValidationException',
		'Alias must start with the prefix "alias/".'
	],
	[
		'alias with a character that cannot be',
		'M',
		(s) => s.kms.send('CreateAlias', { AliasName: 'alias/pay roll', TargetKeyId: s.aes }),
		'ValidationException',
		constraint('aliasName', 'satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$')
	],
	// That it is refused is documented [VAR, XAC]; the name is the model’s, the text a choice.
	[
		'alias of AWS',
		'M',
		(s) => s.kms.send('CreateAlias', { AliasName: 'alias/aws/s3', TargetKeyId: s.aes }),
		'InvalidAliasNameException',
		'The prefix alias/aws/ is reserved for AWS managed keys.'
	],
	[
		'duplicate tags',
		'S',
		(s) =>
			s.kms.send('TagResource', {
				KeyId: s.aes,
				Tags: [
					{ TagKey: 'a', TagValue: '1' },
					{ TagKey: 'a', TagValue: '2' }
				]
			}),
		'TagException',
		'Duplicate tag keys'
	],
	[
		'too many tags',
		'S',
		(s) =>
			s.kms.send('TagResource', {
				KeyId: s.aes,
				Tags: Array.from({ length: 51 }, (_, i) => ({ TagKey: `k${i}`, TagValue: '' }))
			}),
		'TagException',
		'Too many tags'
	],
	[
		'reserved tags',
		'S',
		(s) => s.kms.send('CreateKey', { Tags: [{ TagKey: 'aws:x', TagValue: '' }] }),
		'TagException',
		'Tags beginning with aws: are reserved'
	],
	// The name is the model’s; the text a choice.
	[
		'a grant token that is none',
		'M',
		(s) => s.kms.send('Encrypt', { KeyId: s.aes, Plaintext: message, GrantTokens: ['no'] }),
		'InvalidGrantTokenException',
		'The grant token is not valid.'
	],
	[
		'eleven grant tokens',
		'M',
		(s) =>
			s.kms.send('Encrypt', {
				KeyId: s.aes,
				Plaintext: message,
				GrantTokens: Array<string>(11).fill('no')
			}),
		'ValidationException',
		constraint('grantTokens', 'have length less than or equal to 10')
	],
	[
		'a grant for what the key cannot do',
		'M',
		(s) =>
			s.kms.send('CreateGrant', {
				KeyId: s.mac,
				GranteePrincipal: 'arn:aws:iam::111122223333:user/u',
				Operations: ['Encrypt']
			}),
		'ValidationError',
		'Operation Encrypt is not valid for a KMS key with key spec HMAC_256 and key usage GENERATE_VERIFY_MAC.'
	],
	[
		'data key of neither length',
		'M',
		(s) => s.kms.send('GenerateDataKey', { KeyId: s.aes }),
		'ValidationException',
		'Please specify either number of bytes or key spec.'
	],
	[
		'data key of no known spec',
		'M',
		(s) => s.kms.send('GenerateDataKey', { KeyId: s.aes, KeySpec: 'AES_192' as 'AES_128' }),
		'ValidationException',
		constraint('keySpec', 'satisfy enum value set: [AES_256, AES_128]')
	],
	[
		'a marker that is none',
		'M',
		(s) => s.kms.send('ListKeys', { Marker: 'nothing of ours' }),
		'InvalidMarkerException',
		'Could not deserialize marker'
	],
	[
		'a missing KeyId',
		'M',
		encrypt(undefined),
		'ValidationException',
		constraint('keyId', 'not be null')
	]
];

async function rotateImported(s: Scene): Promise<unknown> {
	// Until its first import the key's state comes before what it lacks, so a fault holds it enabled.
	const lift = s.kms.faults.inject({ name: 'KeyState', keyArn: s.external, state: 'Updating' });
	try {
		return await s.kms.send('RotateKeyOnDemand', { KeyId: s.external });
	} finally {
		lift();
	}
}

describe('the error table', () => {
	it.each(rows)('%s [%s]', async (_condition, _source, send, name, text) => {
		const message = typeof text === 'string' ? text : text(scene);
		expect(await refusal(send(scene))).toEqual({ name, message });
	});

	it('25 rotations on demand are all a key has [M, R]; the text is [S]', async () => {
		const { kms } = scene;
		const { arn } = await newKey(kms);
		for (let i = 0; i < 25; i++) await kms.send('RotateKeyOnDemand', { KeyId: arn });
		expect(await refusal(kms.send('RotateKeyOnDemand', { KeyId: arn }))).toEqual({
			name: 'LimitExceededException',
			message: `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${arn}`
		});
	});

	it('no rotation on demand 20 minutes before an automatic one [M]', async () => {
		const kms = createLocalKms();
		const { arn } = await newKey(kms);
		await kms.send('EnableKeyRotation', { KeyId: arn, RotationPeriodInDays: 90 });
		kms.clock.advance({ days: 89, hours: 23, minutes: 39 });
		await kms.send('RotateKeyOnDemand', { KeyId: arn });
		kms.clock.advance({ minutes: 1 });
		expect(await refusal(kms.send('RotateKeyOnDemand', { KeyId: arn }))).toMatchObject({
			name: 'ConflictException'
		});
	});

	it.each([
		[
			'ThrottlingException',
			'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
			'client',
			'G'
		],
		[
			'KeyUnavailableException',
			'The request was rejected because the specified KMS key was not available. You can retry the request.',
			'server',
			'M'
		],
		[
			'KMSInternalException',
			'The request was rejected because an internal exception occurred. The request can be retried.',
			'server',
			'M'
		],
		[
			'DependencyTimeoutException',
			'The system timed out while trying to fulfill the request. You can retry the request.',
			'server',
			'M'
		]
	] as const)('%s, when told so: “%s” (%s’s fault) [%s]', async (...row) => {
		const [name, message, fault] = row;
		const { kms, aes } = scene;
		const lift = kms.faults.inject({ name });
		const call = () => kms.send('Encrypt', { KeyId: aes, Plaintext: encodeUtf8('x') });
		await expect(call()).rejects.toMatchObject({ name, message, $fault: fault });
		lift();
		expect(await call()).toMatchObject({ KeyId: aes });
	});
});
