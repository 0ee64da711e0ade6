import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeHex } from '#lib/crypto/index.ts';
import { mapMessage } from '#lib/envelope/index.ts';
import { attempt, begin, bytesOf, find, names, walkThrough } from '../../engine/session.testing.ts';
import type { PlacedAct } from '../../engine/session.ts';
import type { Shot } from '../../engine/types.ts';
import { bucketKeyCalls } from './bucket.ts';
import { scenario } from './index.ts';
import { reportOf } from './report.ts';

const text = 'Ωmega, the third quarter';
const inputs = { document: { text }, object: 'ledgers/q3.txt' };
const steps = (await import('#lib/content/index.ts')).labScenarios.s3.steps;
type Step = (typeof steps)[number];
const at = (step: Step) => steps.indexOf(step);
const put = (step: Step, kind: string): PlacedAct => ({
	id: 'put',
	values: { kind, text: 'more' },
	at: at(step)
});
const get = (step: Step, object: number, who: string): PlacedAct => ({
	id: 'get',
	values: { object, who },
	at: at(step)
});
const wait = (step: Step, minutes: number): PlacedAct => ({
	id: 'wait',
	values: { minutes },
	at: at(step)
});
const trailOf = (shot: Shot) =>
	shot.trail.map(({ operation, event, refusal }) => [
		operation,
		event?.userIdentity.arn.split('/')[1],
		(event?.requestParameters?.encryptionContext as Record<string, string> | undefined)?.[
			'aws:s3:arn'
		],
		refusal?.name
	]);
const bucket = 'arn:aws:s3:::quarterly-reports';

async function shown(acts: readonly PlacedAct[], step: Step = 'count', more = {}): Promise<Shot> {
	const session = begin(scenario, { ...inputs, ...more }, acts);
	await session.to(at(step));
	const shot = session.shots[at(step)];
	if (!shot) throw new Error(`No picture of ${step}`);
	return shot;
}

describe('a bucket from the inside', () => {
	it('asks AWS KMS as it is documented: for each object, in the name of the caller, with the ARN', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(steps.map((step) => shots[step].calls)).toEqual([
			0, 0, 1, 1, 3, 4, 5, 6, 7, 8, 8, 8, 9, 9
		]);
		expect(trailOf(shots.count)).toEqual([
			['GenerateDataKey', 'payroll-app', `${bucket}/ledgers/q3-2.txt`, undefined],
			['GenerateDataKey', 'payroll-app', `${bucket}/ledgers/q3-3.txt`, undefined],
			['GenerateDataKey', 'payroll-app', `${bucket}/ledgers/q3-4.txt`, undefined],
			['Decrypt', 'payroll-app', `${bucket}/ledgers/q3-4.txt`, undefined],
			['Decrypt', 'contractor', `${bucket}/ledgers/q3-2.txt`, 'AccessDeniedException'],
			['GenerateDataKey', 'payroll-app', bucket, undefined],
			['Decrypt', 'auditor', bucket, undefined],
			['GenerateDataKey', 'payroll-app', `${bucket}/ledgers/q3-8.txt`, undefined],
			['GenerateDataKey', 'payroll-app', undefined, undefined]
		]);
		expect(steps.map((step) => shots[step].outcome)).toEqual([
			undefined,
			undefined,
			undefined,
			undefined,
			'2',
			'opens',
			'AccessDeniedException',
			'1',
			'opens',
			undefined,
			'AccessDenied',
			undefined,
			undefined,
			undefined
		]);
	});

	it('shows the call that S3 is about to make as the call that it makes', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(shots['kms-asks'].exchanges[0]?.request).toEqual(
			shots['kms-stores'].exchanges[0]?.request
		);
		expect(names(shots['kms-asks'], 's3')).toContain('Object on its way');
	});

	it('stores no plaintext and no two ciphertexts alike, and gives back what was put', async () => {
		const shots = await walkThrough(scenario, inputs);
		const stored = (
			['s3-managed', 'kms-stores', 'each-its-own', 'two-layers', 'own-key'] as const
		).map((step) =>
			encodeHex(bytesOf(shots[step].holds.bucket?.[0] ?? find(shots[step], 'bucket', '')))
		);
		expect(new Set(stored).size).toBe(stored.length);
		const plain = encodeHex(new TextEncoder().encode(text));
		for (const hex of stored) expect(hex).not.toContain(plain);
		expect(names(shots['kms-stores'], 'bucket')).toEqual([
			'Object 2',
			'Wrapped data key of object\u00a02'
		]);
		expect(names(shots['two-layers'], 'bucket')).toEqual([
			'Object 8',
			'Wrapped data key of object\u00a08',
			'Second data key of object\u00a08'
		]);
		expect(names(shots['own-key'], 'bucket')).toEqual(['Object 9']);
		expect(decodeUtf8(bytesOf(find(shots['two-permissions'], 'reader', 'Object 1, opened')))).toBe(
			text
		);
	});

	it('overwrites the data keys, and keeps a bucket-level key for each requester', async () => {
		const shots = await walkThrough(scenario, inputs);
		for (const step of [
			's3-managed',
			'kms-stores',
			'two-layers',
			'own-key',
			'client-side'
		] as const)
			expect(bytesOf(find(shots[step], 's3', 'No data key'))).toEqual(new Uint8Array(32));
		expect(names(shots['each-its-own'], 's3').join()).not.toContain('Bucket-level');
		const application = find(shots['bucket-key-read'], 's3', 'Bucket-level key for payroll-app');
		const auditor = find(shots['bucket-key-read'], 's3', 'Bucket-level key for auditor');
		expect(bytesOf(auditor)).toEqual(bytesOf(application));
	});

	it('shows AWS KMS at work wherever it was asked', async () => {
		const shots = await walkThrough(scenario, inputs);
		const works = (step: Step) =>
			(shots[step].work ?? []).filter(({ actor }) => actor === 'kms').map(({ from }) => from);
		for (const step of ['kms-stores', 'each-its-own', 'bucket-key', 'two-layers'] as const)
			expect(works(step)).toEqual([['data-key', 'kms-key', 'context']]);
		expect(works('bucket-key-read')).toEqual([['kms-key', 'wrapped-key', 'context']]);
		expect(works('own-key')).toEqual([]);
	});

	it('lets S3 see every document but the one encrypted before', async () => {
		const shots = await walkThrough(scenario, inputs);
		const s3 = (step: Step) => shots[step].readers.find(({ who }) => who === 'Amazon S3')?.can;
		expect(steps.map(s3)).toEqual(['no', ...Array<string>(11).fill('yes'), 'no', 'no']);
		const sealed = shots['client-side'].travel?.find(({ operation }) => operation === 'PutObject');
		expect(sealed?.things.map(({ kind }) => kind)).toEqual(['wrapped-key', 'ciphertext']);
	});
});

