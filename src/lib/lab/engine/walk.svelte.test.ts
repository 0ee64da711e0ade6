import { beforeEach, describe, expect, it, vi } from 'vitest';
import { labScenarios } from '#lib/content/index.ts';
import type { Html, LabScenario, LabStepId } from '#lib/content/index.ts';
import { scenario as deletion } from '../scenarios/deletion/index.ts';
import { scenario as code } from '../scenarios/envelope/index.ts';
import { replay, stateOf } from './replay.ts';
import { Session } from './session.ts';
import { Walk } from './walk.svelte.ts';

const { steps, breaks } = labScenarios.envelope;
const none = '' as Html;
const content: LabScenario = {
	id: 'envelope',
	title: 'One envelope',
	summary: 'There and back.',
	minutes: 6,
	lessons: [],
	questions: [],
	steps: steps.map((id) => ({ id, title: `Title of ${id}`, tell: none, facts: [] })),
	breaks: Object.keys(breaks).map((id) => ({ id, title: id, tell: none, ask: none, options: [] }))
};
const sample = 'Payroll, November: Ana 4,210 · Ben 3,985 · Chidi 4,640';

let walk: Walk;
beforeEach(async () => {
	walk = new Walk(content, code);
	await walk.prepare();
});

const held = (actor = 'application') => walk.shot?.holds[actor]?.map(({ name }) => name) ?? [];
const ciphertext = () =>
	walk.shot?.holds.storage?.find(({ kind }) => kind === 'ciphertext')?.parts[0]?.bytes;
/** Until what was changed is computed. */
const shows = (text: string) =>
	expect.poll(() => walk.shot?.holds.application?.[0]?.text).toBe(text);

