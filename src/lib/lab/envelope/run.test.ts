import { beforeEach, describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8, equalBytes } from '#lib/crypto/index.ts';
import { createLocalKms } from '#lib/kms/index.ts';
import type { LocalKms } from '#lib/kms/index.ts';
import type { ActorId, Snapshot, Thing } from '../stage/types.ts';
import type { Input } from './input.ts';
import { EnvelopeRun, envelopeSteps } from './run.ts';

const input: Input = {
	fileName: '',
	document: encodeUtf8('Salary of Ana: 4,210'),
	context: { purpose: 'payroll', month: '2026-11' }
};
let kms: LocalKms;
let keyArn: string;

beforeEach(async () => {
	kms = createLocalKms();
	keyArn = (await kms.send('CreateKey', {})).KeyMetadata?.Arn ?? '';
});

async function walk(
	given: Input = input
): Promise<Record<(typeof envelopeSteps)[number], Snapshot>> {
	const run = new EnvelopeRun(given, kms, keyArn);
	await run.to('done');
	return Object.fromEntries(
		envelopeSteps.map((step, index) => [step, run.snapshots[index]])
	) as Record<(typeof envelopeSteps)[number], Snapshot>;
}

const names = (snapshot: Snapshot, actor: ActorId) =>
	snapshot.holds[actor].map((thing) => thing.name);
const find = (snapshot: Snapshot, actor: ActorId, name: string): Thing => {
	const thing = snapshot.holds[actor].find((held) => held.name === name);
	if (!thing) throw new Error(`${actor} holds no ${name}`);
	return thing;
};
const bytesOf = (thing: Thing, part = 0) => thing.parts[part]?.bytes ?? new Uint8Array();

describe('the envelope walk', () => {
	it('gives the document back, byte for byte', async () => {
		const steps = await walk();
		expect(decodeUtf8(bytesOf(find(steps.decrypt, 'application', 'Document')))).toBe(
			'Salary of Ana: 4,210'
		);
		expect(find(steps.done, 'application', 'Document').note).toContain('the same as at the start');
	});

	it.each([0, 1, 1_000_000])('takes a document of %i bytes', async (length) => {
		const document = new Uint8Array(length).map((_, i) => i * 31);
		const steps = await walk({ ...input, document, fileName: 'scan.bin' });
		expect(equalBytes(bytesOf(find(steps.done, 'application', 'scan.bin')), document)).toBe(true);
		expect(bytesOf(find(steps.store, 'storage', 'Ciphertext'))).toHaveLength(length);
	});

	it('says at each step what each actor holds', async () => {
		const steps = await walk();
		expect(names(steps.start, 'application')).toEqual(['Document', 'Encryption context']);
		expect(names(steps.start, 'storage')).toEqual([]);
		expect(names(steps['ask-data-key'], 'kms')).toEqual(['KMS key', 'Encryption context']);
		expect(names(steps['receive-data-key'], 'application')).toContain('Data key');
		expect(names(steps['receive-data-key'], 'kms')).toEqual(['KMS key', 'No data key']);
		expect(names(steps.encrypt, 'application')).toEqual([
			'Document',
			'Encryption context',
			'Data key',
			'Wrapped data key',
			'Ciphertext'
		]);
		expect(names(steps.erase, 'application')).toEqual([
			'No document',
			'Encryption context',
			'Wrapped data key',
			'Ciphertext',
			'No data key'
		]);
		expect(names(steps.store, 'application')).toEqual([
			'No document',
			'Encryption context',
			'No data key'
		]);
		expect(names(steps.store, 'storage')).toEqual([
			'Wrapped data key',
			'Ciphertext',
			'Encryption context'
		]);
		expect(names(steps['ask-decrypt'], 'kms')).toEqual([
			'KMS key',
			'Wrapped data key',
			'Encryption context'
		]);
		expect(names(steps['receive-key'], 'application')).toContain('Data key');
		expect(names(steps.done, 'application')).not.toContain('Data key');
	});

	it('really erases the data key, and still shows it as it was before', async () => {
		const run = new EnvelopeRun(input, kms, keyArn);
		await run.to('encrypt');
		const before = run.snapshots.at(-1);
		await run.to('erase');
		const after = run.snapshots.at(-1);
		if (!before || !after) throw new Error('no snapshots');
		expect(bytesOf(find(after, 'application', 'No data key'))).toEqual(new Uint8Array(32));
		expect(bytesOf(find(before, 'application', 'Data key'))).not.toEqual(new Uint8Array(32));
	});

	it('gets the same data key back, and never twice the same bytes', async () => {
		const [first, second] = [await walk(), await walk()];
		const key = (steps: typeof first, step: 'encrypt' | 'receive-key') =>
			bytesOf(find(steps[step], 'application', 'Data key'));
		expect(key(first, 'receive-key')).toEqual(key(first, 'encrypt'));
		expect(key(first, 'encrypt')).not.toEqual(key(second, 'encrypt'));
		for (const part of [0, 1, 2])
			expect(bytesOf(find(first.store, 'storage', 'Ciphertext'), part)).not.toEqual(
				bytesOf(find(second.store, 'storage', 'Ciphertext'), part)
			);
	});

	it('shows calls as they were sent: two, and the audit trail agrees', async () => {
		const steps = await walk();
		expect(envelopeSteps.map((step) => steps[step].calls)).toEqual([
			0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2
		]);
		expect(kms.events.map(({ eventName }) => eventName)).toEqual([
			'CreateKey',
			'GenerateDataKey',
			'Decrypt'
		]);
		expect(steps['ask-data-key'].exchange).toEqual({
			operation: 'GenerateDataKey',
			request: { KeyId: keyArn, KeySpec: 'AES_256', EncryptionContext: input.context }
		});
		expect(steps['receive-key'].exchange?.response).toMatchObject({
			KeyId: keyArn,
			EncryptionAlgorithm: 'SYMMETRIC_DEFAULT'
		});
	});

	it('says who could read the document', async () => {
		const steps = await walk();
		const can = (step: (typeof envelopeSteps)[number]) =>
			steps[step].readers.map((reader) => reader.can);
		expect(can('start')).toEqual(['yes', 'no', 'no']);
		expect(can('erase')).toEqual(['no', 'no', 'no']);
		expect(can('store')).toEqual(['no', 'no', 'no', 'with-permission']);
		expect(can('fetch')).toEqual(['no', 'no', 'no', 'with-permission']);
		expect(can('receive-key')).toEqual(['yes', 'no', 'no', 'with-permission']);
	});

	it('computes a step once, however often it is asked for', async () => {
		const run = new EnvelopeRun(input, kms, keyArn);
		await Promise.all([run.to('done'), run.to('encrypt'), run.to('done')]);
		expect(run.snapshots).toHaveLength(envelopeSteps.length);
		expect(kms.events).toHaveLength(3);
	});
});

