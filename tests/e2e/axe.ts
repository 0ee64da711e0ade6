import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Nothing for axe and nothing off to the side, light and wide, dark and narrow. */
export async function expectNothingForAxe(page: Page, where: string) {
	// Two passes of axe over a long page take a while on a small machine.
	test.setTimeout(test.info().timeout + 30_000);
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
