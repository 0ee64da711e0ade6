/** The YAML files of `content/`, entry by entry, each with what is needed to point at it. */
import type * as v from 'valibot';
import type { Place, Report } from './defects.ts';
import type { Written } from './markdown.ts';
import type { Tree } from './tree.ts';
import { inWords, validate, YamlSource, type Path } from './yaml.ts';

/** A sound entry of a YAML file, with what is needed to point at it. */
export interface Entry<T> {
	value: T;
	source: YamlSource;
	path: Path;
	name: string;
}

/** The sound entries of one kind, and the ids of all of them. */
export interface Entries<T> {
	entries: readonly Entry<T>[];
	ids: Ids;
}

/** Ids of one kind, each with the place where it was first used. */
export class Ids extends Map<string, Place> {
	readonly #kind: string;
	readonly #report: Report;

	constructor(kind: string, report: Report) {
		super();
		this.#kind = kind;
		this.#report = report;
	}

	take(id: string, place: Place): void {
		const before = this.get(id);
		if (before)
			this.#report.add(
				place,
				`${this.#kind} id "${id}" is already used at ${before.file}:${before.line}`
			);
		else this.set(id, place);
	}
}

/** The id of something that need not be sound. */
export function idOf(value: unknown): string | undefined {
	const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
	return typeof id === 'string' ? id : undefined;
}

/** A text of an entry, as the compiler of texts wants it. */
export function writtenIn(
	{ source, path: base, name }: Omit<Entry<unknown>, 'value'>,
	path: Path,
	text: string
): Written {
	return {
		text,
		label: `${name}: ${inWords(path)}`,
		locate: (snippet, nth) => source.at([...base, ...path], snippet, nth)
	};
}

/** Reads the YAML files of a tree; what is not as its schema wants it goes into the report. */
export class Reader {
	readonly #tree: Tree;
	readonly #report: Report;

	constructor(tree: Tree, report: Report) {
		this.#tree = tree;
		this.#report = report;
	}

	/** A file; an empty one where there is none. */
	yaml(file: string): YamlSource {
		return new YamlSource(file, this.#tree.get(file) ?? '', this.#report);
	}

	/** Of files that hold a list each. */
	lists<Schema extends v.GenericSchema>(
		pattern: RegExp,
		schema: Schema,
		kind: string
	): Entries<v.InferOutput<Schema>> {
		return this.#read(pattern, schema, kind, (source) => {
			const { data } = source;
			if (Array.isArray(data))
				return data.map((raw: unknown, index): [unknown, Path] => [raw, [index]]);
			this.#report.add(source.at([]), `must be a list, each entry beginning with "- id:"`);
			return [];
		});
	}

	/** Of files that are an entry each. */
	singles<Schema extends v.GenericSchema>(
		pattern: RegExp,
		schema: Schema,
		kind: string
	): Entries<v.InferOutput<Schema>> {
		return this.#read(pattern, schema, kind, ({ data }) => [[data, []]]);
	}

	#read<Schema extends v.GenericSchema>(
		pattern: RegExp,
		schema: Schema,
		kind: string,
		partsOf: (source: YamlSource) => [unknown, Path][]
	): Entries<v.InferOutput<Schema>> {
		const ids = new Ids(kind, this.#report);
		const files = [...this.#tree.keys()].filter((file) => pattern.test(file));
		const entries = files.flatMap((file) => {
			const source = this.yaml(file);
			if (source.data === undefined || source.data === null) return [];
			return partsOf(source).flatMap(([raw, path], index) => {
				const id = idOf(raw);
				const name = id === undefined ? `${kind} ${index + 1}` : `${kind} "${id}"`;
				if (id !== undefined) ids.take(id, source.at([...path, 'id']));
				const label = (rest: Path) => ({ name, rest });
				const value = validate(schema, raw, source, path, label, this.#report);
				return value === undefined ? [] : [{ value, source, path, name }];
			});
		});
		return { entries, ids };
	}
}
