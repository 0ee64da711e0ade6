// Runs programs one step at a time and shows what is going on. Node 20 runs this file.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import { onStop } from './stop.mjs';

/**
 * A program to run.
 * @typedef {object} Step
 * @property {string} name what is shown for it
 * @property {string} command a program with `args`, or a line for the shell when `shell` is set
 * @property {string[]} [args]
 * @property {boolean} [shell]
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeout] seconds after which the step is ended and counts as failed
 */

/**
 * @typedef {object} Outcome
 * @property {boolean} ok the program ended with 0
 * @property {string} output what it wrote, standard output and standard error in the order it came, without colours
 * @property {string} stdout what it wrote to standard output alone
 * @property {number} seconds
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Ends a program together with those it started.
 * @param {import('node:child_process').ChildProcess} child
 */
function end(child) {
	if (child.pid === undefined) return;
	try {
		// Each step leads a process group of its own, so that a shell does not outlive its command.
		if (process.platform === 'win32') child.kill();
		else process.kill(-child.pid, 'SIGTERM');
	} catch {
		// It has ended meanwhile.
	}
}

/** @type {(() => void) | undefined} */
let unwatch;

/** @param {import('node:child_process').ChildProcess} child */
function begun(child) {
	running.add(child);
	// A stopped runner must not leave programs behind.
	unwatch ??= onStop((_, code) => {
		for (const each of running) end(each);
		process.exit(code);
	});
}

/** @param {import('node:child_process').ChildProcess} child */
function ended(child) {
	running.delete(child);
	if (running.size > 0) return;
	unwatch?.();
	unwatch = undefined;
}

/**
 * Runs a program and keeps its output. Never throws: a program that cannot be started is a failed
 * step whose output says why.
 * @param {Step} step
 * @returns {Promise<Outcome>}
 */
export function run(step) {
	const start = performance.now();
	return new Promise((resolve) => {
		let output = '';
		let stdout = '';
		let timedOut = false;
		const child = spawn(step.command, step.args ?? [], {
			cwd: step.cwd,
			env: step.env ?? process.env,
			shell: step.shell ?? false,
			detached: process.platform !== 'win32',
			stdio: ['ignore', 'pipe', 'pipe'],
			windowsHide: true
		});
		begun(child);
		const timer = step.timeout
			? setTimeout(() => {
					timedOut = true;
					end(child);
				}, step.timeout * 1000)
			: undefined;
		/** @param {boolean} ok */
		const finish = (ok) => {
			clearTimeout(timer);
			ended(child);
			resolve({
				ok,
				output: stripVTControlCharacters(output),
				stdout,
				seconds: (performance.now() - start) / 1000
			});
		};
		child.stdout.setEncoding('utf8').on('data', (text) => {
			output += String(text);
			stdout += String(text);
		});
		child.stderr.setEncoding('utf8').on('data', (text) => (output += String(text)));
		child.on('error', (error) => {
			output += `${error.message}\n`;
			finish(false);
		});
		child.on('close', (code, signal) => {
			if (timedOut) output += `Ended after ${step.timeout ?? 0} seconds without a result.\n`;
			else if (signal) output += `Ended by ${signal}.\n`;
			finish(code === 0 && !timedOut);
		});
	});
}

/** @param {number} seconds */
const clock = (seconds) =>
	seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds).toString()} s`;

/**
 * Shows steps as they run: on a terminal one live line with the seconds that passed, elsewhere a
 * line now and then, so that a log never stands still for long. Each finished step leaves one line.
 */
export class Progress {
	/** @type {Map<string, number>} */
	#since = new Map();
	/** @type {NodeJS.Timeout | undefined} */
	#timer;
	#lastLine = 0;
	#out;

	/** @param {NodeJS.WriteStream} [out] */
	constructor(out = process.stdout) {
		this.#out = out;
	}

	/** @param {string} name */
	start(name) {
		this.#since.set(name, performance.now());
		this.#lastLine = performance.now();
		this.#timer ??= setInterval(() => {
			this.#tick();
		}, 1000);
		this.#tick();
	}

	/**
	 * @param {string} name
	 * @param {boolean} ok
	 * @param {string} [detail]
	 */
	finish(name, ok, detail = '') {
		const seconds = (performance.now() - (this.#since.get(name) ?? performance.now())) / 1000;
		this.#since.delete(name);
		if (this.#since.size === 0) {
			clearInterval(this.#timer);
			this.#timer = undefined;
		}
		this.line(
			`${ok ? '  ok  ' : 'FAILED'}  ${name.padEnd(28)} ${clock(seconds).padStart(7)}${detail && `  ${detail}`}`
		);
		if (this.#since.size > 0) this.#tick();
	}

	/**
	 * Writes a line above the live one.
	 * @param {string} text
	 */
	line(text) {
		if (this.#out.isTTY) this.#out.write('\r\x1b[K');
		this.#out.write(`${text}\n`);
		this.#lastLine = performance.now();
	}

	#tick() {
		const now = performance.now();
		const names = [...this.#since]
			.map(([name, since]) => `${name} ${Math.round((now - since) / 1000).toString()} s`)
			.join(', ');
		if (this.#out.isTTY) {
			const width = (this.#out.columns || 80) - 1;
			this.#out.write(`\r\x1b[K${`  ...   ${names}`.slice(0, width)}`);
		} else if (now - this.#lastLine > 20_000) {
			this.line(`  ...   ${names}`);
		}
	}
}

/**
 * Runs one step with its progress shown; on failure its output follows.
 * @param {Step} step
 * @param {Progress} [progress]
 * @returns {Promise<Outcome>}
 */
export async function show(step, progress = new Progress()) {
	progress.start(step.name);
	const outcome = await run(step);
	progress.finish(step.name, outcome.ok);
	if (!outcome.ok) progress.line(outcome.output.trimEnd());
	return outcome;
}
