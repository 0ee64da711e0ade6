/** Elements whose text is as it was typed. */
const verbatim = new Set(['code', 'pre']);
/** Elements within a line: what stands before them stands before their text. */
const inline = new Set(['a', 'b', 'code', 'del', 'em', 'small', 'span', 'strong', 'sup']);

const token = /<(\/?)([a-z]\w*)[^>]*>|&quot;|&#39;|["']|(?:[^<&"']|&(?!quot;|#39;))+/g;

/**
 * Sets the straight quotation marks and apostrophes of HTML that this compiler made as print does:
 * “these”, ‘these’, it’s. Code stays as it was typed, and so does everything inside a tag: addresses,
 * ids, labels. What is set already is not touched again.
 */
export function setQuotes(html: string): string {
	let before = '';
	let within = 0;
	return html.replace(token, (match, end: string, tag: string | undefined, at: number) => {
		if (tag !== undefined) {
			if (verbatim.has(tag)) within += end ? -1 : 1;
			if (!inline.has(tag)) before = '';
			return match;
		}
		const quote =
			match === '"' || match === '&quot;' ? '"' : /^(?:'|&#39;)$/.test(match) ? "'" : '';
		if (within > 0 || !quote) {
			before = match.endsWith('&nbsp;') ? ' ' : match.slice(-1);
			return match;
		}
		before = setOne(quote, before, textAfter(html, at + match.length));
		return before;
	});
}

/** The next character of the text: nothing at the end of a block. */
function textAfter(html: string, from: number): string {
	const rest = /^(?:<\/?(?:a|b|code|del|em|small|span|strong|sup)\b[^>]*>)*([^<])?/.exec(
		html.slice(from, from + 400)
	);
	return rest?.[1] ?? '';
}

function setOne(quote: string, before: string, after: string): string {
	const opens = /^$|[\s([{“‘/–—-]/.test(before) && /\S/.test(after);
	if (quote === '"') return opens ? '“' : '”';
	// ’90s: what is left out at the head of a word has an apostrophe as well.
	return opens && !/\d/.test(after) ? '‘' : '’';
}
