/**
 * How fast messages are written and read in Chromium, beside AWS's client for browsers and bare
 * WebCrypto on the same data. `node tests/bench/envelope.bench.ts` prints JSON. Times depend on the
 * machine; contenders take turns, so the ratios travel. `KEYWRAP_BENCH_ROUNDS` and
 * `KEYWRAP_BENCH_MIB` make it shorter.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Browser } from 'playwright';
import { servePage } from '../interop/browser-page.ts';
import type * as page from './envelope/page.ts';

const rounds = Number(process.env.KEYWRAP_BENCH_ROUNDS ?? 9);
const mebibytes = Number(process.env.KEYWRAP_BENCH_MIB ?? 16);
const bytes = mebibytes * 2 ** 20;
const kib = 1024;

declare const bench: Pick<typeof page, 'measure' | 'profile' | 'stream' | 'operations'>;

const { browser, openPage, close } = await servePage(
	path.join(import.meta.dirname, 'envelope/page.ts'),
	'bench'
);

//  Numbers

interface Spread {
	median: number;
	/** Half the distance of the quartiles, as a part of the median. */
	spread: number;
}

function spreadOf(times: readonly number[]): Spread {
	const sorted = times.toSorted((a, b) => a - b);
	const at = (part: number) => sorted[Math.round((sorted.length - 1) * part)] ?? NaN;
	const median = at(0.5);
	return { median, spread: (at(0.75) - at(0.25)) / 2 / median };
}

const round = (value: number, digits = 3) => Number(value.toPrecision(digits));
const speed = ({ median }: Spread) => round(mebibytes / (median / 1000));

const rows = [];
const notes = [];
for (const suite of [0x0478, 0x0578] as const) {
	for (const frameLength of [4 * kib, 64 * kib, 1024 * kib]) {
		for (const direction of ['encrypt', 'decrypt'] as const) {
			const opened = await openPage();
			const what = { suite, frameLength, direction, bytes };
			const times = await opened.evaluate((m) => bench.measure(m), { ...what, rounds });
			const ours = spreadOf(times.ours);
			const official = spreadOf(times.official);
			const webcrypto = spreadOf(times.webcrypto);
			const toOfficial = official.median / ours.median;
			const toWebCrypto = webcrypto.median / ours.median;
			const name = suite.toString(16).padStart(4, '0');
			rows.push({
				suite: name,
				frame_length: frameLength,
				direction,
				ours_mib_s: speed(ours),
				official_mib_s: speed(official),
				webcrypto_mib_s: speed(webcrypto),
				ours_spread: round(ours.spread),
				official_spread: round(official.spread),
				webcrypto_spread: round(webcrypto.spread),
				times_official: round(toOfficial),
				part_of_webcrypto: round(toWebCrypto)
			});
			const small = frameLength < 1024 * kib;
			const wanted = !small ? 1 - official.spread : suite === 0x0578 ? 2 : 1.5;
			const below = [
				...(toOfficial < wanted
					? [`${round(toOfficial)} of ${round(wanted)} times the official`]
					: []),
				...(suite === 0x0478 && toWebCrypto < 0.85
					? [`${round(toWebCrypto)} of 0.85 of WebCrypto`]
					: [])
			];
			if (below.length > 0) {
				const parts = await opened.evaluate((m) => bench.profile(m), what);
				notes.push({
					where: `${name}, ${direction}, frames of ${frameLength}`,
					below,
					milliseconds: Object.fromEntries(
						Object.entries(parts).map(([part, time]) => [part, round(time)])
					)
				});
			}
			console.error(JSON.stringify(rows.at(-1)));
			await opened.close();
		}
	}
}

//  Memory of a long stream

/** Resident bytes of the browser's renderers and of what they share, where the system tells. */
async function residentBytes(of: Browser): Promise<number> {
	const session = await of.newBrowserCDPSession();
	const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as {
		processInfo: { type: string; id: number }[];
	};
	await session.detach();
	let sum = 0;
	for (const { type, id } of processInfo) {
		if (type !== 'renderer' || !existsSync(`/proc/${id}/status`)) continue;
		const [, kibibytes = '0'] =
			/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
		sum += Number(kibibytes) * 1024;
	}
	return sum;
}

/**
 * One stream through encryption and decryption. What it holds is what stays when the collector has
 * run; the resident peak also has what the collector has not taken yet, which Chromium lets grow.
 */
async function streamMemory(gibibytes: number) {
	const opened = await openPage();
	const collector = await opened.context().newCDPSession(opened);
	const held = async () => {
		await collector.send('HeapProfiler.collectGarbage');
		return residentBytes(browser);
	};
	const run = (size: number) => opened.evaluate((length) => bench.stream(length), size);
	const sampled = async <T>(work: Promise<T>, sample: () => Promise<number>) => {
		const state = { running: true };
		let most = 0;
		const sampling = (async () => {
			while (state.running) {
				most = Math.max(most, await sample());
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
		})();
		const result = await work;
		state.running = false;
		await sampling;
		return { result, most };
	};
	// Once with little, so that code is compiled and pools are there.
	await run(64 * 2 ** 20);
	const before = await held();
	const plain = await sampled(run(gibibytes * 2 ** 30), () => residentBytes(browser));
	await held();
	const collected = await sampled(run(gibibytes * 2 ** 30), held);
	await opened.close();
	const mib = (size: number) => round(size / 2 ** 20);
	return {
		bytes: plain.result.length,
		mib_s: round(plain.result.length / 2 ** 20 / plain.result.seconds),
		before_mib: mib(before),
		additional_mib: mib(collected.most - before),
		additional_with_garbage_mib: mib(plain.most - before)
	};
}

const memory = await streamMemory(1);
const opened = await openPage();
const rates = await opened.evaluate(() => bench.operations());
await close();
console.log(
	JSON.stringify({
		mebibytes,
		rounds,
		rows,
		below_the_bars: notes,
		stream_1_gib: memory,
		operations_a_second: Object.fromEntries(
			Object.entries(rates).map(([name, rate]) => [name, round(rate)])
		)
	})
);
