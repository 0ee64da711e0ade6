/**
 * Each refusal names the row of the behaviour paper it comes from: [S] recorded from AWS, [M] the
 * service model, [G] the Developer Guide, [E] emulators. “Choice” marks what the paper leaves open.
 */
import { createDecipheriv, hkdfSync } from 'node:crypto';
import type {
	DecryptCommandInput,
	DecryptResponse,
	GenerateDataKeyCommandInput,
	GenerateDataKeyResponse,
	KMS
} from '@aws-sdk/client-kms';
import * as sdk from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { decodeUtf8, encodeHex, encodeUtf8, flipBit } from '#lib/crypto/index.ts';
import { createClock, createLocalKms, KmsError, notModelled, NotModelledError } from '../index.ts';
import type { KmsInput, KmsOperation, LocalKms } from '../index.ts';
import { operations } from './operations/index.ts';

let kms: LocalKms;
let keyId: string;
let arn: string;

beforeEach(async () => {
	kms = createLocalKms();
	const { KeyMetadata } = await kms.send('CreateKey', {});
	keyId = KeyMetadata?.KeyId ?? '';
	arn = KeyMetadata?.Arn ?? '';
});

const refusal = async (promise: Promise<unknown>) => {
	const error: unknown = await promise.then(
		() => undefined,
		(reason: unknown) => reason
	);
	expect(error).toBeInstanceOf(KmsError);
	const { name, message } = error as KmsError;
	return { name, message };
};

const dataKey = async (EncryptionContext?: Record<string, string>) => {
	const made = await kms.send('GenerateDataKey', {
		KeyId: keyId,
		KeySpec: 'AES_256',
		...(EncryptionContext ? { EncryptionContext } : {})
	});
	if (!made.CiphertextBlob || !made.Plaintext) throw new Error('no data key');
	return { CiphertextBlob: made.CiphertextBlob, Plaintext: made.Plaintext, made };
};

describe('types', () => {
	it('are those of the AWS SDK: what its commands take is taken, what they give is given', async () => {
		const input: GenerateDataKeyCommandInput = { KeyId: keyId, KeySpec: 'AES_256' };
		const made: GenerateDataKeyResponse = await kms.send('GenerateDataKey', input);
		const again: DecryptCommandInput = { CiphertextBlob: made.CiphertextBlob };
		const opened: DecryptResponse = await kms.send('Decrypt', again);
		expect(opened.Plaintext).toEqual(made.Plaintext);
		expectTypeOf<Uncapitalize<KmsOperation>>().toExtend<keyof KMS>();
	});
});

