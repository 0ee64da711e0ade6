import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What axe has to say of a page, or of a part of it, in a line each. Parts that the browser leaves out
 * until they are near (`content-visibility`) are drawn first: axe would measure them where they are not.
 */
export async function axeLines(page: Page, within = 'body'): Promise<string[]> {
	await page.evaluate(() => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync('* { content-visibility: visible !important; }');
		document.adoptedStyleSheets = [sheet];
	});
	const { violations, passes } = await new AxeBuilder({ page })
		.include(within)
		.withTags(rules)
		// Of what passes one example is enough: the glossary alone has thousands.
		.options({ resultTypes: ['violations'] })
		.analyze();
	expect(passes.length).toBeGreaterThan(5);
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(({ target, failureSummary }) => `${id}: ${String(target)}: ${failureSummary ?? ''}`)
	);
}

/** How many pixels of the page are off to the side of its window. */
export const pixelsAside = (page: Page): Promise<number> =>
	page.evaluate(() => {
		const { scrollWidth, clientWidth } = document.documentElement;
		return scrollWidth - clientWidth;
	});

/** Nothing for axe and nothing off to the side, as the page stands. */
export async function expectSoundPage(page: Page, where: string) {
	expect.soft(await pixelsAside(page), `pixels off to the side: ${where}`).toBe(0);
	expect.soft(await axeLines(page), where).toEqual([]);
}

/** Nothing for axe and nothing off to the side, light and wide, dark and narrow. */
export async function expectNothingForAxe(page: Page, where: string) {
	for (const [colorScheme, width] of [
		['light', 1280],
		['dark', 320]
	] as const) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.setViewportSize({ width, height: 800 });
		await expectSoundPage(page, `${where}, ${colorScheme}, ${String(width)} px`);
	}
}
