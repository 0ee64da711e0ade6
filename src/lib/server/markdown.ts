import { Marked, type Token, type Tokens } from 'marked';
import {
	codeLanguage,
	codeLanguages,
	type CodeLanguage,
	type Fact,
	type Html
} from '#lib/content/index.ts';
import type { Place, Report } from './defects.ts';
import { restatements, type GuardedNumber } from './facts.ts';
import { targetOf, type Links } from './links.ts';
import { setQuotes } from './quotes.ts';
import type { Locate } from './yaml.ts';

/** What every text of the curriculum may refer to, and where its defects go. */
export interface Context {
	report: Report;
	/** Facts that are sound. */
	facts: ReadonlyMap<string, Fact>;
	/** All ids of facts, those with a defect of their own too: naming one is no second defect. */
	factIds: ReadonlySet<string>;
	/** Facts that some text inserts or some entry names. */
	usedFacts: Set<string>;
	guarded: readonly GuardedNumber[];
	links: Links;
	/** Colours code; without it code is only escaped (a check needs no colours). */
	highlight?: ((code: string, language: CodeLanguage) => string) | undefined;
}

/** A text of an author: what it says, how an author calls it, and where it stands. */
export interface Written {
	text: string;
	/** `question "env-limit": why of option 2`; empty in the prose of a lesson. */
	label: string;
	locate: Locate;
	/** Told of each fact that the text inserts. */
	onFact?: ((id: string, place: Place) => void) | undefined;
	/** Texts of facts themselves: they may hold numbers, and no facts. */
	isFact?: boolean;
}

/** Gives the place of a snippet in a text that begins on `firstLine` of `file`. */
export function locateIn(file: string, text: string, firstLine: number): Locate {
	return (snippet = '', nth = 0) => {
		let offset = snippet ? -1 : 0;
		for (let count = 0; snippet && count <= nth; count++) {
			const next = text.indexOf(snippet, offset + 1);
			if (next < 0) break;
			offset = next;
		}
		const before = text.slice(0, Math.max(0, offset));
		return { file, line: firstLine + before.split('\n').length - 1 };
	};
}

/** `{{fact-id}}`, `{{fact-id!}}`, `{{=fact-id}}`. */
interface FactToken {
	type: 'fact';
	raw: string;
	body: string;
}

const marked = new Marked({
	gfm: true,
	extensions: [
		{
			name: 'fact',
			level: 'inline',
			start: (src) => {
				const at = src.indexOf('{{');
				return at < 0 ? undefined : at;
			},
			tokenizer(src): FactToken | undefined {
				const match = /^\{\{([^{}\n]*)\}\}/.exec(src);
				return match ? { type: 'fact', raw: match[0], body: match[1] ?? '' } : undefined;
			}
		}
	]
});

/** Markdown in its parts; the parts can be looked at first and rendered later. */
export function partsOf(text: string): Token[] {
	return marked.lexer(text);
}

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};

export function escape(text: string): string {
	return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}

