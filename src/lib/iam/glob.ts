/**
 * Wildcard patterns, without regular expressions: nothing a policy can say makes matching take more
 * than (length of the pattern × length of the text) steps.
 *
 * A pattern is a list of UTF-16 code units, in which negative numbers stand for wildcards. So a `*`
 * that came out of a variable, or out of `${*}`, is an ordinary character.
 */
export type Pattern = readonly number[];

/** `*`: any run of characters. */
export const ANY_RUN = -1;
/** `?`: any one character. */
export const ANY_ONE = -2;
/** `*` that does not cross a colon. */
export const SEGMENT_RUN = -3;
/** `?` that is not a colon. */
export const SEGMENT_ONE = -4;

const colon = 0x3a;

/** The pattern that is this text and no other. */
export function literal(text: string): number[] {
	const codes = new Array<number>(text.length);
	for (let i = 0; i < text.length; i++) codes[i] = text.charCodeAt(i);
	return codes;
}

/** `*` and `?` as wildcards, everything else as it stands. */
export function wildcardPattern(text: string): number[] {
	return literal(text).map((code) => (code === 0x2a ? ANY_RUN : code === 0x3f ? ANY_ONE : code));
}

/** The pattern as a reader writes it. */
export function patternText(pattern: Pattern): string {
	let text = '';
	for (const code of pattern)
		text +=
			code >= 0 ? String.fromCharCode(code) : code === ANY_RUN || code === SEGMENT_RUN ? '*' : '?';
	return text;
}

/** The pattern cut at its colons, into `most` pieces, the last of which keeps the colons that are left. */
export function splitAtColons(pattern: Pattern, most = Infinity): number[][] {
	const pieces: number[][] = [];
	let piece: number[] = [];
	for (const code of pattern) {
		if (code === colon && pieces.length < most - 1) {
			pieces.push(piece);
			piece = [];
		} else piece.push(code);
	}
	pieces.push(piece);
	return pieces;
}

/** Whether the whole of `text` fits the pattern. Case counts. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
	return pattern.includes(SEGMENT_RUN) ? simulate(pattern, text) : greedy(pattern, text);
}

/**
 * All runs may take anything: then going back to the last run is enough, as a later run can take
 * whatever an earlier one would have.
 */
function greedy(pattern: Pattern, text: string): boolean {
	let at = 0;
	let place = 0;
	let run = -1;
	let runAt = 0;
	while (at < text.length) {
		const code = pattern[place];
		if (code === ANY_RUN) {
			run = place++;
			runAt = at;
		} else if (code !== undefined && takes(code, text.charCodeAt(at))) {
			place++;
			at++;
		} else if (run >= 0) {
			place = run + 1;
			at = ++runAt;
		} else return false;
	}
	while (pattern[place] === ANY_RUN) place++;
	return place === pattern.length;
}

/** Runs of two kinds: keeps the set of all places in the pattern that the text so far can have led to. */
function simulate(pattern: Pattern, text: string): boolean {
	let places = new Uint8Array(pattern.length + 1);
	places[0] = 1;
	skipRuns(pattern, places);
	for (let at = 0; at < text.length; at++) {
		const character = text.charCodeAt(at);
		const next = new Uint8Array(pattern.length + 1);
		let alive = false;
		for (let place = 0; place < pattern.length; place++) {
			if (!places[place]) continue;
			const code = pattern[place] ?? 0;
			const isRun = code === ANY_RUN || code === SEGMENT_RUN;
			if (!takes(code, character)) continue;
			next[isRun ? place : place + 1] = 1;
			alive = true;
		}
		if (!alive) return false;
		skipRuns(pattern, next);
		places = next;
	}
	return places[pattern.length] === 1;
}

/** A run may also take nothing. */
function skipRuns(pattern: Pattern, places: Uint8Array): void {
	for (let place = 0; place < pattern.length; place++)
		if (places[place] && (pattern[place] === ANY_RUN || pattern[place] === SEGMENT_RUN))
			places[place + 1] = 1;
}

function takes(code: number, character: number): boolean {
	switch (code) {
		case ANY_RUN:
		case ANY_ONE:
			return true;
		case SEGMENT_RUN:
		case SEGMENT_ONE:
			return character !== colon;
		default:
			return code === character;
	}
}
