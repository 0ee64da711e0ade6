/** Resource elements (iam-evaluation section 4; RES, KPO, RIA). */
import {
	ANY_ONE,
	ANY_RUN,
	SEGMENT_ONE,
	SEGMENT_RUN,
	matchesPattern,
	splitAtColons
} from './glob.ts';
import type { Pattern } from './glob.ts';
import { fillIn, parseTemplate, variablesOf } from './variables.ts';
import type { Lookup, Template } from './variables.ts';

interface ResourcePattern {
	/** Undefined: it matches nothing, whatever the request. */
	readonly template: Template | undefined;
	/** Ready for matching, when no variable is to be filled in. */
	readonly ready: Pattern | undefined;
	readonly everything: boolean;
}

/** Resource patterns of a statement. */
export interface ResourceSet {
	readonly patterns: readonly string[];
	/** The statement says NotResource: every resource that no pattern matches (NRE). */
	readonly inverted: boolean;
	readonly compiled: readonly ResourcePattern[];
}

export function compileResources(
	patterns: readonly string[],
	inverted: boolean,
	variables: boolean
): ResourceSet {
	return { patterns, inverted, compiled: patterns.map((text) => compile(text, variables)) };
}

function compile(text: string, variables: boolean): ResourcePattern {
	if (text === '*') return { template: undefined, ready: undefined, everything: true };
	const template = parseTemplate(text, { wildcards: true, variables });
	const usable = variables && variablesOf(template).length > 0 ? !hasEarlyVariable(text) : true;
	return {
		template: usable ? template : undefined,
		ready: template.fixed && segmented(template.fixed),
		everything: false
	};
}

/** VAR: a variable may stand only after the fifth colon. */
export function hasEarlyVariable(text: string): boolean {
	const variable = text.indexOf('${');
	return variable >= 0 && text.slice(0, variable).split(':').length <= 5;
}

/**
 * RES: wildcards stay inside a segment of the ARN, except a `*` that is the last character of its
 * segment; the service segment takes none. Undefined: the pattern matches nothing.
 */
function segmented(pattern: Pattern): Pattern | undefined {
	if (splitAtColons(pattern)[2]?.some((code) => code < 0)) return undefined;
	return pattern.map((code, at) => {
		if (code === ANY_ONE) return SEGMENT_ONE;
		if (code !== ANY_RUN) return code;
		const next = pattern[at + 1];
		return next === undefined || next === 0x3a ? ANY_RUN : SEGMENT_RUN;
	});
}

/** Case counts. A pattern whose variable has no value matches nothing (VAR). */
export function coversResource(set: ResourceSet, resource: string, lookup: Lookup): boolean {
	return set.compiled.some((pattern) => matches(pattern, resource, lookup)) !== set.inverted;
}

function matches(pattern: ResourcePattern, resource: string, lookup: Lookup): boolean {
	if (pattern.everything) return true;
	if (!pattern.template) return false;
	if (pattern.template.fixed)
		return pattern.ready !== undefined && matchesPattern(pattern.ready, resource);
	const filled = fillIn(pattern.template, lookup);
	const ready = filled && segmented(filled);
	return ready !== undefined && matchesPattern(ready, resource);
}

/** The six parts of an ARN, or undefined; the last keeps its colons. */
export function splitArn(text: string): string[] | undefined {
	const parts = text.split(':');
	if (parts.length < 6 || parts[0] !== 'arn') return undefined;
	return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** The account in an ARN, or `''`. */
export function accountOf(arn: string): string {
	return splitArn(arn)?.[4] ?? '';
}