/** Prose may hold entities such as `&nbsp;`; they stay. */
function escapeProse(text: string): string {
	return text.replace(
		/&(?!(?:#\d+|#x[\da-f]+|[a-z]\w*);)|[<>"']/gi,
		(char) => entities[char] ?? char
	);
}

const decoded: Record<string, string> = {
	'&amp;': '&',
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&#39;': "'",
	'&nbsp;': ' '
};

/** Plain text of HTML that this compiler made, without note marks and notes. */
export function plainOf(html: string): string {
	return html
		.replace(/<sup class="m">.*?<\/sup>/gs, '')
		.replace(/<aside .*?<\/aside>/gs, '')
		.replace(/<\/(p|li|h\d|td|th|tr|pre|caption)>|<br>/g, ' ')
		.replace(/<[^>]*>/g, '')
		.replace(/&[#\w]+;/g, (entity) => decoded[entity] ?? entity)
		.replace(/\s+/g, ' ')
		.trim();
}

/** The id of a section: the words of its heading. */
export function slug(heading: string): string {
	return heading
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.toLowerCase()
		.replace(/['`*_]/g, '')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** `7 August 2026` */
function inFull(date: string): string {
	return day.format(new Date(`${date}T00:00:00Z`));
}

/** The margin notes of one lesson: one for each fact, numbered as they come. */
export class Notes {
	readonly #numbers = new Map<string, number>();
	#pending: { number: number; html: string }[] = [];

	/**
	 * The mark that stands in the text; the first mark of a fact also calls for its note. `told` when
	 * the text itself gives the statement: then the note has the source alone.
	 */
	mark(fact: Fact, told = false): string {
		const known = this.#numbers.get(fact.id);
		const number = known ?? this.#numbers.size + 1;
		if (known === undefined) {
			this.#numbers.set(fact.id, number);
			this.#pending.push({ number, html: noteFor(fact, number, told) });
		}
		const id = known === undefined ? ` id="ref-${fact.id}"` : '';
		return `<sup class="m"><a href="#note-${fact.id}"${id} aria-label="Note ${number}">${number}</a></sup>`;
	}

	/** The notes called for since the last time, in one aside after the block that called. */
	take(): string {
		const notes = this.#pending;
		this.#pending = [];
		const [first, last] = [notes.at(0), notes.at(-1)];
		if (!first || !last) return '';
		const label =
			first === last
				? `Note ${first.number}`
				: `Notes ${first.number} ${notes.length === 2 ? 'and' : 'to'} ${last.number}`;
		return `<aside class="note" role="note" aria-label="${label}">${notes.map(({ html }) => html).join('')}</aside>\n`;
	}
}

/** Renders one text; made anew for each, because it keeps its place in it. */
class Writer {
	readonly #context: Context;
	readonly #written: Written;
	readonly #notes: Notes | undefined;
	readonly #own: ReadonlySet<string> | undefined;
	#cursor = 0;
	#inHeading = false;
	#inLink = false;
	readonly #openTags = new Set<string>();

	constructor(context: Context, written: Written, notes?: Notes, own?: ReadonlySet<string>) {
		this.#context = context;
		this.#written = written;
		this.#notes = notes;
		this.#own = own;
	}

	/** Place of `raw`, searched from where the text has been read to. */
	#place(raw: string): Place {
		const { text, locate } = this.#written;
		const at = text.indexOf(raw, this.#cursor);
		if (at < 0) return locate(text.slice(this.#cursor).trimStart().split('\n')[0] ?? '');
		let nth = 0;
		for (let next = text.indexOf(raw); next >= 0 && next < at; next = text.indexOf(raw, next + 1))
			nth++;
		return locate(raw, nth);
	}

	#defect(raw: string, message: string): void {
		const { label } = this.#written;
		this.#context.report.add(this.#place(raw), label ? `${label}: ${message}` : message);
	}

	#pass(raw: string): void {
		const at = this.#written.text.indexOf(raw, this.#cursor);
		if (at >= 0) this.#cursor = at + raw.length;
	}

	#text(token: Tokens.Text | Tokens.Escape): string {
		if (!this.#written.isFact)
			for (const { number, fact } of restatements(token.text, this.#context.guarded))
				this.#defect(
					token.raw,
					`restates ${number}, the value of fact "${fact}"; write {{${fact}}} instead`
				);
		return token.type === 'escape' ? escape(token.text) : escapeProse(token.text);
	}

	#fact({ raw, body }: FactToken): string {
		const { facts, factIds, usedFacts } = this.#context;
		const [, whole, id = '', bare] = /^(=?)([a-z0-9-]+)(!?)$/.exec(body.trim()) ?? [];
		if (this.#written.isFact) {
			this.#defect(raw, `${raw} stands in a fact; facts do not insert facts`);
			return '';
		}
		if (!id || (whole && bare)) {
			this.#defect(raw, `${raw} is not a fact mark; write {{id}}, {{id!}} or {{=id}}`);
			return '';
		}
		if (!factIds.has(id)) {
			this.#defect(raw, `unknown fact "${id}"`);
			return '';
		}
		usedFacts.add(id);
		this.#written.onFact?.(id, this.#place(raw));
		const fact = facts.get(id);
		if (!fact) return '';
		if (fact.confidence === 'unverified') {
			this.#defect(raw, `fact "${id}" is unverified and cannot be taught`);
			return '';
		}
		if (!whole && fact.value === undefined) {
			this.#defect(raw, `fact "${id}" has no value; write {{=${id}}} for its statement`);
			return '';
		}
		if (this.#inHeading) {
			this.#defect(raw, 'a heading cannot hold a fact');
			return '';
		}
		const text = factHtml(whole ? fact.statement : (fact.value ?? ''));
		if (this.#notes && !bare && this.#inLink) {
			this.#defect(raw, `a link cannot hold the mark of a note; write {{${id}!}} or move the fact`);
			return text;
		}
		if (this.#notes && !bare) return text + this.#notes.mark(fact, whole !== '');
		return fact.confidence === 'third-party' ? `${text} (reported, not confirmed)` : text;
	}

	#link(token: Tokens.Link): string {
		const target = targetOf(token.href, this.#context.links, this.#own);
		if ('wrong' in target) {
			this.#defect(token.raw, target.wrong);
			return this.inline(token.tokens);
		}
		// A bare address is no number to guard.
		this.#inLink = true;
		const text = token.text === token.href ? escape(token.text) : this.inline(token.tokens);
		this.#inLink = false;
		this.#pass(token.raw);
		if ('external' in target)
			return `<a href="${escape(target.external)}" rel="noreferrer">${text}</a>`;
		if ('fragment' in target) return `<a href="#${target.fragment}">${text}</a>`;
		return `<a data-route="${target.route}" href="${target.route.slice(1)}">${text}</a>`;
	}

	inline(tokens: readonly Token[]): string {
		return tokens.map((token) => this.#inlineToken(token)).join('');
	}

	#inlineToken(token: Token): string {
		switch (token.type) {
			case 'strong':
				return `<strong>${this.inline(token.tokens ?? [])}</strong>`;
			case 'em':
				return `<em>${this.inline(token.tokens ?? [])}</em>`;
			case 'del':
				return `<del>${this.inline(token.tokens ?? [])}</del>`;
			case 'link':
				return this.#link(token as Tokens.Link);
			case 'text':
				if (token.tokens) return this.inline(token.tokens);
		}
		const html = this.#leaf(token);
		this.#pass(token.raw);
		return html;
	}

	#leaf(token: Token): string {
		switch (token.type) {
			case 'text':
			case 'escape':
				return this.#text(token as Tokens.Text);
			case 'codespan':
				return `<code>${escape((token as Tokens.Codespan).text)}</code>`;
			case 'br':
				return '<br>';
			case 'fact':
				return this.#fact(token as unknown as FactToken);
			case 'html':
				this.#html(token.raw);
				return '';
			case 'image':
				this.#defect(token.raw, 'images are not allowed; a drawing is a :::figure');
				return '';
			default:
				this.#defect(
					token.raw,
					`"${token.raw.trim()}" is not a part of Markdown that is used here`
				);
				return '';
		}
	}

	/** One defect for an element, not one more for its end. */
	#html(raw: string): void {
		const [, end, tag = ''] = /^\s*<(\/?)([a-z][\w-]*)/i.exec(raw) ?? [];
		if (!end || !this.#openTags.delete(tag))
			this.#defect(
				raw,
				`raw HTML ${raw.trim().split('\n')[0] ?? ''} is not allowed; write Markdown, and put code in backticks`
			);
		if (!end) this.#openTags.add(tag);
	}

	/** Blocks one after the other; `top` ones are followed by the notes they call for. */
	blocks(tokens: readonly Token[], top = false): string {
		let html = '';
		let caption: Tokens.Paragraph | undefined;
		for (const [index, token] of tokens.entries()) {
			const next = tokens.slice(index + 1).find(({ type }) => type !== 'space');
			if (token.type === 'paragraph' && /^Table: /.test(token.raw) && next?.type === 'table') {
				caption = token as Tokens.Paragraph;
				continue;
			}
			html += this.#block(token, caption);
			if (token.type !== 'space') caption = undefined;
			if (top) html += this.#notes?.take() ?? '';
		}
		return html;
	}

	#block(token: Token, caption?: Tokens.Paragraph): string {
		switch (token.type) {
			case 'space':
			case 'def':
				return '';
			case 'paragraph':
				return `<p>${this.inline((token as Tokens.Paragraph).tokens)}</p>\n`;
			case 'text':
				return this.inline(token.tokens ?? [token]);
			case 'heading':
				return this.#heading(token as Tokens.Heading);
			case 'list': {
				const list = token as Tokens.List;
				const tag = list.ordered ? 'ol' : 'ul';
				const start =
					list.ordered && Number(list.start) !== 1 ? ` start="${Number(list.start)}"` : '';
				const items = list.items.map((item) => `<li>${this.blocks(item.tokens).trim()}</li>\n`);
				return `<${tag}${start}>\n${items.join('')}</${tag}>\n`;
			}
			case 'blockquote':
				return `<blockquote>${this.blocks((token as Tokens.Blockquote).tokens)}</blockquote>\n`;
			case 'code':
				return this.#code(token as Tokens.Code);
			case 'table':
				return this.#table(token as Tokens.Table, caption);
			case 'hr':
				return '<hr>\n';
			default: {
				const html = this.#leaf(token);
				this.#pass(token.raw);
				return html;
			}
		}
	}

	#heading(token: Tokens.Heading): string {
		if (token.depth === 1 || token.depth > 3)
			this.#defect(
				token.raw.trim(),
				token.depth === 1
					? 'the title of a lesson stands in its head; sections begin with ##'
					: 'headings are ## or ###'
			);
		this.#inHeading = true;
		const html = this.inline(token.tokens);
		this.#inHeading = false;
		return `<h${token.depth} id="${slug(token.text)}">${html}</h${token.depth}>\n`;
	}

	#code(token: Tokens.Code): string {
		const language = token.lang?.trim() ?? '';
		const known = codeLanguage(language);
		if (!known) {
			this.#defect(
				token.raw.split('\n')[0] ?? '',
				language
					? `unknown language "${language}" of a code block; known are ${Object.keys(codeLanguages).join(', ')}`
					: 'a code block must name its language, such as ```python or ```text'
			);
			this.#pass(token.raw);
			return '';
		}
		this.#pass(token.raw);
		const code = this.#context.highlight?.(token.text, known) ?? escape(token.text);
		// Long lines scroll inside the block, so that it must be reachable by keyboard.
		return `<pre class="code" tabindex="0" role="group" aria-label="Code, ${codeLanguages[known]}"><code>${code}</code></pre>\n`;
	}

	/** On a narrow screen rows become labelled lines (`data-l`); the roles outlive `display: block`. */
	#table(table: Tokens.Table, caption?: Tokens.Paragraph): string {
		const captionHtml = caption
			? `<caption>${this.inline(caption.tokens).replace(/^Table: /, '')}</caption>`
			: '';
		const heads = table.header.map(({ tokens }) => this.inline(tokens));
		// An empty corner heads nothing, and a heading without words is none.
		const head = heads
			.map((html) =>
				html === '' ? '<td role="cell"></td>' : `<th scope="col" role="columnheader">${html}</th>`
			)
			.join('');
		const rows = table.rows.map((row) => {
			const cells = row.map(({ tokens }, column) => {
				const html = this.inline(tokens);
				return column === 0
					? `<th scope="row" role="rowheader">${html}</th>`
					: `<td role="cell" data-l="${escape(plainOf(setQuotes(heads[column] ?? '')))}"><span>${html}</span></td>`;
			});
			return `<tr role="row">${cells.join('')}</tr>\n`;
		});
		return `<div class="table wide"><table class="tbl" role="table">${captionHtml}<thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">\n${rows.join('')}</tbody></table></div>\n`;
	}
}

