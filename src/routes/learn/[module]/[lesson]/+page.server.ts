import { error } from '@sveltejs/kit';
import { render } from 'svelte/server';
import type { FigureName } from '#lib/content/index.ts';
import { figures } from '#lib/figures/index.ts';
import { getLesson, getModule, getModules } from '#lib/server/index.ts';
import type { EntryGenerator, PageServerLoad } from './$types';

export const entries: EntryGenerator = async () =>
	(await getModules()).flatMap(({ id, lessons }) =>
		lessons.map(({ slug }) => ({ module: id, lesson: slug }))
	);

/** Without the comments that Svelte leaves for hydration: inside injected HTML they would mislead it. */
const drawn = (name: FigureName) => render(figures[name]).body.replace(/<!--.*?-->/gs, '');

export const load: PageServerLoad = async ({ params }) => {
	const module = await getModule(params.module);
	const lesson = await getLesson(params.module, params.lesson);
	if (!module || !lesson) error(404, 'There is no such lesson.');
	// Figures are drawn by the build, so that no reader loads the code that draws them.
	const drawings: Record<string, string> = {};
	for (const block of lesson.blocks) {
		if (block.kind === 'figure') drawings[block.name] = drawn(block.name);
	}
	return { module, lesson, figures: drawings };
};
