import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The files of `content/` by their path as authors see it, `content/facts/kms.yaml`. */
export type Tree = ReadonlyMap<string, string>;

/** The folder that is taught from, seen from where the build runs. */
export const contentDir = resolve('content');

function files(dir: string): string[] {
	if (!existsSync(dir)) return [];
	return readdirSync(dir, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
}

/** Path as shown: below `content/`, with slashes on every system. */
const shown = (dir: string, file: string) =>
	`content${file.slice(dir.length).replaceAll('\\', '/')}`;

/** Reads all files below `dir`; an absent folder is an empty tree. */
export function readTree(dir: string = contentDir): Tree {
	return new Map(
		files(dir).map((file) => [
			shown(dir, file),
			readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
		])
	);
}

/** Changes when a file below `dir` appears, disappears or is written; reads no content. */
export function stampOf(dir: string = contentDir): string {
	return files(dir)
		.map((file) => {
			const { mtimeMs, size } = statSync(file);
			return `${file} ${mtimeMs} ${size}`;
		})
		.join('\n');
}

/** Twelve hexadecimal digits that name this content; the log keeps them with every answer. */
export function versionOf(tree: Tree): string {
	const hash = createHash('sha256');
	for (const [file, text] of [...tree].sort(([a], [b]) => (a < b ? -1 : 1)))
		hash.update(`${file}\0${text}\0`);
	return hash.digest('hex').slice(0, 12);
}