describe('what the user does', () => {
	it('puts and gets objects of every kind, by whoever may', async () => {
		const kinds = ['sse-s3', 'sse-kms', 'bucket-key', 'dsse', 'sse-c', 'client-side'];
		const readers = {
			application: kinds,
			auditor: kinds.filter((kind) => kind !== 'sse-c'),
			contractor: ['sse-s3']
		};
		for (const [who, may] of Object.entries(readers))
			for (const [index, kind] of kinds.entries()) {
				const shot = await shown([
					...kinds.map((one) => put('count', one)),
					get('count', 11 + index, who)
				]);
				expect([who, kind, shot.outcome === 'opens']).toEqual([who, kind, may.includes(kind)]);
			}
	}, 60_000);

	it('has the calls of each object counted', async () => {
		const shot = await shown([
			put('count', 'bucket-key'),
			wait('count', 5),
			put('count', 'bucket-key'),
			get('count', 12, 'application')
		]);
		const report = reportOf(shot);
		expect(report?.objects.slice(10).map(({ calls }) => calls)).toEqual([0, 1]);
		expect(report?.objects.map(({ calls }) => calls).reduce((sum, calls) => sum + calls)).toBe(
			shot.trail.filter(({ operation }) => operation === 'GenerateDataKey').length
		);
		expect(report?.kinds.find(({ kind }) => kind === 'bucket-key')).toMatchObject({
			written: 5,
			writeCalls: 2,
			read: 4,
			readCalls: 1
		});
	});

	it('changes nothing of what the steps after it tell', async () => {
		const acts = [
			put('s3-managed', 'sse-s3'),
			get('each-its-own', 1, 'application'),
			put('two-permissions', 'bucket-key'),
			put('bucket-key', 'bucket-key'),
			get('bucket-key', 8, 'auditor')
		];
		for (const [step, outcome] of [
			['two-permissions', 'AccessDeniedException'],
			['bucket-key', '1']
		] as const)
			expect([step, (await shown(acts, step)).predicted]).toEqual([step, outcome]);
		const read = await shown(acts, 'read');
		expect(read.exchanges.map(({ operation }) => operation)).toEqual(['Decrypt']);
		const last = await shown(acts, 'bucket-key-read');
		expect(last.exchanges.map(({ operation }) => operation)).toEqual(['Decrypt']);
		expect(last.came).toContain('bucket-level key for the auditor');
		expect((await shown([], 'bucket-key-read')).came).toBeUndefined();
	});

	it('is told what came of it, and holds what it got', async () => {
		const own = { text: 'own words', kind: 'client-side' };
		const acts = [{ ...put('count', 'client-side'), values: own }];
		expect((await shown(acts)).came).toBe(
			'Object 11 lies in the bucket under client-side. AWS KMS was asked once.'
		);
		const got = await shown([...acts, get('count', 11, 'application')]);
		expect(find(got, 'application', 'Object 11, opened').text).toBe('own words');
		const fetched = got.travel?.find(({ operation }) => operation === 'GetObject');
		expect(fetched?.things.map(({ kind }) => kind)).toEqual(['wrapped-key', 'ciphertext']);
		expect((await shown([wait('count', 5)])).came).toMatch(
			/^It is 12:05\. S3 has erased 2 of 2 bucket-level keys/
		);
	});

	it('is told that an object does not exist', async () => {
		expect((await shown([get('count', 99, 'auditor')])).refusal?.name).toBe('NoSuchKey');
	});

	it('is refused SSE-C until the bucket allows it', async () => {
		expect((await shown([put('read', 'sse-c')], 'read')).refusal?.name).toBe('AccessDenied');
	});
});

