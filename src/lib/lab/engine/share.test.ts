import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { scenario as envelope } from '../scenarios/envelope/index.ts';
import { LabStateError, packState, readState, unpackState, writeState } from './share.ts';
import type { ScenarioCode } from './types.ts';
import type { LabState } from './walk.svelte.ts';

const code: ScenarioCode = {
	...(envelope as ScenarioCode),
	acts: [
		{
			id: 'wait',
			at: ['store'],
			title: 'Wait',
			button: 'Wait',
			told: () => 'Waited',
			fields: [{ id: 'days', kind: 'number', label: 'Days', initial: 1, min: 0, max: 365 }]
		}
	]
};
const state: LabState = {
	scenario: 'envelope',
	step: 'ask-decrypt',
	inputs: {
		document: { name: 'scan ä.bin', bytes: new Uint8Array([0, 127, 255]) },
		context: {
			pairs: JSON.parse('{"__proto__": "1", "purpose": "payroll"}') as object as Record<
				string,
				string
			>
		},
		suite: '0578'
	},
	acts: [{ id: 'wait', at: 5, values: { days: 30 } }],
	broken: { id: 'wrapped-key-bit', values: { bit: { byte: 3, bit: 7 } } }
};
const pack = (text: string) => deflateRawSync(text).toString('base64url');
const codeOf = async (work: () => LabState | Promise<LabState>) => {
	try {
		await work();
		return 'opened';
	} catch (error) {
		if (!(error instanceof LabStateError)) throw error;
		expect(error.message).toMatch(/\.$/);
		return error.code;
	}
};
const changed = (change: (data: Record<string, unknown>) => void) => {
	const data = JSON.parse(writeState(state)) as Record<string, unknown>;
	change(data);
	return JSON.stringify(data);
};

describe('a shared state', () => {
	it('comes back from a link and from a file as it was', async () => {
		const packed = await packState(state);
		expect(packed).toMatch(/^[\w-]+$/);
		expect(await unpackState(packed, code)).toEqual(state);
		expect(readState(writeState(state), code)).toEqual(state);
		expect(Object.keys((state.inputs.context as { pairs: object }).pairs)).toContain('__proto__');
	});

	it('keeps every break with its place, and is then one of the second version', async () => {
		const several: LabState = {
			...state,
			breaks: [
				{ id: 'message-bit', at: 5, after: 0, values: { part: 'tag', bit: { byte: 1, bit: 0 } } },
				{ id: 'wrapped-key-bit', at: 7, after: 1, values: { bit: { byte: 3, bit: 7 } } }
			]
		};
		expect(await unpackState(await packState(several), code)).toEqual(several);
		expect(JSON.parse(writeState(several))).toMatchObject({ version: 2 });
		// What the first version can say is still written so: older pages read it.
		expect(JSON.parse(writeState(state))).toMatchObject({ version: 1 });
	});

	it('holds no key and no computed byte', () => {
		expect(Object.keys(JSON.parse(writeState(state)) as object).sort()).toEqual([
			'acts',
			'broken',
			'inputs',
			'keywrap',
			'scenario',
			'step',
			'version'
		]);
	});
});

describe('what anybody may have written', () => {
	it.each([
		['nothing', ''],
		['no base64', '%%%'],
		['no deflated bytes', 'AAAA'],
		['no JSON', pack('{')],
		['another JSON', pack('[1,2]')],
		['a member too many', pack(changed((data) => (data.more = 1)))],
		['a value of no kind', pack(changed((data) => (data.inputs = [['document', { x: 1 }]])))],
		[
			'bytes that are none',
			pack(changed((data) => (data.inputs = [['document', { name: 'a', base64: '%' }]])))
		]
	])('%s is unreadable', async (_, packed) => {
		expect(await codeOf(() => unpackState(packed, code))).toBe('lab-state-unreadable');
	});

	it.each([
		['an unknown field', (data: Record<string, unknown>) => (data.inputs = [['x', 'y']])],
		[
			'a value outside its choice',
			(data: Record<string, unknown>) => (data.inputs = [['suite', '9999']])
		],
		[
			'too many pairs',
			(data: Record<string, unknown>) =>
				(data.inputs = [
					['context', { pairs: Array.from({ length: 9 }, (_, i) => [String(i), '']) }]
				])
		],
		[
			'an unknown act',
			(data: Record<string, unknown>) => (data.acts = [{ id: 'x', at: 0, values: [] }])
		],
		[
			'an act beyond its field',
			(data: Record<string, unknown>) =>
				(data.acts = [{ id: 'wait', at: 0, values: [['days', 1e9]] }])
		],
		[
			'an unknown break',
			(data: Record<string, unknown>) => (data.broken = { id: 'x', values: [] })
		],
		[
			'an unknown break among others',
			(data: Record<string, unknown>) => (data.breaks = [{ id: 'x', at: 0, after: 0, values: [] }])
		],
		[
			'a break after more acts than there are',
			(data: Record<string, unknown>) =>
				(data.breaks = [{ id: 'message-bit', at: 5, after: 2, values: [] }])
		]
	])('%s does not fit', async (_, change) => {
		expect(await codeOf(() => readState(changed(change), code))).toBe('lab-state-misfit');
	});

	it('is told apart from another scenario and a later version', async () => {
		expect(
			await codeOf(() =>
				readState(
					changed((data) => (data.scenario = 'direct')),
					code
				)
			)
		).toBe('lab-state-other-scenario');
		expect(
			await codeOf(() =>
				readState(
					changed((data) => (data.version = 3)),
					code
				)
			)
		).toBe('lab-state-later');
	});

	it('ends where it would fill the memory', async () => {
		const bomb = deflateRawSync(Buffer.alloc(40_000_000)).toString('base64url');
		expect(await codeOf(() => unpackState(bomb, code))).toBe('lab-state-too-large');
		expect(await codeOf(() => unpackState('A'.repeat(2_000_001), code))).toBe(
			'lab-state-too-large'
		);
		expect(await codeOf(() => readState(' '.repeat(4_000_001), code))).toBe('lab-state-too-large');
	});
});