describe('the walk', () => {
	it('shows nothing before anything is ready', () => {
		const unready = new Walk(content, code);
		expect(unready.status).toBe('preparing');
		expect(unready.shot).toBeUndefined();
		expect(unready.inputs.document).toEqual({ text: sample });
	});

	it('goes forward and back, and back shows the very bytes of then', async () => {
		await walk.goTo('store');
		const bytes = ciphertext();
		await walk.goTo('done');
		await walk.goTo('store');
		expect(walk.step).toBe('store');
		expect(ciphertext()).toBe(bytes);
		await walk.back();
		expect(walk.step).toBe('erase');
		expect(held()).toContain('No data key');
		await walk.back();
		expect(held()).toContain('Data key');
	});

	it('counts every press of a hurried reader', async () => {
		await Promise.all([walk.next(), walk.next(), walk.next()]);
		expect(walk.step).toBe('encrypt');
	});

	it('computes the next step ahead, once, and shows it only to whoever goes there', async () => {
		const computed: string[] = [];
		const counting = new Walk(content, {
			...code,
			start: async (inputs, world) => {
				const run = await code.start(inputs, world);
				return {
					...run,
					compute: (step: LabStepId<'envelope'>) => {
						computed.push(step);
						return run.compute(step);
					}
				};
			}
		});
		await counting.lookAhead();
		expect(computed).toEqual([]);
		await counting.prepare();
		await counting.lookAhead();
		expect(computed).toEqual(['start', 'ask-data-key']);
		expect(counting.step).toBe('start');
		expect(counting.trail).toEqual([]);
		await counting.next();
		expect(computed).toEqual(['start', 'ask-data-key']);
		expect(counting.step).toBe('ask-data-key');
		expect(counting.shot?.exchanges[0]?.operation).toBe('GenerateDataKey');
		await counting.goTo('done');
		const all = computed.length;
		await counting.lookAhead();
		expect(computed).toHaveLength(all);
	});

	it('takes one field typed letter by letter for one change, whatever was computed ahead', async () => {
		for (const text of ['H', 'He', 'Hey']) {
			walk.set('document', { text });
			await shows(text);
			await walk.lookAhead();
		}
		expect(walk.timeline).toHaveLength(1);
		await walk.next();
		await walk.back();
		walk.set('document', { text: 'Hello' });
		expect(walk.timeline).toHaveLength(2);
	});

	it('stops at both ends', async () => {
		await walk.back();
		expect(walk.isFirst).toBe(true);
		await walk.goTo(99);
		expect(walk.isLast).toBe(true);
		await walk.next();
		expect(walk.step).toBe('done');
	});

	it('starts again when the input changes, and undo brings everything back', async () => {
		await walk.goTo('store');
		const bytes = ciphertext();
		walk.set('document', { text: 'H' });
		walk.set('document', { text: 'Hello' });
		expect(walk.step).toBe('start');
		expect(walk.timeline).toHaveLength(1);
		await shows('Hello');
		walk.undo();
		expect(walk.step).toBe('store');
		expect(walk.inputs.document).toEqual({ text: sample });
		expect(ciphertext()).toBe(bytes);
		expect(walk.timeline).toEqual([]);
		await walk.goTo('decrypt');
		expect(walk.shot?.holds.application?.[0]?.text).toBe(sample);
	});

	it('undoes each change, and several at once', async () => {
		walk.set('document', { text: 'Hello' });
		walk.set('context', { pairs: { a: '1' } });
		await walk.goTo('ask-decrypt');
		await walk.attempt('other-context', { context: { pairs: {} } });
		expect(walk.timeline.map(({ label }) => label)).toEqual([
			'Changed: Document',
			'Changed: Encryption context',
			'Broken: other-context'
		]);
		walk.undo();
		expect(walk.broken).toBeUndefined();
		expect(walk.asides).toEqual([]);
		expect(walk.step).toBe('ask-decrypt');
		walk.undo(0);
		expect(walk.inputs.document).toEqual({ text: sample });
		expect(walk.step).toBe('start');
		expect(walk.timeline).toEqual([]);
	});

	it('keeps the last good input while a field holds none', async () => {
		walk.refuse('context', 'The value “payroll” has no name.');
		expect(walk.problems.context).toContain('no name');
		walk.set('context', { pairs: { 'aws-crypto-x': '1' } });
		expect(walk.problems.context).toContain('cannot be used');
		await walk.goTo('ask-data-key');
		expect(walk.shot?.exchanges[0]?.request).toMatchObject({
			EncryptionContext: { purpose: 'payroll' }
		});
		walk.set('context', { pairs: { team: 'blue' } });
		expect(walk.problems).toEqual({});
		await walk.goTo('ask-data-key');
		expect(walk.shot?.exchanges[0]?.request).toMatchObject({ EncryptionContext: { team: 'blue' } });
	});

	it('takes a file, and keeps it under its name', async () => {
		walk.set('document', { name: 'scan.bin', bytes: new Uint8Array([1, 2, 255]) });
		await walk.goTo('done');
		expect(held()).toContain('scan.bin');
		expect(walk.shot?.files?.[0]).toMatchObject({
			name: 'scan.bin',
			bytes: new Uint8Array([1, 2, 255])
		});
	});

	it('walks again with the same document and fresh bytes', async () => {
		await walk.goTo('store');
		const bytes = ciphertext();
		walk.again();
		expect(walk.step).toBe('start');
		await walk.goTo('store');
		expect(ciphertext()).not.toEqual(bytes);
	});

	it('breaks on purpose without leaving the path', async () => {
		await walk.goTo('ask-decrypt');
		await walk.attempt('other-context', { context: { pairs: { purpose: 'travel' } } });
		expect(walk.broken?.outcome.refusal).toMatchObject({ name: 'InvalidCiphertextException' });
		expect(walk.asides).toHaveLength(1);
		expect(walk.trail.at(-1)).toMatchObject({
			altered: true,
			event: { errorCode: 'InvalidCiphertextException' }
		});
		walk.putBack();
		expect(walk.broken).toBeUndefined();
		await walk.attempt('other-context', { context: { pairs: {} } });
		await walk.next();
		expect(walk.step).toBe('receive-key');
		expect(walk.broken).toBeUndefined();
		expect(walk.shot?.calls).toBe(2);
	});

	it('takes over a state with fresh keys, breaks included', async () => {
		walk.set('document', { text: 'To be shared' });
		await walk.goTo('ask-decrypt');
		await walk.attempt('other-context', { context: { pairs: { a: 'b' } } });
		const state = stateOf(walk);
		const bytes = ciphertext();
		const other = new Walk(content, code);
		await other.prepare();
		await replay(other, state, 'From a link.');
		expect(other.step).toBe('ask-decrypt');
		expect(other.inputs.document).toEqual({ text: 'To be shared' });
		expect(other.broken?.outcome.code).toBe('InvalidCiphertextException');
		expect(other.notice).toBe('From a link.');
		const theirs = other.shot?.holds.storage?.find(({ kind }) => kind === 'ciphertext');
		expect(theirs?.parts[0]?.bytes).not.toEqual(bytes);
	});

	it('takes over every break of a state, and each can be undone', async () => {
		await walk.goTo('store');
		await walk.attempt('message-bit', { part: 'tag', bit: { byte: 1, bit: 0 } });
		await walk.goTo('ask-decrypt');
		await walk.attempt('other-context', { context: { pairs: { a: 'b' } } });
		await walk.attempt('other-context', { context: { pairs: {} } });
		await walk.next();
		const state = stateOf(walk);
		const other = new Walk(content, code);
		await other.prepare();
		await replay(other, state, 'From a link.');
		expect(other.step).toBe('receive-key');
		expect(other.broken).toBeUndefined();
		expect(other.asides).toHaveLength(walk.asides.length);
		expect(other.timeline.map(({ label }) => label)).toEqual([
			'Opened another state',
			'Broken: message-bit',
			'Broken: other-context',
			'Broken: other-context'
		]);
		expect(stateOf(other)).toEqual(state);
		other.undo();
		expect(other.step).toBe('ask-decrypt');
		expect(other.broken?.values).toEqual({ context: { pairs: { a: 'b' } } });
		other.undo(1);
		expect(other.step).toBe('store');
		expect(other.asides).toEqual([]);
	});

	it('does not do what a link says of bytes that are not there', async () => {
		await walk.goTo('store');
		const bit = { byte: 1e9, bit: 99 };
		const hostile = { id: 'message-bit', values: { part: 'tag', bit }, at: 5, after: 0 };
		const misplaced = { ...hostile, at: 0 };
		await replay(walk, { ...stateOf(walk), breaks: [hostile, misplaced] }, '');
		expect(walk.failure).toBe('');
		expect(stateOf(walk).breaks).toMatchObject([{ values: { bit: { byte: 0, bit: 0 } } }]);
	});

	it('plays by itself to the end, and stops when told', async () => {
		walk.play(() => 1);
		await expect.poll(() => walk.step).toBe('done');
		expect(walk.playing).toBe(false);
		walk.play(() => 60_000);
		await expect.poll(() => walk.step).toBe('start');
		walk.pause();
		expect(walk.playing).toBe(false);
	});
});

