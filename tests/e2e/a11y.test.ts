import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { pages } from './routes.ts';

test.use({ serviceWorkers: 'block' });

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

for (const { name, path } of pages) {
	for (const colorScheme of ['light', 'dark'] as const) {
		for (const width of [320, 1280]) {
			test(`${name}, ${colorScheme}, ${String(width)} px: nothing for axe, nothing off to the side`, async ({
				page
			}) => {
				// Stills instead of movement: a colour half way through a transition is nobody's choice.
				await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
				await page.setViewportSize({ width, height: 800 });
				await page.goto(`/${path}`, { waitUntil: 'networkidle' });
				await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
				await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);

				const { violations, passes } = await new AxeBuilder({ page }).withTags(rules).analyze();
				expect(passes.length).toBeGreaterThan(10);
				expect(
					violations.map(({ id, nodes }) => ({
						id,
						at: nodes.map(
							({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`
						)
					}))
				).toEqual([]);

				const wide = await page.evaluate(() => {
					const { scrollWidth, clientWidth } = document.documentElement;
					return scrollWidth - clientWidth;
				});
				expect(wide, 'pixels that stick out to the side').toBe(0);
			});
		}
	}
}