const bare = marked.defaults;

/** Inline Markdown of a fact; its defects were reported with the fact. */
function factHtml(text: string): string {
	return simple(marked.Lexer.lexInline(text, bare));
}

function simple(tokens: readonly Token[]): string {
	return tokens.map(simpleToken).join('');
}

function simpleToken(token: Token): string {
	const inner = () => ('tokens' in token ? simple(token.tokens ?? []) : '');
	switch (token.type) {
		case 'codespan':
			return `<code>${escape((token as Tokens.Codespan).text)}</code>`;
		case 'strong':
			return `<strong>${inner()}</strong>`;
		case 'em':
			return `<em>${inner()}</em>`;
		default:
			return inner() || escapeProse('text' in token ? String(token.text) : '');
	}
}

/** A statement with its value in bold; before it where the statement does not hold it literally. */
function withBold(statement: string, value: string): string {
	const quoted = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	// Tags and entities are stepped over, so that a value such as 39 does not hit `&#39;`.
	const part = new RegExp(`(<[^>]*>|&#?\\w+;)|(?<![\\w.,])${quoted}(?!\\w)`, 'g');
	let found = false;
	const html = statement.replace(part, (match, skipped: string | undefined) => {
		if (skipped !== undefined || found) return match;
		found = true;
		return `<b>${match}</b>`;
	});
	return html === statement ? `<b>${value}</b>. ${statement}` : html;
}

