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
		document.adoptedStyleSheets.push(sheet);
	});
	const { violations, passes } = await new AxeBuilder({ page })
		.include(within)
		.withTags(rules)
		.options({ resultTypes: ['violations'] })
		.analyze();
	expect(passes.length).toBeGreaterThan(5);
	return violations.map(({ id, nodes }) => `${id}: ${String(nodes[0]?.target)}`);
}

/** Nothing for axe and nothing off to the side, light and wide, dark and narrow. */
export async function expectNothingForAxe(page: Page, where: string) {
	for (const [colorScheme, width] of [
		['light', 1280],
		['dark', 320]
	] as const) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.setViewportSize({ width, height: 800 });
		const { violations, passes } = await new AxeBuilder({ page })
			.withTags(rules)
			// Of what passes one example is enough.
			.options({ resultTypes: ['violations'] })
			.analyze();
		expect(passes.length).toBeGreaterThan(10);
		expect
			.soft(
				violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))]),
				`${where}, ${colorScheme}, ${String(width)} px`
			)
			.toEqual([]);
		const beyond = await page.evaluate(
			() => document.documentElement.scrollWidth - document.documentElement.clientWidth
		);
		expect.soft(beyond, `pixels off to the side: ${where}, ${String(width)} px`).toBe(0);
	}
}
