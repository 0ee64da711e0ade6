// `npm test`: everything that says whether the project is sound, in one run.
// `npm test -- lint types` runs only those parts.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { ensureBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { countCheck, countJsonLine, countPlaywright, countVitest, total } from './counts.mjs';
import {
	binOf,
	isProgram,
	onProjectNode,
	projectEnv,
	root,
	runtime,
	SetupError
} from './setup.mjs';
import { Progress, run } from './steps.mjs';

/** @typedef {import('./counts.mjs').Count} Count */
/** @typedef {{ count: Count, output: string }} Verdict */

/**
 * The parts, in the order they run. Checks are scripts of package.json, so that each can be run by
 * itself as `npm run <name>`.
 */
const checks = {
	lint: [
		'lint:code',
		'lint:format',
		'lint:imports',
		'lint:unused',
		'lint:lockfile',
		'content:check'
	],
	types: ['check:app', 'check:worker']
};
const parts = /** @type {const} */ ([
	'lint',
	'types',
	'build',
	'unit',
	'component',
	'interop',
	'sizes',
	'e2e'
]);

/** @typedef {typeof parts[number]} Part */

const reports = path.join(root, 'node_modules/.cache/keywrap/reports');

/**
 * @param {readonly string[]} words the command line
 * @returns {Set<Part>}
 */
function chooseParts(words) {
	const unknown = words.find((word) => !parts.includes(/** @type {Part} */ (word)));
	if (unknown) {
		throw new SetupError(`There is no part "${unknown}". Parts: ${parts.join(', ')}.`);
	}
	return new Set(words.length > 0 ? /** @type {Part[]} */ (words) : parts);
}

class Runner {
	#progress = new Progress();
	/** @type {Map<string, string>} */
	#failures = new Map();
	/** @type {Count[]} */
	#counts = [];
	/** @type {Record<string, string>} */
	#scripts;

	constructor() {
		/** @type {{ scripts: Record<string, string> }} */
		const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
		this.#scripts = scripts;
		rmSync(reports, { recursive: true, force: true });
		mkdirSync(reports, { recursive: true });
	}

	/**
	 * @param {string} name
	 * @param {() => Promise<Verdict>} work
	 * @returns {Promise<boolean>} whether nothing failed
	 */
	async step(name, work) {
		this.#progress.start(name);
		/** @type {Verdict} */
		let verdict;
		try {
			verdict = await work();
		} catch (error) {
			const output = error instanceof Error ? (error.stack ?? error.message) : String(error);
			verdict = { count: countCheck(false), output };
		}
		const { count, output } = verdict;
		const ok = count.failed === 0;
		const numbers =
			count.passed + count.failed > 1
				? `${String(count.passed)} passed, ${String(count.failed)} failed`
				: '';
		this.#progress.finish(name, ok, [numbers, ...count.notes].filter(Boolean).join('; '));
		this.#counts.push(count);
		if (!ok) this.#failures.set(name, output.trim());
		return ok;
	}

	/**
	 * Runs a script of package.json that passes or fails as a whole.
	 * @param {string} script
	 * @param {NodeJS.ProcessEnv} [env]
	 */
	async check(script, env) {
		return this.step(script, async () => {
			const { ok, output } = await run({
				name: script,
				command: this.#scripts[script] ?? `echo "package.json has no script ${script}"; exit 1`,
				shell: true,
				cwd: root,
				env: projectEnv(env)
			});
			return { count: countCheck(ok), output };
		});
	}