describe('a key', () => {
	it('is described as AWS describes a new one [S]', async () => {
		const clock = createClock(new Date('2026-03-04T05:06:07Z'));
		const other = createLocalKms({ accountId: '444455556666', region: 'eu-west-1', clock });
		const { KeyMetadata } = await other.send('CreateKey', { Description: 'payroll' });
		const id = KeyMetadata?.KeyId ?? '';
		expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		expect(KeyMetadata).toEqual({
			AWSAccountId: '444455556666',
			Arn: `arn:aws:kms:eu-west-1:444455556666:key/${id}`,
			CreationDate: new Date('2026-03-04T05:06:07Z'),
			CurrentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
			CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
			Description: 'payroll',
			Enabled: true,
			EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
			KeyId: id,
			KeyManager: 'CUSTOMER',
			KeySpec: 'SYMMETRIC_DEFAULT',
			KeyState: 'Enabled',
			KeyUsage: 'ENCRYPT_DECRYPT',
			MultiRegion: false,
			Origin: 'AWS_KMS'
		});
		expect(await other.send('DescribeKey', { KeyId: id })).toEqual({ KeyMetadata });
		expect(await other.send('DescribeKey', { KeyId: KeyMetadata?.Arn })).toEqual({ KeyMetadata });
	});

	it('lives in one Region', async () => {
		expect(await refusal(kms.in('us-east-1').send('DescribeKey', { KeyId: keyId }))).toEqual({
			name: 'NotFoundException',
			message: `Key '${arn.replace('eu-central-1', 'us-east-1')}' does not exist`
		});
	});

	it.each([
		['00000000-0000-4000-8000-000000000000', /^Key 'arn:aws:kms:.*' does not exist$/],
		['not-a-key', /^Invalid keyId 'not-a-key'$/],
		['arn:aws:kms:us-east-1:111122223333:key/1', /^Invalid arn us-east-1$/],
		['arn:aws:s3:::bucket', /^Invalid keyId 'arn:aws:s3:::bucket'$/]
	])('is not found by %s [S]', async (KeyId, message) => {
		const { name, message: found } = await refusal(kms.send('DescribeKey', { KeyId }));
		expect(name).toBe('NotFoundException');
		expect(found).toMatch(message);
	});

	it('does no cryptography while it is disabled [S, G], and does again when enabled', async () => {
		const { CiphertextBlob } = await dataKey();
		await kms.send('DisableKey', { KeyId: keyId });
		const disabled = { name: 'DisabledException', message: `${arn} is disabled.` };
		expect(await refusal(kms.send('Decrypt', { CiphertextBlob }))).toEqual(disabled);
		expect(
			await refusal(kms.send('Encrypt', { KeyId: keyId, Plaintext: encodeUtf8('x') }))
		).toEqual(disabled);
		expect(
			await refusal(kms.send('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256' }))
		).toEqual(disabled);
		const { KeyMetadata } = await kms.send('DescribeKey', { KeyId: keyId });
		expect(KeyMetadata).toMatchObject({ KeyState: 'Disabled', Enabled: false });
		await kms.send('EnableKey', { KeyId: keyId });
		expect(await kms.send('Decrypt', { CiphertextBlob })).toMatchObject({ KeyId: arn });
	});
});