describe('broken on purpose', () => {
	let run: EnvelopeRun;
	beforeEach(async () => {
		run = new EnvelopeRun(input, kms, keyArn);
		await run.to('ask-decrypt');
	});

	it('another context is refused by AWS KMS, and the difference shown', async () => {
		expect(
			await run.tryDecrypt({ context: { purpose: 'payrol', month: '2026-11' } })
		).toMatchObject({
			refused: true,
			actor: 'AWS KMS',
			name: 'InvalidCiphertextException',
			message: '',
			differences: [
				{ what: 'Encryption context', was: 'purpose = payroll', now: 'purpose = payrol' }
			]
		});
		expect(kms.events.at(-1)).toMatchObject({ errorCode: 'InvalidCiphertextException' });
	});

	it('the same context in another order is not refused', async () => {
		expect(
			await run.tryDecrypt({ context: { month: '2026-11', purpose: 'payroll' } })
		).toMatchObject({ refused: false, differences: [] });
	});

	it.each([
		[166, 'InvalidCiphertextException'],
		[110, 'InvalidCiphertextException'],
		[0, 'InvalidCiphertextException'],
		[20, 'AccessDeniedException']
	])('a flipped bit in byte %i of the wrapped key is refused: %s', async (byte, name) => {
		expect(await run.tryDecrypt({ flip: { target: 'wrapped-key', byte, bit: 0 } })).toMatchObject({
			refused: true,
			name
		});
	});

	it.each(['ciphertext', 'tag', 'iv'] as const)(
		'a flipped bit of the %s is refused by the application',
		async (target) => {
			await run.to('decrypt');
			const outcome = await run.tryOpen({ target, byte: 0, bit: 3 });
			expect(outcome).toMatchObject({
				refused: true,
				actor: 'Your application',
				name: 'OperationError'
			});
			const [difference] = outcome.differences;
			expect(
				Number.parseInt(difference?.was ?? '', 16) ^ Number.parseInt(difference?.now ?? '', 16)
			).toBe(8);
		}
	);

	it('leaves the walk as it was', async () => {
		await run.tryDecrypt({ context: {} });
		await run.to('done');
		await run.tryOpen({ target: 'tag', byte: 0, bit: 0 });
		expect(run.snapshots).toHaveLength(envelopeSteps.length);
		expect(run.snapshots.at(-1)?.calls).toBe(2);
	});
});
