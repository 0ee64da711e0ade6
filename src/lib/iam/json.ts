/**
 * JSON (RFC 8259) with positions. `JSON.parse` tells neither where a value stands nor that a member is
 * there twice; a policy document needs both (GRM: no duplicate keys).
 */

export interface JsonFault {
	code: 'MALFORMED_JSON' | 'NESTED_TOO_DEEPLY' | 'DUPLICATE_KEY';
	message: string;
	pointer: string;
	offset: number;
}

export interface JsonText {
	/** Undefined when the text is no JSON. Of a member that is there twice, the last one. */
	readonly value: unknown;
	readonly faults: readonly JsonFault[];
	/** JSON pointer → offset of the value. */
	readonly values: ReadonlyMap<string, number>;
	/** JSON pointer → offset of the name of the member. */
	readonly names: ReadonlyMap<string, number>;
}

/** A policy nests five deep. */
const deepest = 64;

/** Never throws, and takes time in proportion to the text. Reading ends at the first syntax fault. */
export function readJson(text: string): JsonText {
	const reader = new Reader(text);
	let value: unknown;
	try {
		value = reader.document();
	} catch (error) {
		if (!(error instanceof SyntaxFault)) throw error;
		reader.faults.push(error.fault);
	}
	return { value, faults: reader.faults, values: reader.values, names: reader.names };
}

/** RFC 6901 section 3. */
export function pointerTo(parent: string, member: string | number): string {
	return `${parent}/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Line and column, from 1, of an offset. A line ends with LF, CR or CR LF. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
	let line = 1;
	let start = 0;
	for (let at = 0; at < offset; at++) {
		const isBreak = text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n');
		if (!isBreak) continue;
		line++;
		start = at + 1;
	}
	return { line, column: offset - start + 1 };
}

class SyntaxFault extends Error {
	readonly fault: JsonFault;

	constructor(fault: JsonFault) {
		super(fault.message);
		this.fault = fault;
	}
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const words: readonly (readonly [string, unknown])[] = [
	['true', true],
	['false', false],
	['null', null]
];
const escapes: Record<string, string> = {
	'"': '"',
	'\\': '\\',
	'/': '/',
	b: '\b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t'
};

class Reader {
	readonly faults: JsonFault[] = [];
	readonly values = new Map<string, number>();
	readonly names = new Map<string, number>();
	readonly #text: string;
	#at = 0;

	constructor(text: string) {
		this.#text = text;
	}

	document(): unknown {
		const value = this.#value('', 0);
		this.#space();
		if (this.#at < this.#text.length)
			this.#fail('', 'Something follows after the end of the document.');
		return value;
	}

	#fail(pointer: string, message: string, code: JsonFault['code'] = 'MALFORMED_JSON'): never {
		throw new SyntaxFault({ code, message, pointer, offset: this.#at });
	}

	#space(): void {
		while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at++;
	}

	#take(character: string): boolean {
		if (this.#text[this.#at] !== character) return false;
		this.#at++;
		return true;
	}

	#value(pointer: string, depth: number): unknown {
		this.#space();
		this.values.set(pointer, this.#at);
		if (depth > deepest)
			this.#fail(pointer, `This is nested more than ${deepest} deep.`, 'NESTED_TOO_DEEPLY');
		const character = this.#text[this.#at];
		if (character === '{') return this.#object(pointer, depth);
		if (character === '[') return this.#array(pointer, depth);
		if (character === '"') return this.#string(pointer);
		for (const [word, value] of words)
			if (this.#text.startsWith(word, this.#at)) {
				this.#at += word.length;
				return value;
			}
		number.lastIndex = this.#at;
		const digits = number.exec(this.#text)?.[0];
		if (digits === undefined)
			this.#fail(
				pointer,
				character === undefined
					? 'The text ends where a value should stand.'
					: `No value begins with “${character}”.`
			);
		this.#at += digits.length;
		return Number(digits);
	}

	#object(pointer: string, depth: number): Record<string, unknown> {
		this.#at++;
		const members = new Map<string, unknown>();
		this.#space();
		if (this.#take('}')) return {};
		for (;;) {
			this.#space();
			const nameAt = this.#at;
			if (this.#text[this.#at] !== '"')
				this.#fail(pointer, 'The name of a member should stand here, in double quotes.');
			const name = this.#string(pointer);
			const member = pointerTo(pointer, name);
			if (members.has(name))
				this.faults.push({
					code: 'DUPLICATE_KEY',
					message: `“${name}” stands twice in the same object.`,
					pointer: member,
					offset: nameAt
				});
			this.names.set(member, nameAt);
			this.#space();
			if (!this.#take(':')) this.#fail(member, `A colon should follow “${name}”.`);
			members.set(name, this.#value(member, depth + 1));
			this.#space();
			if (this.#take(',')) continue;
			// fromEntries makes own members of all names, `__proto__` too.
			if (this.#take('}')) return Object.fromEntries(members);
			this.#fail(member, 'A comma or a closing brace should stand here.');
		}
	}

	#array(pointer: string, depth: number): unknown[] {
		this.#at++;
		const items: unknown[] = [];
		this.#space();
		if (this.#take(']')) return items;
		for (;;) {
			items.push(this.#value(pointerTo(pointer, items.length), depth + 1));
			this.#space();
			if (this.#take(',')) continue;
			if (this.#take(']')) return items;
			this.#fail(pointer, 'A comma or a closing bracket should stand here.');
		}
	}

	#string(pointer: string): string {
		const pieces: string[] = [];
		let from = ++this.#at;
		for (;;) {
			const code = this.#text.charCodeAt(this.#at);
			if (Number.isNaN(code)) this.#fail(pointer, 'The text ends inside a string.');
			if (code < 0x20) this.#fail(pointer, 'A control character stands inside a string.');
			if (code !== 0x22 && code !== 0x5c) {
				this.#at++;
				continue;
			}
			pieces.push(this.#text.slice(from, this.#at));
			this.#at++;
			if (code === 0x22) return pieces.join('');
			pieces.push(this.#escape(pointer));
			from = this.#at;
		}
	}

	#escape(pointer: string): string {
		const character = this.#text[this.#at] ?? '';
		const simple = Object.hasOwn(escapes, character) ? escapes[character] : undefined;
		if (simple !== undefined) {
			this.#at++;
			return simple;
		}
		const digits = this.#text.slice(this.#at + 1, this.#at + 5);
		if (character !== 'u' || !/^[0-9a-f]{4}$/i.test(digits))
			this.#fail(pointer, 'No escape of JSON looks like this.');
		this.#at += 5;
		return String.fromCharCode(Number.parseInt(digits, 16));
	}
}
