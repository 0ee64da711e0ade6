/** Where the statements of a policy stand in its text. */

export interface Span {
	/** Characters from 0; `end` is the first one after it. */
	readonly start: number;
	readonly end: number;
	/** Counted from 1. */
	readonly line: number;
	readonly lastLine: number;
}

/** Each statement in order. The text must be sound JSON; what is no policy has none. */
export function statementSpans(text: string): Span[] {
	const spans: Span[] = [];
	// The objects and lists around the place, outermost first; the name of the member it belongs to.
	const around: { opens: string; at: number; member: string }[] = [];
	let member = '';
	let lastString = '';
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		if (character === '"') {
			const end = endOfString(text, at);
			lastString = text.slice(at + 1, end);
			at = end;
		} else if (character === ':') member = lastString;
		else if (character === ',') member = around.at(-1)?.opens === '[' ? member : '';
		else if (character === '{' || character === '[') {
			around.push({ opens: character, at, member });
			if (character === '{') member = '';
		} else if (character === '}' || character === ']') {
			const closed = around.pop();
			if (!closed) return spans;
			member = closed.member;
			const isMember = around.length === 1 || (around.length === 2 && around[1]?.opens === '[');
			if (character === '}' && isMember && closed.member === 'Statement')
				spans.push(spanOf(text, closed.at, at + 1));
		}
	}
	return spans;
}

function endOfString(text: string, start: number): number {
	let at = start + 1;
	while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
	return at;
}

function spanOf(text: string, start: number, end: number): Span {
	const lines = (until: number) => text.slice(0, until).split(/\r\n|\r|\n/).length;
	return { start, end, line: lines(start), lastLine: lines(end) };
}
