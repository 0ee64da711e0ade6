import { error } from '@sveltejs/kit';
import { render } from 'svelte/server';
import {
	atDepth,
	Passages,
	type Lesson,
	type LessonPage,
	type LessonPart,
	type ModuleLink,
	type StillBlock
} from '#lib/content/index.ts';
import { figures } from '#lib/figures/index.ts';
import { Passage } from '#lib/learn/index.ts';
import { getLesson, getModule, getModules } from '#lib/server/index.ts';
import type { EntryGenerator, PageServerLoad } from './$types';

export const entries: EntryGenerator = async () =>
	(await getModules()).flatMap(({ id, lessons }) =>
		lessons.map(({ slug }) => ({ module: id, lesson: slug }))
	);

export const load: PageServerLoad = async ({ params }) => {
	const module = await getModule(params.module);
	const lesson = await getLesson(params.module, params.lesson);
	if (!module || !lesson) error(404, 'There is no such lesson.');
	return { lesson: pageOf(lesson, module) };
};

function pageOf(lesson: Lesson, module: ModuleLink): LessonPage {
	const { slug, title, summary, minutes, sections, blocks } = lesson;
	const { id, number, lessons } = module;
	const parts: LessonPart[] = [];
	const still: StillBlock[][] = [];
	for (const block of blocks) {
		if (block.kind === 'example' || block.kind === 'interactive') {
			parts.push(block);
		} else if (block.kind === 'check') {
			parts.push({ kind: 'check', questions: block.questions.map((question) => question.id) });
		} else {
			if (parts.at(-1)?.kind !== 'passage') {
				parts.push({ kind: 'passage', number: still.length });
				still.push([]);
			}
			still.at(-1)?.push(block);
		}
	}
	const at = lessons.findIndex((link) => link.slug === slug);
	return {
		...{ slug, title, summary, minutes, sections, parts },
		module: { id, number, title: module.title },
		position: at + 1,
		count: lessons.length,
		before: neighbour(lessons[at - 1]),
		after: neighbour(lessons[at + 1]),
		passages: new Passages(still.map((run) => drawn(run, number)))
	};
}

const neighbour = (link: ModuleLink['lessons'][number] | undefined) =>
	link && { slug: link.slug, title: link.title };

/** Without the comments that Svelte leaves for hydration: inside injected HTML they would mislead it. */
function drawn(blocks: StillBlock[], module: number): string {
	const { body } = render(Passage, { props: { blocks, module, figures } });
	return atDepth(body.replace(/<!--.*?-->/gs, ''), 3);
}