/** One note: what the fact says, its source, and when that was read. */
function noteFor(fact: Fact, number: number, told: boolean): string {
	const statement = factHtml(fact.statement);
	const value = fact.value === undefined ? undefined : factHtml(fact.value);
	const says = told ? '' : value === undefined ? statement : withBold(statement, value);
	const checked = `<time datetime="${fact.checked}">${inFull(fact.checked)}</time>`;
	const verdict =
		fact.confidence === 'third-party'
			? `Reported, not confirmed. Read ${checked}`
			: `Checked ${checked}`;
	return (
		`<div id="note-${fact.id}">` +
		`<sup class="m"><a href="#ref-${fact.id}" aria-label="Back to the mark of note ${number}">${number}</a></sup>` +
		`${says} <span class="src"><a href="${escape(fact.source.url)}" rel="noreferrer">${escapeProse(fact.source.title)}</a><br>${verdict}</span>` +
		`</div>`
	);
}

/** Renders a text of one paragraph, such as an option or a reason. */
export function inlineHtml(context: Context, written: Written): Html {
	if (/\n\s*\n/.test(written.text.trim()))
		context.report.add(written.locate(), `${written.label} must be one paragraph`);
	const tokens = marked.Lexer.lexInline(written.text.trim(), bare);
	return setQuotes(new Writer(context, written).inline(tokens)) as Html;
}

/** Renders a text of paragraphs, lists, tables and code, such as the scenario of a case. */
export function blockHtml(context: Context, written: Written): Html {
	return setQuotes(new Writer(context, written).blocks(partsOf(written.text))) as Html;
}

/** Renders a text that is one paragraph as a rule, but may be several, or hold a list or code. */
export function flowHtml(context: Context, written: Written): Html {
	return /\n\s*\n|^\s*(```|~~~)/m.test(written.text.trim())
		? blockHtml(context, written)
		: inlineHtml(context, written);
}

/** Renders the prose of a lesson, with notes; `own` are the ids of the lesson's sections. */
export function lessonHtml(
	context: Context,
	written: Written,
	parts: readonly Token[],
	notes: Notes,
	own: ReadonlySet<string>
): Html {
	return setQuotes(new Writer(context, written, notes, own).blocks(parts, true)) as Html;
}

/** The words of a heading, without markup. */
export function headingText(heading: string): string {
	return plainOf(setQuotes(factHtml(heading)));
}

/** A text that is shown without any markup, such as a title. */
export function plainText(context: Context, written: Written): string {
	return plainOf(inlineHtml(context, written));
}
