import { describe, expect, it } from 'vitest';
import { labScenarios } from '#lib/content/index.ts';
import { decodeUtf8, encodeUtf8 } from '#lib/crypto/index.ts';
import { attempt, begin, bytesOf, find, names, walkThrough } from '../../engine/session.testing.ts';
import { scenario } from './index.ts';

const inputs = { message: 'Ωmega', document: 'Ticket Ω' };
const { steps } = labScenarios.rsa;
type Step = (typeof steps)[number];

describe('an RSA key pair', () => {
	it.each([
		['RSA_2048', 'RSAES_OAEP_SHA_256', 'RSASSA_PSS_SHA_256', 'RAW', 190],
		['RSA_2048', 'RSAES_OAEP_SHA_1', 'RSASSA_PSS_SHA_512', 'DIGEST', 214],
		['RSA_3072', 'RSAES_OAEP_SHA_256', 'RSASSA_PKCS1_V1_5_SHA_256', 'DIGEST', 318]
	])(
		'of %s does both halves, %s and %s, %s',
		async (key, encryption, signing, type, limit) => {
			const given = { ...inputs, key, encryption, signing, 'message-type': type };
			const shots = await walkThrough(scenario, given);
			expect(steps.map((step) => shots[step].outcome)).toEqual([
				...[undefined, undefined, undefined, undefined, undefined],
				'OperationError',
				'DisabledException',
				...[undefined, undefined],
				'valid',
				'valid',
				'KMSInvalidSignatureException'
			]);
			const [sent] = shots['verify-kms'].travel?.[0]?.things ?? [];
			expect(sent?.name).toBe(type === 'RAW' ? 'Document' : 'Digest of the document');
			expect(find(shots.flipped, 'partner', 'Document').note).toContain('flipped');
			expect(decodeUtf8(bytesOf(find(shots.decrypted, 'application', 'Message')))).toBe('Ωmega');
			expect(shots['over-the-limit'].figures?.[0]?.value).toBe(`${limit} bytes`);
			// The limit is none of a signature's.
			expect(shots.sign.figures).toBeUndefined();
			expect(
				bytesOf(find(shots['over-the-limit'], 'partner', 'A text of one byte too many'))
			).toHaveLength(limit + 1);
		},
		60_000
	);

	it('is used outside without a call, and inside with one', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(steps.map((step) => shots[step].calls)).toEqual([0, 1, 1, 2, 2, 2, 5, 6, 7, 7, 8, 9]);
		expect(shots['ask-decrypt'].awaited?.request).toMatchObject({
			EncryptionAlgorithm: 'RSAES_OAEP_SHA_256'
		});
		expect(shots.flipped.trail.map(({ operation }) => operation)).toEqual([
			'GetPublicKey',
			'Decrypt',
			'DisableKey',
			'Decrypt',
			'EnableKey',
			'Sign',
			'GetPublicKey',
			'Verify',
			'Verify'
		]);
	}, 60_000);

	it('has its signature accepted by WebCrypto alone', async () => {
		const shots = await walkThrough(scenario, inputs);
		const at = shots['verify-outside'];
		const scheme = { name: 'RSA-PSS', hash: 'SHA-256' };
		const key = await crypto.subtle.importKey(
			'spki',
			bytesOf(find(at, 'partner', 'Public key to verify')),
			scheme,
			false,
			['verify']
		);
		const fits = await crypto.subtle.verify(
			{ name: 'RSA-PSS', saltLength: 32 },
			key,
			bytesOf(find(at, 'partner', 'Signature')),
			encodeUtf8(inputs.document)
		);
		expect(fits).toBe(true);
	}, 60_000);

	it('has at the application what was sent to it, and keeps the two public keys apart', async () => {
		const shots = await walkThrough(scenario, inputs);
		const held = (step: Step, actor: string) => names(shots[step], actor);
		expect(held('encrypt-outside', 'application')).not.toContain('Ciphertext');
		for (const step of ['ask-decrypt', 'decrypted', 'disabled'] as const)
			expect(bytesOf(find(shots[step], 'application', 'Ciphertext'))).toEqual(
				bytesOf(find(shots[step], 'partner', 'Ciphertext'))
			);
		expect(held('sign', 'partner')).toEqual(['Public key to encrypt']);
		expect(bytesOf(find(shots['hand-out'], 'partner', 'Public key to encrypt'))).not.toEqual(
			bytesOf(find(shots['hand-out'], 'partner', 'Public key to verify'))
		);
		expect(shots['over-the-limit'].refusal).toMatchObject({
			actor: 'partner',
			fails: 'cannot encrypt it'
		});
		expect(find(shots.disabled, 'kms', 'Private key to decrypt').text).toContain('was disabled');
	}, 60_000);

	it('says who has what, and who could read the message', async () => {
		const shots = await walkThrough(scenario, inputs);
		const can = (step: Step) => shots[step].readers.map((reader) => reader.can);
		expect(can('start')).toEqual(['yes', 'no', 'no', 'no']);
		expect(can('encrypt-outside')).toEqual(['yes', 'with-permission', 'no', 'no']);
		expect(can('decrypted')).toEqual(['yes', 'yes', 'no', 'no']);
		expect(can('disabled')).toEqual(['yes', 'with-permission', 'no', 'no']);
		expect(names(shots['hand-out'], 'partner')).toEqual([
			'Document',
			'Signature',
			'Public key to verify',
			'Public key to encrypt'
		]);
		for (const step of steps)
			expect(shots[step].holds.kms?.every(({ kind }) => kind === 'kms-key')).toBe(true);
	}, 60_000);

	it.each([
		[{ message: '' }, 'at least one byte'],
		[{ message: 'x'.repeat(191) }, '190 bytes'],
		[{ document: '' }, 'document to sign'],
		[{ document: 'x'.repeat(4097) }, 'digest']
	])('does not begin with %o', (changed, problem) => {
		const all = {
			...Object.fromEntries(scenario.fields.map(({ id, initial }) => [id, initial])),
			...inputs
		};
		expect(scenario.check?.({ ...all, ...changed })?.problem).toContain(problem);
		expect(scenario.check?.(all)).toBeUndefined();
	});
});