	/**
	 * @param {string} name
	 * @param {string} project of vite.config.ts
	 * @param {NodeJS.ProcessEnv} [env]
	 */
	async vitest(name, project, env) {
		return this.step(name, async () => {
			const report = path.join(reports, `${name}.json`);
			const { ok, output } = await run({
				name,
				command: runtime(),
				args: [
					...[binOf('vitest'), 'run', '--project', project],
					...['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`]
				],
				cwd: root,
				env: projectEnv(env),
				timeout: 1200
			});
			return { count: countVitest(readReport(report), ok), output };
		});
	}

	/**
	 * Messages exchanged with one of AWS's own clients, each of which is a project of its own, or calls of
	 * the tools of AWS that this machine has.
	 * @param {'client-node' | 'client-browser' | 'sandbox-node' | 'call-samples'} client
	 * @param {NodeJS.ProcessEnv} [env]
	 */
	async interop(client, env) {
		return this.step(`interop ${client}`, async () => {
			const { ok, output } = await run({
				name: client,
				command: runtime(),
				args: [path.join(root, `tests/interop/${client}.ts`)],
				cwd: root,
				env: projectEnv(env),
				// The AWS CLI takes a second to start, and starts for each of its samples.
				timeout: client === 'call-samples' ? 1200 : 600
			});
			return { count: countJsonLine(output, ok), output };
		});
	}

	/** @param {NodeJS.ProcessEnv} env */
	async playwright(env) {
		return this.step('e2e', async () => {
			const report = path.join(reports, 'e2e.json');
			const { ok, output } = await run({
				name: 'e2e',
				command: runtime(),
				args: [path.join(root, 'src/tools/e2e.mjs')],
				cwd: root,
				env: projectEnv({ ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }),
				timeout: 2400
			});
			return { count: countPlaywright(readReport(report), ok), output };
		});
	}

	/**
	 * A part that cannot run because of what failed before it has not passed.
	 * @param {string} name
	 * @param {string} why
	 */
	async cannotRun(name, why) {
		await this.step(name, () =>
			Promise.resolve({ count: { passed: 0, failed: 1, notes: [why] }, output: why })
		);
	}

	/** @returns {number} the exit code */
	close() {
		for (const [name, output] of this.#failures) {
			console.log(`\n${`--- ${name} `.padEnd(80, '-')}\n${output}`);
		}
		const { passed, failed } = total(this.#counts);
		console.log(`\n${String(passed)} passed, ${String(failed)} failed`);
		return failed === 0 && passed > 0 ? 0 : 1;
	}
}

/**
 * @template T
 * @param {string} file
 * @returns {T | undefined}
 */
function readReport(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		return undefined;
	}
}

/**
 * @param {number} width how many may run at once
 * @param {(() => Promise<unknown>)[]} tasks
 */
async function pool(width, tasks) {
	const waiting = tasks.values();
	await Promise.all(
		Array.from({ length: width }, async () => {
			for (const task of waiting) await task();
		})
	);
}

async function main() {
	const chosen = chooseParts(process.argv.slice(2));
	const needsBrowser = ['component', 'interop', 'sizes', 'e2e'].some((part) =>
		chosen.has(/** @type {Part} */ (part))
	);
	const browser = needsBrowser ? await ensureBrowser() : undefined;
	const env = browser ? { KEYWRAP_BROWSER: browser } : {};
	const runner = new Runner();

	// Routes may have come or gone since the last time; later steps only read what this writes.
	const { ok: synced, output } = await run({
		name: 'svelte-kit sync',
		command: runtime(),
		args: [binOf('@sveltejs/kit', 'svelte-kit'), 'sync'],
		cwd: root,
		env: projectEnv()
	});
	if (!synced) throw new SetupError(`The types of the routes could not be generated.\n${output}`);

	// What needs one core each runs side by side; suites that use all cores, or measure time, alone.
	let built = true;
	const scripts = [
		...(chosen.has('types') ? checks.types : []),
		...(chosen.has('lint') ? checks.lint : [])
	];
	await pool(Math.min(4, Math.max(2, availableParallelism())), [
		...(chosen.has('build')
			? [
					async () => {
						built = await runner.step('build', async () => {
							const { ok, output } = await build();
							return { count: countCheck(ok), output };
						});
					}
				]
			: []),
		...scripts.map((script) => () => runner.check(script))
	]);
	if (chosen.has('unit')) await runner.vitest('unit', 'node');
	if (chosen.has('component')) await runner.vitest('component', 'browser', env);
	if (chosen.has('interop')) {
		await runner.interop('client-node');
		await runner.interop('client-browser', env);
		await runner.interop('sandbox-node');
		await runner.interop('call-samples');
	}
	if (chosen.has('sizes')) {
		if (built) await runner.check('sizes', env);
		else await runner.cannotRun('sizes', 'there is no build');
	}
	if (chosen.has('e2e')) {
		if (built) await runner.playwright(env);
		else await runner.cannotRun('e2e', 'there is no build');
	}
	return runner.close();
}

if (isProgram(import.meta.url)) {
	await onProjectNode(main, () => {
		console.log('\n0 passed, 1 failed');
	});
}
