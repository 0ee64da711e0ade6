import { resolve } from '$app/paths';
import { Passages } from '#lib/content/index.ts';
import { parseContent } from '#lib/ui/index.ts';

/** The page that was fetched is not the page of that lesson: another build, or a broken host. */
class NoSuchLessonError extends Error {
	readonly code = 'no-such-lesson';

	constructor(lesson: string, reason: string) {
		super(`The page of ${lesson} ${reason}`);
		this.name = 'NoSuchLessonError';
	}
}

/**
 * The passages of a lesson: from the open page if that is the lesson's, else from the lesson's page,
 * which is fetched.
 * @param lesson `module/slug`
 * @param fetch that of the `load` function
 * @throws {NoSuchLessonError} if there is no such page
 * @throws {TypeError} if it cannot be reached
 */
export async function passagesOf(lesson: string, fetch: typeof globalThis.fetch) {
	return passagesIn(document, lesson) ?? (await fetchPassages(lesson, fetch));
}

async function fetchPassages(lesson: string, fetch: typeof globalThis.fetch): Promise<Passages> {
	const response = await fetch(new URL(`learn/${lesson}/`, new URL(resolve('/'), location.href)));
	if (!response.ok) throw new NoSuchLessonError(lesson, `answers with ${response.status}`);
	const passages = passagesIn(parseContent(await response.text()), lesson);
	if (!passages) throw new NoSuchLessonError(lesson, 'holds another page');
	return passages;
}

/** @returns nothing if `page` is not the page of that lesson */
function passagesIn(page: Document, lesson: string): Passages | undefined {
	const article = page.querySelector<HTMLElement>('article.lesson');
	if (article?.dataset.lesson !== lesson) return undefined;
	const passages = article.querySelectorAll(':scope > .grid > .passage');
	// Without the comments by which Svelte finds its way in the page.
	return new Passages(Array.from(passages, (each) => each.innerHTML.replace(/<!--.*?-->/gs, '')));
}
