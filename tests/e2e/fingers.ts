/** One finger on the screen, which Playwright can only tap with. */
import type { Locator, Page } from '@playwright/test';

export interface Point {
	x: number;
	y: number;
}

/** The middle of something, in the window; it may be out of sight. */
export async function middle(what: Locator): Promise<Point> {
	const box = await what.boundingBox();
	if (!box) throw new Error(`Nothing is shown of ${what.toString()}`);
	return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Puts a finger down, slides it from stop to stop, and lifts it. A stop may say when it is reached. */
export async function slide(
	page: Page,
	from: Point,
	...stops: (Point | (() => Promise<Point>))[]
): Promise<void> {
	const touch = await page.context().newCDPSession(page);
	const tell = (type: 'touchStart' | 'touchMove', at: Point) =>
		touch.send('Input.dispatchTouchEvent', { type, touchPoints: [at] });
	await tell('touchStart', from);
	for (const stop of stops) {
		const to = typeof stop === 'function' ? await stop() : stop;
		for (let step = 1; step <= 8; step++)
			await tell('touchMove', {
				x: from.x + ((to.x - from.x) * step) / 8,
				y: from.y + ((to.y - from.y) * step) / 8
			});
		from = to;
	}
	await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
	await touch.detach();
}