describe('Encrypt and Decrypt', () => {
	it('give back any plaintext of 1 to 4,096 bytes with the same context', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.uint8Array({ minLength: 1, maxLength: 4096 }),
				fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), {
					maxKeys: 4
				}),
				async (Plaintext, EncryptionContext) => {
					const sealed = await kms.send('Encrypt', { KeyId: keyId, Plaintext, EncryptionContext });
					const opened = await kms.send('Decrypt', {
						CiphertextBlob: sealed.CiphertextBlob,
						EncryptionContext
					});
					expect(opened.Plaintext).toEqual(new Uint8Array(Plaintext));
				}
			),
			{ numRuns: 40 }
		);
	});

	it.each([
		[0, 'greater than or equal to 1'],
		[4097, 'less than or equal to 4096']
	])('do not take %i bytes [S]', async (length, rule) => {
		expect(
			await refusal(kms.send('Encrypt', { KeyId: keyId, Plaintext: new Uint8Array(length) }))
		).toEqual({
			name: 'ValidationException',
			message: `1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length ${rule}`
		});
	});

	it('take 4,096 bytes', async () => {
		const { CiphertextBlob } = await kms.send('Encrypt', {
			KeyId: keyId,
			Plaintext: new Uint8Array(4096)
		});
		expect(CiphertextBlob?.length).toBeLessThanOrEqual(6144);
	});

	it('do not mind the order of a context, and mind every character of it [M, G]', async () => {
		const { CiphertextBlob } = await dataKey({ purpose: 'payroll', team: 'blue' });
		const opens = async (EncryptionContext?: Record<string, string>) =>
			kms.send('Decrypt', {
				CiphertextBlob,
				...(EncryptionContext ? { EncryptionContext } : {})
			});
		expect(await opens({ team: 'blue', purpose: 'payroll' })).toMatchObject({ KeyId: arn });
		for (const wrong of [
			{ purpose: 'payrol', team: 'blue' },
			{ purpose: 'Payroll', team: 'blue' },
			{ purpose: 'blue', team: 'payroll' },
			{ purpose: 'payroll' },
			{ purpose: 'payroll', team: 'blue', extra: '' },
			{ purposepayroll: '', team: 'blue' },
			{},
			undefined
		])
			expect(await refusal(opens(wrong))).toEqual({
				name: 'InvalidCiphertextException',
				message: ''
			});
	});

	it('take a missing context for the empty one', async () => {
		const { CiphertextBlob } = await dataKey();
		expect(await kms.send('Decrypt', { CiphertextBlob, EncryptionContext: {} })).toMatchObject({
			KeyId: arn
		});
	});

	it('refuse a blob with any single bit flipped [S]', async () => {
		const { CiphertextBlob } = await dataKey();
		for (let byte = 0; byte < CiphertextBlob.length; byte++) {
			const { name } = await refusal(
				kms.send('Decrypt', { CiphertextBlob: flipBit(CiphertextBlob, byte, byte % 8) })
			);
			// Choice: a blob that names key material nobody here has is “key unknown” [E], all else is tampered [S].
			const namesKey = byte >= 5 && byte < 37;
			expect(name).toBe(namesKey ? 'AccessDeniedException' : 'InvalidCiphertextException');
		}
	});

	it.each([1, 40, 166, 168])('refuse garbage of %i bytes [S]', async (length) => {
		expect(
			await refusal(kms.send('Decrypt', { CiphertextBlob: new Uint8Array(length).fill(1) }))
		).toEqual({ name: 'InvalidCiphertextException', message: '' });
	});

	it('refuse a key that did not encrypt [S, M], and a blob from elsewhere [E]', async () => {
		const { CiphertextBlob } = await dataKey();
		const second = await kms.send('CreateKey', {});
		expect(
			await refusal(kms.send('Decrypt', { CiphertextBlob, KeyId: second.KeyMetadata?.KeyId ?? '' }))
		).toEqual({
			name: 'IncorrectKeyException',
			message: 'The key ID in the request does not identify a CMK that can perform this operation.'
		});
		const elsewhere = {
			name: 'AccessDeniedException',
			message:
				'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.'
		};
		expect(await refusal(kms.in('us-east-1').send('Decrypt', { CiphertextBlob }))).toEqual(
			elsewhere
		);
		expect(await refusal(createLocalKms().send('Decrypt', { CiphertextBlob }))).toEqual(elsewhere);
	});

	it('know one algorithm', async () => {
		expect(
			await refusal(
				kms.send('Encrypt', {
					KeyId: keyId,
					Plaintext: encodeUtf8('x'),
					EncryptionAlgorithm: 'RSAES_OAEP_SHA_256'
				})
			)
		).toEqual({
			name: 'InvalidKeyUsageException',
			message: 'Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.'
		});
	});

	it('never make the same blob twice', async () => {
		const input = { KeyId: keyId, Plaintext: encodeUtf8('x') };
		const [first, second] = [await kms.send('Encrypt', input), await kms.send('Encrypt', input)];
		expect(first.CiphertextBlob).not.toEqual(second.CiphertextBlob);
	});

	it('leave the caller’s bytes alone', async () => {
		const Plaintext = encodeUtf8('mine');
		await kms.send('Encrypt', { KeyId: keyId, Plaintext });
		expect(decodeUtf8(Plaintext)).toBe('mine');
	});

	it('under DryRun do nothing and say that it would have worked [S]', async () => {
		const { CiphertextBlob } = await dataKey();
		const dry = {
			name: 'DryRunOperationException',
			message: 'The request would have succeeded, but the DryRun option is set.'
		};
		expect(await refusal(kms.send('Decrypt', { CiphertextBlob, DryRun: true }))).toEqual(dry);
		expect(
			await refusal(
				kms.send('Decrypt', { CiphertextBlob, EncryptionContext: { a: 'b' }, DryRun: true })
			)
		).toMatchObject({ name: 'InvalidCiphertextException' });
		expect(
			await refusal(kms.send('GenerateDataKey', { KeyId: keyId, KeySpec: 'AES_256', DryRun: true }))
		).toEqual(dry);
	});
});