describe('what is done while the walk moves on', () => {
	const days = { days: 1 };
	let clock: Walk;
	beforeEach(async () => {
		const ids = labScenarios.deletion.steps;
		const told = ids.map((id) => ({ id, title: id, tell: none, facts: [] }));
		clock = new Walk({ ...content, id: 'deletion', steps: told, breaks: [] }, deletion);
		await clock.prepare();
		await clock.goTo('wait');
	});

	it('is not done at a step that it was not offered at', async () => {
		const moved = clock.next();
		await Promise.all([moved, clock.act('move-clock', days, 'wait')]);
		expect(clock.step).not.toBe('wait');
		expect(clock.timeline).toEqual([]);
		// The form of the step before still stands there for a moment.
		await clock.act('move-clock', days, 'wait');
		expect(clock.timeline).toEqual([]);
		expect(stateOf(clock).acts).toEqual([]);
	});

	it('is not moved in a run that has gone ahead', async () => {
		const steps = vi.spyOn(Session.prototype, 'to');
		await clock.goTo('enable');
		expect(clock.acts.length).toBeGreaterThan(0);
		steps.mockClear();
		await clock.lookAhead();
		expect(steps).not.toHaveBeenCalled();
		steps.mockRestore();
	});

	it('comes along to whoever gets the state, with its place in the order', async () => {
		const at = (step: string) => labScenarios.deletion.steps.findIndex((id) => id === step);
		await clock.act('move-clock', days, 'wait');
		await clock.attempt('while-pending', { way: 'GenerateDataKey' });
		await clock.act('move-clock', { days: 2 }, 'wait');
		await clock.goTo('enable-again');
		const state = stateOf(clock);
		expect(state.breaks).toMatchObject([{ id: 'while-pending', at: at('wait'), after: 1 }]);
		const other = new Walk(clock.content, deletion);
		await other.prepare();
		await replay(other, state, '');
		expect(other.timeline.map(({ label, at: title }) => [label, title])).toEqual([
			['Opened another state', 'start'],
			[expect.stringContaining('1 day'), 'wait'],
			['Broken: while-pending', 'wait'],
			[expect.stringContaining('2 days'), 'wait']
		]);
		expect(other.shot?.now).toBeDefined();
		const began = (walked: Walk) => walked.shot && walked.shot.now.getTime();
		expect(Math.round(((began(other) ?? 0) - (began(clock) ?? 0)) / 60_000)).toBe(0);
		// Before the second move of the clock: computed once more, at its step.
		other.undo();
		await vi.waitFor(() => {
			expect(other.shot?.step).toBe('wait');
		});
		expect(stateOf(other).acts).toHaveLength(1);
		expect(other.asides.length).toBeGreaterThan(0);
	});

	it('does not swallow a step that is asked for meanwhile', async () => {
		const before = clock.index;
		await Promise.all([clock.act('move-clock', days, 'wait'), clock.next()]);
		expect(stateOf(clock).acts).toMatchObject([{ id: 'move-clock', at: before }]);
		expect(clock.index).toBe(before + 1);
	});

	it('breaks nothing at a step that it was not offered at', async () => {
		await walk.goTo('ask-decrypt');
		const altered = { context: { pairs: {} } };
		await Promise.all([walk.next(), walk.attempt('other-context', altered, 'ask-decrypt')]);
		expect(walk.step).toBe('receive-key');
		expect(walk.timeline).toEqual([]);
		expect(walk.asides).toEqual([]);
	});
});

it('says so where there is no WebCrypto', async () => {
	const subtle = vi.spyOn(globalThis, 'crypto', 'get').mockReturnValue({} as Crypto);
	const unavailable = new Walk(content, code);
	await unavailable.prepare();
	expect(unavailable.status).toBe('unavailable');
	subtle.mockRestore();
});
