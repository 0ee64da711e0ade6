/** Policy variables (iam-evaluation section 5.4; VAR). */
import { literal, patternText, wildcardPattern } from './glob.ts';
import type { Pattern } from './glob.ts';

/** The value of a single-valued condition key of the request; `undefined` when there is none. */
export type Lookup = (key: string) => string | undefined;

type Piece = Pattern | { readonly variable: string; readonly fallback: string | undefined };

/** Text of a policy, cut at its variables. */
export interface Template {
	/** The pattern, when there is no variable to fill in. */
	readonly fixed?: Pattern;
	/** `fixed` as a string, when it has no wildcard either. */
	readonly text?: string;
	readonly pieces: readonly Piece[];
}

export interface TemplateRules {
	/** `*` and `?` are wildcards; otherwise they are themselves. */
	wildcards: boolean;
	/** `${…}` is filled in; otherwise it is literal text, as in a document of Version 2008-10-17. */
	variables: boolean;
}

/** Cuts a text of a policy. Pure work on characters; any text will do. */
export function parseTemplate(text: string, { wildcards, variables }: TemplateRules): Template {
	const plain = wildcards ? wildcardPattern : literal;
	const pieces: Piece[] = [];
	let at = 0;
	while (variables) {
		const from = text.indexOf('${', at);
		const to = from < 0 ? -1 : text.indexOf('}', from);
		if (to < 0) break;
		pieces.push(plain(text.slice(at, from)), pieceOf(text.slice(from + 2, to)));
		at = to + 1;
	}
	pieces.push(plain(text.slice(at)));
	if (pieces.some((piece) => 'variable' in piece)) return { pieces };
	const fixed = (pieces as Pattern[]).flat();
	return fixed.some((code) => code < 0)
		? { pieces, fixed }
		: { pieces, fixed, text: patternText(fixed) };
}

/** What stands between `${` and `}`: a literal character, or a key with or without a default. */
function pieceOf(inside: string): Piece {
	if (inside === '*' || inside === '?' || inside === '$') return literal(inside);
	// VAR: a default is written after a comma and a space, in single quotes.
	const comma = inside.indexOf(", '");
	if (comma >= 0 && inside.endsWith("'") && inside.length >= comma + 4)
		return { variable: inside.slice(0, comma).trim(), fallback: inside.slice(comma + 3, -1) };
	return { variable: inside.trim(), fallback: undefined };
}

/**
 * The template with its variables filled in; `undefined` when one has no value and no default. What a
 * variable brings is literal, wildcards included (section 5.4, observed).
 */
export function fillIn(template: Template, lookup: Lookup): Pattern | undefined {
	if (template.fixed) return template.fixed;
	const pattern: number[] = [];
	for (const piece of template.pieces) {
		if (!('variable' in piece)) {
			pattern.push(...piece);
			continue;
		}
		const value = lookup(piece.variable) ?? piece.fallback;
		if (value === undefined) return undefined;
		pattern.push(...literal(value));
	}
	return pattern;
}

/** The template as text with its variables filled in; `undefined` when one has no value. */
export function fillInText(template: Template, lookup: Lookup): string | undefined {
	if (template.text !== undefined) return template.text;
	const pattern = fillIn(template, lookup);
	return pattern && patternText(pattern);
}

/** Names of the variables of a template. */
export function variablesOf(template: Template): string[] {
	return template.pieces.flatMap((piece) => ('variable' in piece ? [piece.variable] : []));
}