describe('the projection', () => {
	it('asks for each object, never, or now and then', async () => {
		const shot = await shown([], 'count', { count: 10_000, pace: 500, lifetime: 5 });
		expect(shot.figures?.at(-1)).toEqual({
			label: 'To write 10,000 objects under SSE-KMS',
			value: '10,000 calls; 4 with a Bucket Key'
		});
		const report = reportOf(shot);
		expect(report?.kinds.map(({ kind, projected }) => [kind, projected])).toEqual([
			['sse-s3', 0],
			['sse-kms', 10_000],
			['bucket-key', 4],
			['dsse', 10_000],
			['sse-c', 0],
			['client-side', 10_000]
		]);
	});

	it.each([
		[1, 1, 1, 1],
		[10, 1, 1, 10],
		[10, 1, 5, 2],
		[10_000, 1_000_000, 1, 1]
	])('%d objects at %d a minute, kept for %d minutes: %d calls', (count, pace, lifetime, calls) => {
		expect(bucketKeyCalls(count, pace, lifetime)).toBe(calls);
	});
});

describe('broken on purpose', () => {
	const taken = (values: { what: string; object: string; who: string; minutes: number }) =>
		attempt(begin(scenario, inputs), scenario, { step: 'own-key', id: 'taken-away', values });

	it.each([
		['permission', '2', 'auditor', 0, 'AccessDeniedException'],
		['permission', '1', 'auditor', 0, 'opens'],
		['permission', '2', 'application', 0, 'opens'],
		// S3 still has the bucket-level key, and then no more.
		['permission', '7', 'auditor', 4, 'opens'],
		['permission', '7', 'auditor', 5, 'AccessDeniedException'],
		['key', '7', 'application', 4, 'opens'],
		['key', '7', 'application', 5, 'DisabledException'],
		['key', '8', 'application', 0, 'DisabledException'],
		['key', '9', 'application', 0, 'opens'],
		['key', '9', 'auditor', 0, 'AccessDenied']
	])(
		'%s taken away, object %s read by the %s after %d minutes: %s',
		async (what, object, who, minutes, code) => {
			const outcome = await taken({ what, object, who, minutes });
			expect(outcome.code).toBe(code);
			if (code === 'opens') expect(outcome.bytes?.[0]?.text).toBe(text);
			else expect(outcome.refusal?.name).toBe(code);
		}
	);

	it.each([
		['same', 'opens'],
		['other', 'AccessDenied']
	])('SSE-C with the %s key: %s', async (which, code) => {
		const outcome = await attempt(begin(scenario, inputs), scenario, {
			step: 'count',
			id: 'own-key-lost',
			values: { which }
		});
		expect(outcome.code).toBe(code);
	});
});

it('what the client sealed is a message of the AWS Encryption SDK', async () => {
	const shots = await walkThrough(scenario, inputs);
	const message = shots['client-side'].messages?.[0];
	expect(message?.kind).toBe('message');
	expect(mapMessage(message?.bytes ?? new Uint8Array()).some(({ error }) => error)).toBe(false);
});
