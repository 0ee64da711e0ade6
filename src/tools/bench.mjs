// `npm run bench`: runs the benchmarks of `tests/bench`, one after the other. Each `NAME.bench.ts` is
// a program that prints one JSON object; what it printed goes to `tests/bench/results/NAME.json`,
// with the machine it ran on. Words on the command line choose benchmarks by name.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { isProgram, onProjectNode, projectEnv, root, runtime, SetupError } from './setup.mjs';
import { Progress, run } from './steps.mjs';

const folder = path.join(root, 'tests/bench');

async function main() {
	const all = readdirSync(folder)
		.filter((file) => file.endsWith('.bench.ts'))
		.map((file) => file.slice(0, -'.bench.ts'.length))
		.sort();
	const wanted = process.argv.slice(2);
	const unknown = wanted.find((name) => !all.includes(name));
	if (unknown) {
		throw new SetupError(`There is no benchmark "${unknown}". Benchmarks: ${all.join(', ')}.`);
	}
	const machine = `${cpus()[0]?.model ?? process.arch} (${String(cpus().length)} cores), ${process.platform}`;
	const progress = new Progress();
	// Whoever reads the numbers should know whether the machine had something else to do.
	const load = Number((loadavg()[0] ?? 0).toFixed(1));
	if (load > cpus().length / 2)
		progress.line(
			`The machine is busy (load ${String(load)} on ${String(cpus().length)} cores): expect other numbers on a quiet one.`
		);
	let failed = 0;
	for (const name of wanted.length > 0 ? wanted : all) {
		progress.start(name);
		const { ok, output, stdout } = await run({
			name,
			command: runtime(),
			args: [path.join(folder, `${name}.bench.ts`)],
			cwd: root,
			env: projectEnv()
		});
		progress.finish(name, ok);
		progress.line(output.trimEnd());
		if (!ok) {
			failed++;
			continue;
		}
		const results = {
			benchmark: name,
			node: process.version,
			machine,
			load,
			.../** @type {object} */ (JSON.parse(stdout))
		};
		mkdirSync(path.join(folder, 'results'), { recursive: true });
		writeFileSync(
			path.join(folder, 'results', `${name}.json`),
			`${JSON.stringify(results, null, '\t')}\n`
		);
	}
	return failed > 0 ? 1 : 0;
}

if (isProgram(import.meta.url)) await onProjectNode(main);
