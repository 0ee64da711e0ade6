import { decoded } from './text.ts';

/** Text that Markdown shows as it is, outside code. */
export const escaped = (text: string): string => text.replace(/[\\`*_<[\]]/g, '\\$&');

/** Inline code that may itself hold backticks. */
function inlineCode(text: string): string {
	if (!text.includes('`')) return `\`${text}\``;
	const longest = Math.max(...(text.match(/`+/g) ?? []).map(({ length }) => length));
	const fence = '`'.repeat(longest + 1);
	return `${fence} ${text} ${fence}`;
}

const marks: Record<string, string> = {
	em: '*',
	'/em': '*',
	strong: '**',
	'/strong': '**',
	li: '\n- ',
	p: '\n\n',
	'/p': '\n\n',
	ul: '\n',
	'/ul': '\n\n',
	ol: '\n',
	'/ol': '\n\n',
	br: '\n',
	tr: '\n',
	td: ' ',
	th: ' '
};

/**
 * Compiled content as Markdown, for texts that leave the page: code keeps its marks and its lines,
 * all other words are escaped, links become their words.
 */
export function markdownOf(html: string): string {
	const blocks: string[] = [];
	/** Blocks of code are put back at the end, so that nothing changes their spaces. */
	const hold = (block: string) => `\uE000${blocks.push(block) - 1}\uE000`;
	const held = html
		.replace(/<pre\b[^>]*>([\s\S]*?)<\/pre>/g, (_, inner: string) => {
			const text = decoded(inner.replace(/<[^>]*>/g, '')).replace(/\n$/, '');
			return `<p>${hold(`\`\`\`\n${text}\n\`\`\``)}</p>`;
		})
		.replace(/<code\b[^>]*>([\s\S]*?)<\/code>/g, (_, inner: string) =>
			hold(inlineCode(decoded(inner.replace(/<[^>]*>/g, ''))))
		);
	return held
		.split(/(<[^>]*>)/)
		.map((part) => {
			const tag = /^<(\/?[a-z0-9]+)/.exec(part)?.[1];
			return tag ? (marks[tag] ?? '') : escaped(decoded(part).replace(/\s+/g, ' '));
		})
		.join('')
		.replace(/ *\n */g, '\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim()
		.replace(/\uE000(\d+)\uE000/g, (_, index: string) => blocks[Number(index)] ?? '');
}
