import type { Html } from '#lib/content/index.ts';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Joins HTML that is already HTML with values, which are escaped unless they are HTML themselves. */
export function say(parts: TemplateStringsArray, ...values: (Html | Text)[]): Html {
	const text = parts.reduce((all, part, index) => {
		const value = values[index - 1];
		return all + (value instanceof Text ? value.escaped : (value ?? '')) + part;
	});
	return text as Html;
}

/** A value that is not HTML: a number, a name, an error's text. */
class Text {
	readonly escaped: string;
	constructor(text: string) {
		this.escaped = text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);
	}
}

export function text(value: string | number): Text {
	return new Text(typeof value === 'number' ? value.toLocaleString('en') : value);
}

/** A name of the API, a value of JSON: `<code>`. */
export function code(value: string): Html {
	return say`<code>${text(value)}</code>`;
}

/** JSON as it stands in an editor. */
export function json(value: unknown): Html {
	return say`<pre><code>${text(JSON.stringify(value, null, 2))}</code></pre>`;
}

/** `3 March 2026`, by UTC. */
export function day(date: Date): string {
	return date.toLocaleDateString('en-GB', {
		day: 'numeric',
		month: 'long',
		year: 'numeric',
		timeZone: 'UTC'
	});
}