describe('broken on purpose', () => {
	const session = begin(scenario, inputs);
	const bit = { byte: 3, bit: 7 };
	const highest = { byte: 0, bit: 7 };
	it.each([
		['encrypt-outside', 'own-size', { length: 190 }, 'encrypted'],
		['over-the-limit', 'own-size', { length: 191 }, 'OperationError'],
		['ask-decrypt', 'cipher-bit', { bit }, 'InvalidCiphertextException'],
		// As a number it may be larger than the modulus now.
		['ask-decrypt', 'cipher-bit', { bit: highest }, 'InvalidCiphertextException'],
		['ask-decrypt', 'cipher-bit', { bit: { byte: 255, bit: 0 } }, 'InvalidCiphertextException'],
		[
			'verify-kms',
			'flipped-bit',
			{ who: 'kms', part: 'signature', bit: highest },
			'KMSInvalidSignatureException'
		],
		[
			'verify-kms',
			'flipped-bit',
			{ who: 'partner', part: 'signature', bit: highest },
			'does-not-fit'
		],
		['ask-decrypt', 'other-hash', { algorithm: 'RSAES_OAEP_SHA_256' }, 'opens'],
		['ask-decrypt', 'other-hash', { algorithm: 'RSAES_OAEP_SHA_1' }, 'InvalidCiphertextException'],
		['sign', 'sign-size', { length: 4096, type: 'RAW' }, 'signed'],
		['sign', 'sign-size', { length: 4097, type: 'RAW' }, 'ValidationException'],
		['sign', 'sign-size', { length: 100_000, type: 'DIGEST' }, 'signed'],
		['sign', 'other-key', {}, 'InvalidKeyUsageException'],
		[
			'verify-outside',
			'flipped-bit',
			{ who: 'kms', part: 'document', bit },
			'KMSInvalidSignatureException'
		],
		[
			'verify-kms',
			'flipped-bit',
			{ who: 'kms', part: 'signature', bit },
			'KMSInvalidSignatureException'
		],
		['verify-kms', 'flipped-bit', { who: 'partner', part: 'document', bit }, 'does-not-fit'],
		['verify-kms', 'flipped-bit', { who: 'partner', part: 'signature', bit }, 'does-not-fit']
	])(
		'at %s, %s with %o: %s',
		async (step, id, values, code) => {
			const outcome = await attempt(session, scenario, { step, id, values });
			expect(outcome.code).toBe(code);
			expect(outcome.refusal ?? outcome.told).toBeTruthy();
		},
		60_000
	);

	it('leaves the walk as it was', async () => {
		await session.to(steps.length - 1);
		expect(session.shots.at(-1)?.calls).toBe(9);
	});
});