it('DryRun is honoured by every operation of the API that has it: nothing happens [M]', async () => {
	const make = async (input: KmsInput<'CreateKey'>) =>
		(await kms.send('CreateKey', input)).KeyMetadata?.KeyId;
	const signing = {
		KeyId: await make({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
		Message: encodeUtf8('x'),
		SigningAlgorithm: 'ECDSA_SHA_256'
	} as const;
	const mac = {
		KeyId: await make({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }),
		Message: encodeUtf8('x'),
		MacAlgorithm: 'HMAC_SHA_256'
	} as const;
	const { CiphertextBlob } = await dataKey();
	const { Signature } = await kms.send('Sign', signing);
	const { Mac } = await kms.send('GenerateMac', mac);
	const grantee = 'arn:aws:iam::111122223333:role/App';
	const terms: KmsInput<'CreateGrant'> = {
		KeyId: arn,
		GranteePrincipal: grantee,
		Operations: ['Decrypt']
	};
	const { GrantId } = await kms.send('CreateGrant', terms);
	const DryRun = true;
	const dry: Partial<Record<KmsOperation, () => Promise<unknown>>> = {
		CreateGrant: () => kms.send('CreateGrant', { ...terms, Name: 'another', DryRun }),
		Decrypt: () => kms.send('Decrypt', { CiphertextBlob, DryRun }),
		Encrypt: () => kms.send('Encrypt', { KeyId: arn, Plaintext: encodeUtf8('x'), DryRun }),
		GenerateDataKey: () => kms.send('GenerateDataKey', { KeyId: arn, NumberOfBytes: 1, DryRun }),
		GenerateDataKeyWithoutPlaintext: () =>
			kms.send('GenerateDataKeyWithoutPlaintext', { KeyId: arn, NumberOfBytes: 1, DryRun }),
		GenerateMac: () => kms.send('GenerateMac', { ...mac, DryRun }),
		ReEncrypt: () => kms.send('ReEncrypt', { CiphertextBlob, DestinationKeyId: arn, DryRun }),
		RetireGrant: () => kms.send('RetireGrant', { KeyId: arn, GrantId, DryRun }),
		RevokeGrant: () => kms.send('RevokeGrant', { KeyId: arn, GrantId, DryRun }),
		Sign: () => kms.send('Sign', { ...signing, DryRun }),
		Verify: () => kms.send('Verify', { ...signing, Signature, DryRun }),
		VerifyMac: () => kms.send('VerifyMac', { ...mac, Mac, DryRun })
	};
	for (const [op, send] of Object.entries(dry))
		expect([op, (await refusal(send())).name]).toEqual([op, 'DryRunOperationException']);
	const { Grants = [] } = await kms.send('ListGrants', { KeyId: arn });
	expect(Grants.map((grant) => grant.GrantId)).toEqual([GrantId]);
});

describe('GenerateDataKey', () => {
	it('gives a key twice: in the clear, and wrapped under the KMS key', async () => {
		const { CiphertextBlob, Plaintext, made } = await dataKey({ purpose: 'payroll' });
		expect(Plaintext).toHaveLength(32);
		// 32 + 135, as on the genuine blobs that were measured.
		expect(CiphertextBlob).toHaveLength(167);
		const { KeyMetadata } = await kms.send('DescribeKey', { KeyId: keyId });
		expect(made).toMatchObject({ KeyId: arn, KeyMaterialId: KeyMetadata?.CurrentKeyMaterialId });
		expect(
			await kms.send('Decrypt', { CiphertextBlob, EncryptionContext: { purpose: 'payroll' } })
		).toEqual({
			KeyId: arn,
			Plaintext,
			EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
			KeyMaterialId: KeyMetadata?.CurrentKeyMaterialId
		});
	});

	it.each([
		[{ KeySpec: 'AES_128' as const }, 16, 151],
		[{ NumberOfBytes: 24 }, 24, 159],
		[{ NumberOfBytes: 1 }, 1, undefined],
		[{ NumberOfBytes: 1024 }, 1024, undefined]
	])('makes one of the length asked for: %j', async (size, length, blobLength) => {
		const made = await kms.send('GenerateDataKey', { KeyId: keyId, ...size });
		expect(made.Plaintext).toHaveLength(length);
		if (blobLength) expect(made.CiphertextBlob).toHaveLength(blobLength);
		const { Plaintext } = await kms.send('Decrypt', { CiphertextBlob: made.CiphertextBlob });
		expect(Plaintext).toEqual(made.Plaintext);
	});

	it.each([{}, { KeySpec: 'AES_256' as const, NumberOfBytes: 32 }])(
		'takes KeySpec or NumberOfBytes, not %j [M]; the text is a choice',
		async (size) => {
			expect(await refusal(kms.send('GenerateDataKey', { KeyId: keyId, ...size }))).toEqual({
				name: 'ValidationException',
				message: 'Please specify either number of bytes or key spec.'
			});
		}
	);

	it.each([0, 1025])('does not make %i bytes [M]', async (NumberOfBytes) => {
		expect(
			await refusal(kms.send('GenerateDataKey', { KeyId: keyId, NumberOfBytes }))
		).toMatchObject({ name: 'ValidationException' });
		expect(await refusal(kms.send('GenerateRandom', { NumberOfBytes }))).toMatchObject({
			name: 'ValidationException'
		});
	});

	it('without plaintext gives the wrapped key alone', async () => {
		const made = await kms.send('GenerateDataKeyWithoutPlaintext', {
			KeyId: keyId,
			KeySpec: 'AES_256'
		});
		expect(made).not.toHaveProperty('Plaintext');
		expect(made).not.toHaveProperty('plaintext');
		const { Plaintext } = await kms.send('Decrypt', { CiphertextBlob: made.CiphertextBlob });
		expect(Plaintext).toHaveLength(32);
	});

	it('draws from the source it was given', async () => {
		const fixed = createLocalKms({ random: (length) => new Uint8Array(length).fill(7) });
		const { KeyMetadata } = await fixed.send('CreateKey', {});
		const input = { KeyId: KeyMetadata?.KeyId, KeySpec: 'AES_256' as const };
		const { Plaintext, CiphertextBlob } = await fixed.send('GenerateDataKey', input);
		expect(Plaintext).toEqual(new Uint8Array(32).fill(7));
		expect((await fixed.send('GenerateDataKey', input)).CiphertextBlob).toEqual(CiphertextBlob);
	});
});

describe('the blob', () => {
	it('has the outer shape of a genuine one and says inside that it is not', async () => {
		const { CiphertextBlob } = await dataKey();
		const hex = encodeHex(CiphertextBlob);
		const { KeyMetadata } = await kms.send('DescribeKey', { KeyId: keyId });
		expect(hex).toMatch(
			new RegExp(
				`^0101020078${KeyMetadata?.CurrentKeyMaterialId ?? ''}0000007e307c06092a864886f70d010706a06f306d020100306806092a864886f70d010701301e060960864801650304012e3011040c[0-9a-f]{24}020110803b[0-9a-f]{96}${encodeHex(encodeUtf8('keywrap-sim'))}$`
			)
		);
	});

	it('is AES-256-GCM under a key that HKDF makes of material and nonce: OpenSSL opens it', async () => {
		const dealt = (length: number) => new Uint8Array(length).fill(7);
		const fixed = createLocalKms({ random: dealt });
		const { KeyMetadata } = await fixed.send('CreateKey', {});
		const { CiphertextBlob = dealt(0) } = await fixed.send('Encrypt', {
			KeyId: KeyMetadata?.KeyId,
			Plaintext: encodeUtf8('known'),
			EncryptionContext: { a: 'b' }
		});
		const key = new Uint8Array(hkdfSync('sha256', dealt(32), dealt(12), 'keywrap-sim', 32));
		const sealed = CiphertextBlob.slice(-11 - 16 - 5, -11);
		const opening = createDecipheriv('aes-256-gcm', key, dealt(12));
		const context = Uint8Array.of(0, 0, 0, 1, 0x61, 0, 0, 0, 1, 0x62);
		opening.setAAD(Buffer.concat([CiphertextBlob.slice(0, 37), context]));
		opening.setAuthTag(sealed.slice(5));
		const opened = Buffer.concat([opening.update(sealed.slice(0, 5)), opening.final()]);
		expect(opened.toString()).toBe('known');
	});
});

describe('the audit trail', () => {
	it('has a record of every call, allowed and refused, and no secret', async () => {
		const { CiphertextBlob, Plaintext, made } = await dataKey({ purpose: 'payroll' });
		kms.clock.advance({ minutes: 1 });
		await refusal(
			kms.send('Decrypt', { CiphertextBlob, EncryptionContext: { purpose: 'travel' } })
		);
		const caller = {
			arn: 'arn:aws:iam::111122223333:user/ana',
			accountId: '111122223333',
			kind: 'user' as const,
			identityPolicies: [
				{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'kms:*', Resource: '*' } }
			]
		};
		await kms
			.as(caller)
			.send('Decrypt', { CiphertextBlob, EncryptionContext: { purpose: 'payroll' } });

		expect(kms.events.map((event) => event.eventName)).toEqual([
			'CreateKey',
			'GenerateDataKey',
			'Decrypt',
			'Decrypt'
		]);
		const [, generated, refused, allowed] = kms.events;
		expect(generated).toMatchObject({
			eventTime: '2026-01-01T00:00:00Z',
			eventSource: 'kms.amazonaws.com',
			awsRegion: 'eu-central-1',
			requestParameters: {
				keyId,
				keySpec: 'AES_256',
				encryptionContext: { purpose: 'payroll' }
			},
			additionalEventData: { keyMaterialId: made.KeyMaterialId },
			readOnly: true,
			resources: [{ accountId: '111122223333', type: 'AWS::KMS::Key', ARN: arn }],
			userIdentity: { type: 'Root', arn: 'arn:aws:iam::111122223333:root' }
		});
		expect(generated).not.toHaveProperty('errorCode');
		expect(refused).toMatchObject({
			eventTime: '2026-01-01T00:01:00Z',
			errorCode: 'InvalidCiphertextException',
			requestParameters: { encryptionContext: { purpose: 'travel' } }
		});
		expect(allowed).toMatchObject({ userIdentity: { type: 'IAMUser', arn: caller.arn } });

		const trail = JSON.stringify(kms.events);
		for (const secret of [Plaintext, CiphertextBlob])
			for (const form of [encodeHex(secret), JSON.stringify(secret), [...secret].join()])
				expect(trail).not.toContain(form);
	});
});

describe('what is not modelled', () => {
	const asked: [string, () => Promise<unknown>][] = [
		...notModelled.map(
			(name) =>
				[name, () => kms.send(name as string as KmsOperation, {})] as [
					string,
					() => Promise<unknown>
				]
		),
		['an inherited name', () => kms.send('toString' as KmsOperation, {})],
		['another key spec', () => kms.send('CreateKey', { KeySpec: 'ML_DSA_44' })],
		['another origin', () => kms.send('CreateKey', { Origin: 'EXTERNAL_KEY_STORE' })],
		['multi-Region keys', () => kms.send('CreateKey', { MultiRegion: true })],
		[
			'key agreement',
			() => kms.send('CreateKey', { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' })
		],
		[
			'a recipient',
			() =>
				kms.send('GenerateRandom', {
					NumberOfBytes: 1,
					Recipient: { AttestationDocument: new Uint8Array(1) }
				})
		]
	];
	it.each(asked)('is refused under a name that no AWS error bears: %s', async (_what, call) => {
		await expect(call()).rejects.toBeInstanceOf(NotModelledError);
		await expect(call()).rejects.toMatchObject({ name: 'NotModelledError' });
	});

	it('is, with what is, all that the AWS SDK can send', () => {
		const known = Object.keys(sdk).flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? []);
		expect([...notModelled, ...Object.keys(operations)].sort()).toEqual(known.sort());
	});
});

describe('the clock', () => {
	it('moves when it is told to, and only forward', () => {
		const clock = createClock(new Date(0));
		clock.advance({ days: 1, hours: 1, minutes: 1, seconds: 1 });
		clock.advance(500);
		expect(clock.now()).toEqual(new Date('1970-01-02T01:01:01.500Z'));
		expect(() => {
			clock.advance(-1);
		}).toThrow(RangeError);
	});
});
