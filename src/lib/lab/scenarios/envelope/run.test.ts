import { describe, expect, it } from 'vitest';
import { concat, decodeUtf8, encodeUtf8, equalBytes } from '#lib/crypto/index.ts';
import { labScenarios } from '#lib/content/index.ts';
import { decrypt, kmsKeyring, mapMessage } from '#lib/envelope/index.ts';
import type { KmsClient } from '#lib/kms/index.ts';
import type { Inputs } from '../../engine/fields.ts';
import { attempt, begin, bytesOf, find, names, walkThrough } from '../../engine/session.testing.ts';
import { scenario } from './index.ts';

const { steps } = labScenarios.envelope;
const suites = ['0578', '0478', '0378', '0178', '0114'];
const inputs: Inputs = {
	document: { text: 'Salary of Ana: 4,210' },
	context: { pairs: { purpose: 'payroll', month: '2026-11' } }
};
const walk = (change: Inputs = {}) => walkThrough(scenario, { ...inputs, ...change });
const messageOf = (shot: Awaited<ReturnType<typeof walk>>['store']) =>
	shot.messages?.[0]?.bytes ?? new Uint8Array();

describe('the envelope walk', () => {
	it.each(suites)('gives the document back, byte for byte, with suite %s', async (suite) => {
		const { decrypt: opened, done } = await walk({ suite });
		expect(decodeUtf8(bytesOf(find(opened, 'application', 'Document')))).toBe(
			'Salary of Ana: 4,210'
		);
		expect(find(done, 'application', 'Document').note).toContain('the same as at the start');
	});

	it.each([0, 1, 4096, 1_000_000])('takes a document of %i bytes', async (length) => {
		const bytes = new Uint8Array(length).map((_, i) => i * 31);
		const { done, store } = await walk({ document: { name: 'scan.bin', bytes } });
		expect(equalBytes(bytesOf(find(done, 'application', 'scan.bin')), bytes)).toBe(true);
		expect(messageOf(store).length).toBeGreaterThan(length + 300);
	});

	it.each(suites)(
		'stores a message of suite %s that opens with the data key of the step',
		async (suite) => {
			const { store, 'receive-data-key': received } = await walk({ suite });
			const message = messageOf(store);
			const answer = received.exchanges[0]?.response as { Plaintext: Uint8Array; KeyId: string };
			// Whoever has that one data key opens it, with any program: here, a KMS that knows only it.
			const client = {
				send: () => Promise.resolve({ Plaintext: answer.Plaintext.slice(), KeyId: answer.KeyId })
			} as unknown as KmsClient;
			const { plaintext } = await decrypt(message, {
				keyring: kmsKeyring({ client, keyIds: [answer.KeyId] }),
				commitmentPolicy: 'REQUIRE_ENCRYPT_ALLOW_DECRYPT'
			});
			expect(decodeUtf8(plaintext)).toBe('Salary of Ana: 4,210');
			expect(mapMessage(message).every(({ error }) => error === undefined)).toBe(true);
		}
	);

	it('says at each step what each actor holds', async () => {
		const shots = await walk();
		expect(names(shots.start, 'application')).toEqual(['Document', 'Encryption context']);
		expect(names(shots.start, 'storage')).toEqual([]);
		expect(names(shots['ask-data-key'], 'kms')).toEqual([
			'KMS key',
			'Permission',
			'Encryption context'
		]);
		expect(names(shots['receive-data-key'], 'application')).toContain('Data key');
		expect(names(shots['receive-data-key'], 'kms')).toEqual([
			'KMS key',
			'Permission',
			'No data key'
		]);
		expect(names(shots.encrypt, 'application')).toEqual([
			'Document',
			'Encryption context',
			'Data key',
			'Wrapped data key',
			'Ciphertext'
		]);
		expect(names(shots.erase, 'application')).toEqual([
			'No document',
			'Encryption context',
			'No data key',
			'Wrapped data key',
			'Ciphertext'
		]);
		expect(names(shots.store, 'application')).toEqual([
			'No document',
			'Encryption context',
			'No data key'
		]);
		expect(names(shots.store, 'storage')).toEqual([
			'Encryption context',
			'Wrapped data key',
			'Ciphertext'
		]);
		expect(names(shots['ask-decrypt'], 'kms')).toEqual([
			'KMS key',
			'Permission',
			'Encryption context',
			'Wrapped data key'
		]);
		expect(names(shots['receive-key'], 'application')).toContain('Data key');
		expect(names(shots.done, 'application')).not.toContain('Data key');
	});

	it('keeps each thing in its place, step after step', async () => {
		const shots = await walk();
		const order = ['document', 'encryption context', 'data key', 'wrapped data key', 'ciphertext'];
		const places = (step: (typeof steps)[number], actor: string) =>
			names(shots[step], actor).map((name) => order.indexOf(name.toLowerCase().replace('no ', '')));
		for (const step of steps) {
			for (const actor of ['application', 'storage'])
				expect(places(step, actor)).toEqual(places(step, actor).toSorted((a, b) => a - b));
			expect(places(step, 'application').slice(0, 2)).toEqual([0, 1]);
		}
	});

	it('shows who may use the key', async () => {
		const shots = await walk();
		for (const step of steps)
			expect(find(shots[step], 'kms', 'Permission')).toMatchObject({
				note: 'payroll-app may call',
				text: 'GenerateDataKey and Decrypt'
			});
	});

	it('really erases the data key, and still shows it as it was before', async () => {
		const { encrypt, erase } = await walk();
		expect(bytesOf(find(erase, 'application', 'No data key'))).toEqual(new Uint8Array(32));
		expect(bytesOf(find(encrypt, 'application', 'Data key'))).not.toEqual(new Uint8Array(32));
	});

	it.each(suites)('shows the key that encrypted the frame of suite %s', async (suite) => {
		const { encrypt, erase, decrypt: opened } = await walk({ suite });
		const message = messageOf(encrypt);
		const field = (path: string) => {
			const region = mapMessage(message).find((one) => one.path === path);
			return message.slice(region?.offset, (region?.offset ?? 0) + (region?.length ?? 0));
		};
		const messageKey = bytesOf(find(encrypt, 'application', 'Data key'), 1);
		const key = await crypto.subtle.importKey('raw', messageKey, 'AES-GCM', false, ['decrypt']);
		const sealed = concat(field('frames[0].ciphertext'), field('frames[0].tag'));
		// The specification: message ID, the kind of frame, its number, and the length of its content.
		const counts = new DataView(new ArrayBuffer(12));
		counts.setUint32(0, 1);
		counts.setBigUint64(4, BigInt(sealed.length - 16));
		const additionalData = concat(
			field('header.messageId'),
			encodeUtf8('AWSKMSEncryptionClient Final Frame'),
			new Uint8Array(counts.buffer)
		);
		const plaintext = await crypto.subtle.decrypt(
			{ name: 'AES-GCM', iv: field('frames[0].iv'), additionalData },
			key,
			sealed
		);
		expect(decodeUtf8(new Uint8Array(plaintext))).toBe('Salary of Ana: 4,210');
		expect(bytesOf(find(opened, 'application', 'Data key'), 1)).toEqual(messageKey);
		expect(find(erase, 'application', 'No data key').parts).toHaveLength(1);
	});

	it.each(suites)('holds the parts of a message of suite %s together', async (suite) => {
		const { store, decrypt: opened } = await walk({ suite });
		const whole = `One message, ${messageOf(store).length} bytes`;
		const parts = (store.holds.storage ?? []).map(({ within, note }) => [within, note]);
		expect(parts.map(([within]) => within)).toEqual(parts.map(() => whole));
		expect(find(store, 'storage', 'Ciphertext').note).toContain('derived from the data key');
		expect(parts.map(([, note]) => note?.split(':')[0])).toEqual([
			'Header',
			'Header',
			'Frame',
			...(suite.endsWith('578') || suite === '0378' ? ['Footer'] : [])
		]);
		expect(find(opened, 'application', 'Ciphertext').within).toBe(whole);
		expect(find(opened, 'application', 'Data key').within).toBeUndefined();
	});

	it('gets the same data key back, and never twice the same bytes', async () => {
		const [first, second] = [await walk(), await walk()];
		const key = (shots: typeof first, step: 'encrypt' | 'receive-key') =>
			bytesOf(find(shots[step], 'application', 'Data key'));
		expect(key(first, 'receive-key')).toEqual(key(first, 'encrypt'));
		expect(key(first, 'encrypt')).not.toEqual(key(second, 'encrypt'));
		for (const [name, part] of [
			['Wrapped data key', 0],
			['Ciphertext', 0],
			['Ciphertext', 2]
		] as const)
			expect(bytesOf(find(first.store, 'storage', name), part)).not.toEqual(
				bytesOf(find(second.store, 'storage', name), part)
			);
	});

	it('shows calls as they were sent: two, and the audit trail agrees', async () => {
		const shots = await walk();
		expect(steps.map((step) => shots[step].calls)).toEqual([0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2]);
		expect(shots.done.trail.map(({ event }) => event?.eventName)).toEqual([
			'GenerateDataKey',
			'Decrypt'
		]);
		expect(shots.done.trail[0]?.event?.userIdentity.type).toBe('AssumedRole');
		expect(shots['ask-data-key'].exchanges).toMatchObject([
			{
				operation: 'GenerateDataKey',
				request: { NumberOfBytes: 32, EncryptionContext: { purpose: 'payroll', month: '2026-11' } }
			}
		]);
		expect(shots['ask-data-key'].exchanges[0]?.response).toBeUndefined();
		expect(shots['receive-key'].exchanges[0]).toMatchObject({
			response: { EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
			decision: { allowed: true }
		});
	});

	it('binds the key of the signature, where the suite signs', async () => {
		const shots = await walk({ suite: '0578' });
		expect(
			Object.keys(
				(shots['ask-data-key'].awaited?.request as { EncryptionContext: object }).EncryptionContext
			)
		).toContain('aws-crypto-public-key');
	});

	it('says who could read the document', async () => {
		const shots = await walk();
		const can = (step: (typeof steps)[number]) => shots[step].readers.map((reader) => reader.can);
		expect(can('start')).toEqual(['yes', 'no', 'no']);
		expect(can('erase')).toEqual(['no', 'no', 'no']);
		expect(can('store')).toEqual(['no', 'no', 'no', 'with-permission']);
		expect(can('fetch')).toEqual(['no', 'no', 'no', 'with-permission']);
		expect(can('receive-key')).toEqual(['yes', 'no', 'no', 'with-permission']);
	});

	it('keeps names of the message format to the message format', () => {
		expect(
			scenario.check?.({ ...inputs, context: { pairs: { 'aws-crypto-x': '1' } } })
		).toMatchObject({ field: 'context' });
		expect(scenario.check?.(inputs)).toBeUndefined();
	});
});

describe('broken on purpose', () => {
	const session = begin(scenario, inputs);
	const tryAt = (step: string, id: string, values: Inputs) =>
		attempt(session, scenario, { step, id, values });

	it('another context is refused by AWS KMS, and the difference shown', async () => {
		expect(
			await tryAt('ask-decrypt', 'other-context', {
				context: { pairs: { purpose: 'payrol', month: '2026-11' } }
			})
		).toMatchObject({
			code: 'InvalidCiphertextException',
			refusal: { actor: 'kms', name: 'InvalidCiphertextException', message: '' },
			differences: [
				{ what: 'Encryption context', was: 'purpose = payroll', now: 'purpose = payrol' }
			]
		});
	});

	it('the same context in another order is not refused', async () => {
		expect(
			await tryAt('ask-decrypt', 'other-context', {
				context: { pairs: { month: '2026-11', purpose: 'payroll' } }
			})
		).toMatchObject({ code: 'opens', differences: [] });
	});

	it.each([
		['storage', 'AccessDeniedException'],
		['GenerateDataKey', 'AccessDeniedException'],
		['Decrypt', 'opens']
	])('another role that may do %s gets: %s', async (allowed, code) => {
		const outcome = await tryAt('ask-decrypt', 'other-role', { allowed });
		expect(outcome.code).toBe(code);
		expect(outcome.refusal?.message ?? 'report-reader').toContain('report-reader');
	});

	it.each([
		[166, 'InvalidCiphertextException'],
		[110, 'InvalidCiphertextException'],
		[0, 'InvalidCiphertextException'],
		[20, 'IncorrectKeyException']
	])('a flipped bit in byte %i of the wrapped key is refused: %s', async (byte, code) => {
		expect(await tryAt('ask-decrypt', 'wrapped-key-bit', { bit: { byte, bit: 0 } })).toMatchObject({
			code,
			refusal: { actor: 'kms' }
		});
	});

	it.each([
		['ciphertext', 'FrameTagError'],
		['tag', 'FrameTagError'],
		['iv', 'FrameTagError'],
		['commitment', 'CommitmentMismatchError'],
		['header-tag', 'HeaderTagError']
	])('a flipped bit of the %s is refused by the application', async (part, name) => {
		expect(await tryAt('decrypt', 'message-bit', { part, bit: { byte: 0, bit: 3 } })).toMatchObject(
			{ code: 'refused-by-application', refusal: { actor: 'application', name } }
		);
	});

	it.each(['context', 'wrapped'])('a flipped bit of the %s is refused by AWS KMS', async (part) => {
		expect(
			await tryAt('fetch', 'message-bit', {
				part,
				bit: { byte: part === 'wrapped' ? 110 : 0, bit: 0 }
			})
		).toMatchObject({ code: 'refused-by-kms', refusal: { actor: 'kms' } });
	});

	it('leaves the walk as it was', async () => {
		await session.to(steps.length - 1);
		expect(session.shots.at(-1)?.calls).toBe(2);
		expect(session.shots).toHaveLength(steps.length);
	});
});
