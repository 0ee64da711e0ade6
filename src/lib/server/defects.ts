/** Where in `content/` something stands: a file as shown to the author, and a line from 1. */
export interface Place {
	file: string;
	line: number;
}

export interface Defect extends Place {
	message: string;
}

/** `content/modules/03-x/questions.yaml:41: question "env-limit": option 2 has no why` */
export function lineOf({ file, line, message }: Defect): string {
	return `${file}:${line}: ${message}`;
}

/** Collects all that is wrong, so that an author sees every defect at once. */
export class Report {
	readonly #defects = new Map<string, Defect>();
	readonly #warnings = new Map<string, Defect>();

	add(place: Place, message: string): void {
		const defect = { file: place.file, line: place.line, message };
		this.#defects.set(lineOf(defect), defect);
	}

	/** Worth a look, but no reason to stop a build. */
	warn(place: Place, message: string): void {
		const warning = { file: place.file, line: place.line, message };
		this.#warnings.set(lineOf(warning), warning);
	}

	/** In the order of files and lines. */
	get defects(): Defect[] {
		return inOrder(this.#defects.values());
	}

	get warnings(): Defect[] {
		return inOrder(this.#warnings.values());
	}
}

function inOrder(defects: Iterable<Defect>): Defect[] {
	return [...defects].sort(
		(a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line
	);
}

/** The content does not hold together; `message` has one line for each defect. */
export class ContentError extends Error {
	readonly code = 'CONTENT_DEFECTS';
	readonly defects: readonly Defect[];

	constructor(defects: readonly Defect[]) {
		super(defects.map(lineOf).join('\n'));
		this.name = 'ContentError';
		this.defects = defects;
	}
}
