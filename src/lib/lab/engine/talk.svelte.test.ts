import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labScenarios } from '#lib/content/index.ts';
import type { Html, LabScenario } from '#lib/content/index.ts';
import { scenario as code } from '../scenarios/envelope/index.ts';
import { Talk } from './talk.svelte.ts';
import { Walk } from './walk.svelte.ts';

const html = (text: string) => text as Html;
const { steps, breaks } = labScenarios.envelope;
const content: LabScenario = {
	id: 'envelope',
	title: 'One envelope',
	summary: 'There and back.',
	minutes: 6,
	lessons: [],
	questions: [],
	steps: steps.map((id) => ({
		id,
		title: id,
		tell: html(`First of ${id}. Then more.`),
		facts: []
	})),
	breaks: Object.entries(breaks).map(([id, codes]) => ({
		id,
		title: `Break ${id}`,
		tell: html(`Altered: ${id}.`),
		ask: html('What comes of it?'),
		options: codes.map((outcome) => ({ text: html(outcome), outcome, why: html('Why.') }))
	}))
};

let walk: Walk;
let talk: Talk;
let end: () => void;
beforeEach(async () => {
	walk = new Walk(content, code);
	await walk.prepare();
	await walk.goTo('ask-decrypt');
	end = $effect.root(() => {
		talk = new Talk(walk);
	});
	flushSync();
});
afterEach(() => {
	end();
});

const shown = () => {
	const { slide } = talk;
	if (slide?.is === 'html') return slide.html;
	return slide?.is === 'text' ? slide.text : slide?.is;
};
const shows = (text: string) => expect.poll(() => (flushSync(), shown())).toBe(text);

describe('a talk', () => {
	it('goes one sentence at a time, and back to the last one of the step before', async () => {
		expect(shown()).toBe('First of ask-decrypt.');
		talk.next();
		expect(shown()).toBe('Then more.');
		talk.next();
		await shows('First of receive-key.');
		talk.back();
		await shows('Then more.');
		expect(walk.step).toBe('ask-decrypt');
	});

	it('breaks in the midst of a step: what, with what, the question, the refusal, the answer', async () => {
		talk.next();
		talk.breakNext();
		expect(talk.breaking).toBe('Break other-context');
		expect(shown()).toBe('Altered: other-context.');
		talk.next();
		expect(shown()).toContain('= something-else');
		talk.next();
		expect(shown()).toBe('question');
		talk.choose(1);
		expect(walk.predicted['other-context']).toBe(1);
		expect(walk.broken).toBeUndefined();
		talk.next();
		await expect
			.poll(() => [walk.broken?.outcome.refusal?.name, talk.slide?.is])
			.toEqual(['InvalidCiphertextException', 'text']);
		while (talk.slide?.is === 'text') talk.next();
		expect(talk.slide).toMatchObject({ is: 'answer', code: 'InvalidCiphertextException' });
		talk.next();
		// The walk is whole again, and goes on where it was left.
		expect(talk.breaking).toBeUndefined();
		expect(walk.broken).toBeUndefined();
		expect(shown()).toBe('Then more.');
	});

	it('offers the next thing to break, then the narration; back leaves as well', () => {
		for (const { words } of talk.offered) {
			talk.breakNext();
			expect(talk.breaking).toBe(words.title);
		}
		talk.breakNext();
		expect(talk.breaking).toBeUndefined();
		talk.breakNext();
		talk.back();
		expect(talk.breaking).toBeUndefined();
		expect(shown()).toBe('First of ask-decrypt.');
	});

	it('breaks nothing where nothing is offered, and nothing at another step', async () => {
		talk.breakNext();
		await walk.goTo('start');
		flushSync();
		expect(talk.breaking).toBeUndefined();
		expect(talk.offered).toEqual([]);
		talk.breakNext();
		expect(shown()).toBe('First of start.');
	});

	it('takes no prediction where none is asked for', () => {
		talk.choose(0);
		expect(walk.predicted).toEqual({});
	});
});
