/**
 * How quickly the Lab answers on a slow device, in the built app: from the press of `Next` to the
 * frame that shows the step, at 6 times CPU slowdown; and how many frames a second the stage keeps
 * while things travel, at 4 times. `npm run bench lab` prints JSON. Beside the clock stands the
 * time that the page's main thread really worked: a busy machine stretches the one, not the other.
 * All of it takes half an hour; `KEYWRAP_BENCH_SCENARIOS=envelope,s3` measures some, and
 * `KEYWRAP_BENCH_ROUNDS` sets the rounds. Each scenario's numbers are said as soon as they are there.
 */
import process from 'node:process';
import { chromium } from 'playwright';
import type { CDPSession, Page } from 'playwright';
import { labScenarios } from '../../src/lib/content/index.ts';
import { ensureBrowser } from '../../src/tools/browser.mjs';
import { buildDir, ensureBuild } from '../../src/tools/build.mjs';
import { serve } from '../../src/tools/static-server.mjs';

const rounds = Number(process.env.KEYWRAP_BENCH_ROUNDS ?? 5);
const only = process.env.KEYWRAP_BENCH_SCENARIOS?.split(',');
const slowdown = { step: 6, frames: 4 };
const bars = { step: 100, frames: 60 };
/** Milliseconds that things travel for. */
const journey = 1400;

interface Row {
	scenario: string;
	/** Milliseconds from the press to the frame: the slowest step, in the middle of the rounds. */
	slowest_step_ms: number;
	slowest_step: string;
	/** What the main thread worked for it without slowdown, times the slowdown. */
	slowest_step_work_ms: number;
	/** Frames a second while something travels, at the worst step. */
	frames_per_second: number;
	/** What the main thread worked for a frame of that journey, times the slowdown; 16.7 is one frame. */
	frame_work_ms: number;
	below_bars: string[];
}

const median = (values: readonly number[]) =>
	values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const round = (value: number) => Math.round(value * 10) / 10;

/** Opens a scenario at its first step, its code loaded and warm. */
async function open(page: Page, url: string): Promise<void> {
	await page.goto(url, { waitUntil: 'networkidle' });
	await rest(page);
	// Nobody comes to a button without moving, scrolling or pressing a key.
	await page.mouse.move(8, 8);
	await page.waitForLoadState('networkidle');
	await rest(page);
}

/** Waits until the page stands as whoever presses `Next` sees it: nobody goes on before. */
async function rest(page: Page): Promise<void> {
	await page.locator('article[aria-busy="false"]').waitFor();
	await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
}

/** Presses `Next` and waits for the step to show: milliseconds until the frame after it. */
function pressNext(page: Page): Promise<number> {
	return page.evaluate(
		() =>
			new Promise<number>((resolve) => {
				const told = document.querySelector('.told');
				const next = [...document.querySelectorAll('button')].find(
					({ textContent }) => textContent.trim() === 'Next'
				);
				if (!told || !next) throw new Error('There is no Next here.');
				const began = performance.now();
				const observer = new MutationObserver(() => {
					observer.disconnect();
					// A task after the next frame's work: by then the frame is handed over.
					requestAnimationFrame(() => {
						setTimeout(() => {
							resolve(performance.now() - began);
						}, 0);
					});
				});
				observer.observe(told, { childList: true, characterData: true, subtree: true });
				next.click();
			})
	);
}

/** Frames a second while what is on its way travels. */
function countFrames(page: Page): Promise<number> {
	return page.evaluate(
		(time) =>
			new Promise<number>((resolve) => {
				let began = 0;
				let frames = 0;
				const tick = (now: number) => {
					if (began === 0) began = now;
					else frames++;
					if (now - began < time) requestAnimationFrame(tick);
					else resolve((frames * 1000) / (now - began));
				};
				requestAnimationFrame(tick);
			}),
		journey - 100
	);
}

/** Milliseconds that the main thread has worked so far, by the processor's clock. */
async function worked(session: CDPSession): Promise<number> {
	const { metrics } = await session.send('Performance.getMetrics');
	return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
}

async function measure(page: Page, url: string, steps: readonly string[]) {
	const session = await page.context().newCDPSession(page);
	await session.send('Performance.enable', { timeDomain: 'threadTicks' });
	const slow = (rate: number) => session.send('Emulation.setCPUThrottlingRate', { rate });
	const rows = steps.slice(1).map((step) => ({
		step,
		times: [] as number[],
		work: [] as number[],
		frames: [] as number[],
		frameWork: [] as number[]
	}));
	for (let turn = 0; turn < rounds; turn++) {
		await slow(1);
		await open(page, `${url}?${turn}`);
		await slow(slowdown.step);
		for (const row of rows) {
			row.times.push(await pressNext(page));
			await rest(page);
		}

		await slow(1);
		await open(page, `${url}?${turn}-work`);
		for (const row of rows) {
			const before = await worked(session);
			await pressNext(page);
			const shown = await worked(session);
			row.work.push((shown - before) * slowdown.step);
			if (await page.locator('.track').count()) {
				await page.waitForTimeout(journey);
				const frames = (journey / 1000) * bars.frames;
				row.frameWork.push((((await worked(session)) - shown) * slowdown.frames) / frames);
			}
			await rest(page);
		}

		await open(page, `${url}?${turn}-frames`);
		await slow(slowdown.frames);
		for (const row of rows) {
			await pressNext(page);
			if (await page.locator('.track').count()) row.frames.push(await countFrames(page));
			await rest(page);
		}
	}
	await slow(1);
	await session.detach();
	return rows;
}

const executablePath = await ensureBrowser();
await ensureBuild();
const server = await serve({ dir: buildDir, port: 0 });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
	const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
	const results: Row[] = [];
	const unknown = only?.find((id) => !Object.hasOwn(labScenarios, id));
	if (unknown !== undefined) throw new Error(`The Lab has no scenario "${unknown}".`);
	for (const [scenario, { steps }] of Object.entries(labScenarios)) {
		if (only && !only.includes(scenario)) continue;
		const rows = await measure(page, `${server.url}lab/${scenario}/`, steps);
		const slowest = rows.toSorted((a, b) => median(b.times) - median(a.times))[0];
		const journeys = rows.filter(({ frames }) => frames.length > 0);
		const work = Math.max(...rows.map((row) => median(row.work)));
		const frames = Math.min(...journeys.map((row) => median(row.frames)));
		const time = median(slowest?.times ?? []);
		const row: Row = {
			scenario,
			slowest_step_ms: round(time),
			slowest_step: slowest?.step ?? '',
			slowest_step_work_ms: round(work),
			frames_per_second: round(frames),
			frame_work_ms: round(Math.max(...journeys.map((row) => median(row.frameWork)))),
			below_bars: [
				...(time > bars.step ? [`${String(round(time))} ms for a step`] : []),
				// A stretch of time that ends between two frames never holds a whole 60 a second.
				...(frames < bars.frames - 1 ? [`${String(round(frames))} frames a second`] : [])
			]
		};
		results.push(row);
		process.stderr.write(`${JSON.stringify(row)}\n`);
	}
	process.stdout.write(`${JSON.stringify({ slowdown, bars, rounds, results }, null, '\t')}\n`);
} finally {
	await browser.close();
	await server.close();
}
