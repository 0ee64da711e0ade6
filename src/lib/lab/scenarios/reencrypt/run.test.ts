import { describe, expect, it } from 'vitest';
import { labScenarios } from '#lib/content/index.ts';
import { decodeUtf8 } from '#lib/crypto/index.ts';
import { attempt, begin, bytesOf, find, names, walkThrough } from '../../engine/session.testing.ts';
import { scenario } from './index.ts';

const text = 'Ωmega, sheet 88';
const inputs = {
	document: { text },
	context: { pairs: { sheet: '88' } },
	'new-context': { pairs: { sheet: '88', office: 'B' } }
};
const { steps } = labScenarios.reencrypt;
type Step = (typeof steps)[number];

describe('a data key from one KMS key to another', () => {
	it.each([
		['the usual inputs', {}],
		['own ones', inputs],
		['a context given up', { ...inputs, 'new-context': { pairs: {} } }]
	])('goes, and opens under the new key only as it was wrapped: %s', async (_, given) => {
		const shots = await walkThrough(scenario, given);
		expect(steps.map((step) => shots[step].outcome)).toEqual([
			undefined,
			undefined,
			undefined,
			undefined,
			undefined,
			'AccessDeniedException',
			undefined,
			'opens',
			'InvalidCiphertextException',
			'opens'
		]);
		expect(steps.map((step) => shots[step].calls)).toEqual([0, 1, 2, 3, 3, 4, 4, 5, 6, 7]);
	});

	it('never shows the mover a plaintext', async () => {
		const shots = await walkThrough(scenario, inputs);
		for (const step of steps)
			for (const { kind } of shots[step].holds.mover ?? [])
				expect(['policy', 'wrapped-key', 'context']).toContain(kind);
		const { request, response, event } = shots.moved.exchanges[0] ?? {};
		expect(Object.keys(response ?? {})).not.toContain('Plaintext');
		expect(request).toMatchObject({
			SourceEncryptionContext: { sheet: '88' },
			DestinationEncryptionContext: { sheet: '88', office: 'B' }
		});
		expect(event?.resources).toHaveLength(2);
		expect(event?.requestParameters).toMatchObject({
			sourceEncryptionContext: { sheet: '88' },
			destinationEncryptionContext: { sheet: '88', office: 'B' }
		});
	});

	it('has the data key in the memory of the application on the long way', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(bytesOf(find(shots['take-out'], 'application', 'Data key'))).toHaveLength(32);
		expect(names(shots['put-in'], 'application')).toEqual(['Wrapped data key', 'No data key']);
		expect(bytesOf(find(shots['put-in'], 'application', 'No data key'))).toEqual(
			new Uint8Array(32)
		);
		expect(shots.moved.figures).toEqual([
			{ label: 'Data key sent out in the clear', value: 'once' }
		]);
	});

	it('names the one of the two keys that unwraps', async () => {
		const shots = await walkThrough(scenario, inputs);
		const labelAt = (step: Step) => shots[step].work?.find(({ actor }) => actor === 'kms')?.label;
		expect((['take-out', 'open', 'old-copy'] as const).map(labelAt)).toEqual([
			'unwraps with the old key',
			'unwraps with the new key',
			'unwraps with the old key'
		]);
	});

	it('leaves the ciphertext of the document alone, and changes what wraps its key', async () => {
		const shots = await walkThrough(scenario, inputs);
		const stored = (step: Step, name: string) => bytesOf(find(shots[step], 'storage', name));
		expect(stored('old-copy', 'Ciphertext')).toEqual(stored('start', 'Ciphertext'));
		expect(stored('moved', 'Wrapped data key')).toEqual(stored('start', 'Wrapped data key'));
		expect(stored('store', 'Wrapped data key')).not.toEqual(stored('start', 'Wrapped data key'));
		for (const step of ['open', 'old-copy'] as const)
			expect(decodeUtf8(bytesOf(find(shots[step], 'application', 'Document')))).toBe(text);
	});

	it('keeps with each wrapping the context that it was made with', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(find(shots['old-copy'], 'storage', 'Encryption context').text).toContain('office');
		expect(find(shots['old-copy'], 'storage', 'Context in the backup').text).toBe('sheet = 88');
	});

	it('says who could read the document', async () => {
		const shots = await walkThrough(scenario, inputs);
		const can = (step: Step) => shots[step].readers.map((reader) => reader.can);
		expect(can('take-out')).toEqual(['yes', 'no', 'no', 'no']);
		for (const step of ['start', 'put-in', 'ask', 'moved', 'peek', 'store', 'old-context'] as const)
			expect(can(step)).toEqual(['with-permission', 'no', 'no', 'no']);
		expect(can('open')).toEqual(['yes', 'no', 'no', 'no']);
	});

	it('wants a context that changes', () => {
		expect(scenario.check?.({ ...inputs, 'new-context': inputs.context })?.problem).toContain(
			'Change at least one pair'
		);
		expect(scenario.check?.(inputs)).toBeUndefined();
	});
});

describe('broken on purpose', () => {
	const session = begin(scenario, inputs);
	it.each([
		['take-out', 'memory', {}, 'opens'],
		['put-in', 'memory', {}, 'closed'],
		['moved', 'memory', {}, 'closed'],
		['store', 'memory', {}, 'closed'],
		['ask', 'permissions', { has: 'both' }, 'moves'],
		['ask', 'permissions', { has: 'from-only' }, 'AccessDeniedException'],
		['moved', 'permissions', { has: 'to-only' }, 'AccessDeniedException'],
		['moved', 'permissions', { has: 'long-way' }, 'AccessDeniedException'],
		['ask', 'permissions', { has: 'crossed' }, 'AccessDeniedException'],
		['ask', 'source-context', { context: { pairs: { sheet: '88' } } }, 'moves'],
		[
			'moved',
			'source-context',
			{ context: { pairs: { sheet: '89' } } },
			'InvalidCiphertextException'
		],
		['store', 'old-key-disabled', { copy: 'new' }, 'opens'],
		['old-copy', 'old-key-disabled', { copy: 'old' }, 'DisabledException']
	])('at %s, %s with %o: %s', async (step, id, values, code) => {
		const outcome = await attempt(session, scenario, { step, id, values });
		expect(outcome.code).toBe(code);
		expect(outcome.refusal ?? outcome.told).toBeTruthy();
	});

	it.each([
		['from-only', 'kms:ReEncryptTo on'],
		['to-only', 'kms:ReEncryptFrom on'],
		['long-way', 'kms:ReEncryptFrom on'],
		['crossed', 'kms:ReEncryptFrom on']
	])('names the permission that %s lacks as AWS does', async (has, missing) => {
		const values = { has };
		const { refusal } = await attempt(session, scenario, {
			step: 'ask',
			id: 'permissions',
			values
		});
		expect(refusal?.message).toContain(missing.split(' ')[0]);
		expect(refusal?.why).toContain(missing);
	});

	it('leaves the walk as it was', async () => {
		await session.to(steps.length - 1);
		expect(session.shots.at(-1)?.calls).toBe(7);
		expect(session.shots.at(-1)?.outcome).toBe('opens');
	});
});
