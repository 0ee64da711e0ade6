// Tells a program that it should end.
import process from 'node:process';

/** What a program that was stopped by this signal ends with, by custom. */
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** @typedef {keyof typeof codes} StopSignal */

/**
 * Calls back once when this process is told to stop: by Ctrl-C or another signal, or because the npm
 * that started it is gone. (npm hands a signal to a shell, and some shells die of it without telling
 * the program they run.) Being told again ends the process at once, unless it is the same Ctrl-C
 * arriving by two ways.
 * @param {(signal: StopSignal, code: number) => void} callback
 * @returns {() => void} stops listening, so that signals end the process as they usually do
 */
export function onStop(callback) {
	const parent = process.ppid;
	/** @type {number | undefined} */
	let told;
	/** @param {StopSignal} signal */
	const stop = (signal) => {
		if (told === undefined) {
			told = performance.now();
			callback(signal, codes[signal]);
		} else if (performance.now() - told > 1000) {
			process.exit(codes[signal]);
		}
	};
	const signals = /** @type {StopSignal[]} */ (Object.keys(codes));
	for (const signal of signals) process.on(signal, stop);
	const watch = process.env.npm_lifecycle_event
		? setInterval(() => {
				if (process.ppid !== parent && told === undefined) stop('SIGTERM');
			}, 500).unref()
		: undefined;
	return () => {
		clearInterval(watch);
		for (const signal of signals) process.off(signal, stop);
	};
}
