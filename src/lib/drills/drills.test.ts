import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FactView } from '#lib/content/index.ts';
import { generate, templates, DrillError } from './index.ts';

/** Facts of which only the id matters here; that the ledger has them is tested in the server room. */
const facts = new Map(
	templates.flatMap((template) =>
		template.facts.map((id) => [
			id,
			{
				id,
				statement: id,
				source: { title: id, url: 'https://docs.aws.amazon.com/' },
				checked: '2026-08-07',
				confidence: 'documented'
			} satisfies FactView
		])
	)
);
const make = (template: string, seed: number, version = 1) =>
	generate({ template, version, seed }, facts);

const words = (html: string) => html.replace(/<[^>]*>/g, '').trim();

describe.each(templates.map(({ id }) => id))('%s', (id) => {
	// Making an RSA key takes its time; the others are quick.
	const seeds = id === 'drill-size-limit' ? 6 : 60;

	test('makes sound questions from any seed', { timeout: 60_000 }, async () => {
		const stems = new Set<string>();
		const keys = new Set<number>();
		for (let seed = 1; seed <= seeds; seed++) {
			const question = await make(id, seed * 7919);
			const { options } = question;
			expect(templates.find((template) => template.id === id)?.types).toContain(question.type);
			const right = options.filter(({ correct }) => correct).length;
			const where = `seed ${seed * 7919}`;
			expect(options.length, where).toBeGreaterThanOrEqual(question.type === 'single' ? 3 : 5);
			// Each multiple-response stem here asks for two.
			expect(right, where).toBe(question.type === 'single' ? 1 : 2);
			if (question.type === 'multiple') expect(words(question.stem)).toContain('Which two');
			expect(new Set(options.map(({ text }) => words(text))).size, where).toBe(options.length);
			for (const { text, why } of options) {
				expect(words(text), where).not.toBe('');
				expect(words(why).split(/\s+/).length, where).toBeGreaterThan(3);
			}
			expect(JSON.stringify(question), where).not.toMatch(/undefined|NaN|\[object/);
			stems.add(question.stem + options.map(({ text }) => text).join());
			keys.add(options.findIndex(({ correct }) => correct));
		}
		expect(stems.size).toBeGreaterThan(seeds / 6);
	});

	test('makes the same question from the same seed', async () => {
		const seed = 20261121;
		expect(await make(id, seed)).toEqual(await make(id, seed));
	});
});

test('asks for a version that it has', async () => {
	await expect(make('drill-deletion-date', 1, 0)).rejects.toMatchObject({ code: 'OTHER_VERSION' });
	await expect(make('drill-none', 1)).rejects.toMatchObject({ code: 'UNKNOWN_TEMPLATE' });
	await expect(
		generate({ template: 'drill-deletion-date', version: 1, seed: 1 }, new Map())
	).rejects.toBeInstanceOf(DrillError);
});

/** Rules that are simple enough to be told twice: an independent count agrees with what was run. */
test('rotations are counted as a calendar counts them', async () => {
	await fc.assert(
		fc.asyncProperty(fc.nat(), async (seed) => {
			const { stem, options, hints } = await make('drill-rotation-count', seed);
			const number = (text: string | undefined) => Number((text ?? '').replace(/\D/g, ''));
			const period = number(/of ([\d,]+)\./.exec(words(stem))?.[1]);
			const days = number(/are ([\d,]+) of/.exec(words(hints[0] ?? ''))?.[1]);
			const onDemand = stem.includes('RotateKeyOnDemand') ? 1 : 0;
			const right = options.find(({ correct }) => correct);
			expect(Number(right?.text)).toBe(Math.floor(days / period) + onDemand + 1);
		}),
		{ numRuns: 40 }
	);
});

test('a waiting period of 7 to 30 days is taken, any other is refused', async () => {
	await fc.assert(
		fc.asyncProperty(fc.nat(), async (seed) => {
			const { stem, options } = await make('drill-deletion-date', seed);
			const asked = / of (\d+)\. Which/.exec(words(stem))?.[1];
			const days = asked === undefined ? 30 : Number(asked);
			const refused = options.at(-1)?.correct;
			expect(refused).toBe(days < 7 || days > 30);
			if (refused) return;
			const [, start = ''] = /^On (.*?) at/.exec(words(stem)) ?? [];
			const right = words(options.find(({ correct }) => correct)?.text ?? '');
			expect(Date.parse(`${right} UTC`) - Date.parse(`${start} UTC`)).toBe(days * 86_400_000);
		}),
		{ numRuns: 60 }
	);
});
