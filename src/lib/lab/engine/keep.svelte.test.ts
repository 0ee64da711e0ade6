import { beforeEach, describe, expect, it } from 'vitest';
import { labScenarios } from '#lib/content/index.ts';
import type { Html, LabScenario } from '#lib/content/index.ts';
import { LazyStudyLog } from '#lib/storage/index.ts';
import { scenario as code } from '../scenarios/direct/index.ts';
import { Keep } from './keep.svelte.ts';
import { Walk } from './walk.svelte.ts';

const content: LabScenario = {
	id: 'direct',
	title: 'One call',
	summary: 'There and back.',
	minutes: 3,
	lessons: [],
	questions: [],
	steps: labScenarios.direct.steps.map((id) => ({
		id,
		title: id,
		tell: 'Told.' as Html,
		facts: []
	})),
	breaks: []
};

/** A database that answers when it is told to. */
class SlowLog extends LazyStudyLog {
	readonly #asked = Promise.withResolvers<undefined>();
	answer = () => {
		this.#asked.resolve(undefined);
	};
	override async settings() {
		const settings = await super.settings();
		await this.#asked.promise;
		return settings;
	}
}

let walk: Walk;
beforeEach(async () => {
	walk = new Walk(content, code);
	await walk.prepare();
});

describe('the address that others reach the app at', () => {
	it('stays as typed when what is remembered is read later', async () => {
		const log = new SlowLog(`keep-${crypto.randomUUID()}`);
		const keep = new Keep(walk, 'http://localhost:4173/', log);
		const begun = keep.begin();
		await keep.setAddress('keywrap.example');
		expect(keep.link).toMatch(/^https:\/\/keywrap\.example\/lab\/direct\//);
		log.answer();
		await begun;
		expect(keep.address).toBe('https://keywrap.example/');
		expect(keep.link).toMatch(/^https:\/\/keywrap\.example\/lab\/direct\//);
		expect(keep.qr.length).toBeGreaterThan(20);
	});
});
