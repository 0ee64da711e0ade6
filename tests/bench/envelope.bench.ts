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
import type { Profile } from './envelope/page.ts';

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

/** What must be true of a row; what is not, in words. */
function belowBars(row: Row, officialSpread: number): string[] {
	const { suite, frame_length, times_official, part_of_webcrypto } = row;
	const wanted = frame_length >= 1024 * kib ? 1 - officialSpread : suite === '0578' ? 2 : 1.5;
	return [
		...(times_official < wanted
			? [`${times_official} of ${round(wanted)} times the official`]
			: []),
		...(suite === '0478' && part_of_webcrypto < 0.85
			? [`${part_of_webcrypto} of 0.85 of WebCrypto`]
			: [])
	];
}

/**
 * Why a bar is missed: what the calls that cannot be avoided cost alone, and how much faster nothing
 * but them could be here.
 */
function explain(row: Row, parts: Profile) {
	const { aesGcm, signature, freshMemory, whole } = parts;
	const signed = row.suite === '0578';
	const side = parts.sha384Twice / parts.sha384;
	// To read a signed message, hash and frames need not wait for each other, if calls run side by side.
	const waiting = row.direction === 'encrypt' || side > 1.5;
	const crypto = !signed ? aesGcm : waiting ? aesGcm + signature : Math.max(aesGcm, signature);
	// While the hash of a whole message runs, memory for its plaintext could be made ready.
	const memory = signed && row.direction === 'decrypt' ? 0 : freshMemory;
	const floor = crypto + memory;
	const official = mebibytes / row.official_mib_s;
	const bare = mebibytes / row.webcrypto_mib_s;
	const ms = (time: number) => `${round(time)} ms`;
	const sentences = [
		`AES-GCM of these frames by WebCrypto alone, many calls under way, takes ${ms(aesGcm)}; that includes its copies of every argument and result, on the page's own thread.`,
		signed
			? `The signature takes ${ms(signature)}, nearly all of it SHA-384 of the whole message, because WebCrypto's digest takes its input in one piece. Two digests begun together take ${round(side)} times as long as one, so calls ${side > 1.5 ? 'wait for each other, and a second core does not help' : 'run side by side'}.`
			: '',
		memory > 0
			? `A message is one run of memory: to get that fresh and write it once takes ${ms(memory)} (${ms(parts.copy)} where the memory is there already; the rest is the system giving pages), on the same thread.`
			: '',
		`Together ${ms(floor)}; ours takes ${ms(whole)}. Nothing but these calls would be ${round((official * 1000) / floor)} times the official${signed ? '' : `, and ${round((bare * 1000) / floor)} of bare WebCrypto`}.`
	];
	return {
		milliseconds: Object.fromEntries(
			Object.entries(parts).map(([part, time]) => [part, round(time as number)])
		),
		floor_ms: round(floor),
		best_times_official: round((official * 1000) / floor),
		...(signed ? {} : { best_part_of_webcrypto: round((bare * 1000) / floor) }),
		why: sentences.filter(Boolean).join(' ')
	};
}

interface Row {
	suite: string;
	frame_length: number;
	direction: 'encrypt' | 'decrypt';
	ours_mib_s: number;
	official_mib_s: number;
	webcrypto_mib_s: number;
	ours_spread: number;
	official_spread: number;
	webcrypto_spread: number;
	times_official: number;
	part_of_webcrypto: number;
}

const rows: Row[] = [];
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
			const row: Row = {
				suite: suite.toString(16).padStart(4, '0'),
				frame_length: frameLength,
				direction,
				ours_mib_s: speed(ours),
				official_mib_s: speed(official),
				webcrypto_mib_s: speed(webcrypto),
				ours_spread: round(ours.spread),
				official_spread: round(official.spread),
				webcrypto_spread: round(webcrypto.spread),
				times_official: round(official.median / ours.median),
				part_of_webcrypto: round(webcrypto.median / ours.median)
			};
			rows.push(row);
			console.error(JSON.stringify(row));
			const below = belowBars(row, official.spread);
			if (below.length > 0) {
				const profile = explain(row, await opened.evaluate((m) => bench.profile(m), what));
				const where = `${row.suite}, ${direction}, frames of ${frameLength}`;
				notes.push({ where, below, ...profile });
				console.error(`Below the bar (${below.join('; ')}). ${profile.why}`);
			}
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
 * Streams of growing length through encryption and decryption. What they hold is what stays when the
 * collector runs; the resident peak also has what it has not taken yet, which Chromium lets grow. Both
 * are beyond what the page had before: neither may grow with the length.
 */
async function streamMemory(lengths: readonly number[]) {
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
	const measured = [];
	for (const length of lengths) {
		const before = await held();
		const plain = await sampled(run(length), () => residentBytes(browser));
		await held();
		const collected = await sampled(run(length), held);
		const mib = (size: number) => round(size / 2 ** 20);
		const row = {
			bytes: plain.result.length,
			mib_s: round(plain.result.length / 2 ** 20 / plain.result.seconds),
			before_mib: mib(before),
			additional_mib: mib(collected.most - before),
			additional_with_garbage_mib: mib(plain.most - before)
		};
		console.error(JSON.stringify(row));
		measured.push(row);
	}
	await opened.close();
	return measured;
}

const memory = await streamMemory([2 ** 28, 2 ** 30, 2 ** 31]);
const opened = await openPage();
const rates = await opened.evaluate(() => bench.operations());
await close();
console.log(
	JSON.stringify({
		mebibytes,
		rounds,
		rows,
		below_the_bars: notes,
		streams: memory,
		operations_a_second: Object.fromEntries(
			Object.entries(rates).map(([name, rate]) => [name, round(rate)])
		)
	})
);
