import type { Html } from '#lib/content/index.ts';

/**
 * The sentences of a narration, one by one. HTML of the build holds inline elements only; where one
 * would be torn apart, the sentences around it stay together.
 */
export function sentencesOf(html: Html): readonly Html[] {
	const sentences: string[] = [];
	let open = '';
	for (const piece of sentencesIn(html)) {
		open = open === '' ? piece : `${open} ${piece}`;
		if (isWhole(open)) {
			sentences.push(open);
			open = '';
		}
	}
	if (open !== '') sentences.push(open);
	return sentences as Html[];
}

/** The sentences of plain text. */
export function sentencesIn(text: string): readonly string[] {
	return text.trim().split(/(?<=[.!?][”"’)]?)\s+(?=[A-Z<“"])/);
}

function isWhole(html: string): boolean {
	const opened = html.match(/<[a-z][^>]*>/gi)?.length ?? 0;
	const closed = html.match(/<\/[a-z]+>/gi)?.length ?? 0;
	return opened === closed;
}
