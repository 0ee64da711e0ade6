import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { pages } from './routes.ts';

test.use({ serviceWorkers: 'block' });

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

for (const { name, path } of pages) {
	test(`${name}: nothing for axe and nothing off to the side, light and dark, 320 and 1280 px`, async ({
		page
	}) => {
		// Stills instead of movement: a colour half way through a transition is nobody's choice.
		await page.emulateMedia({ reducedMotion: 'reduce' });
		await page.goto(`/${path}`, { waitUntil: 'networkidle' });
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);

		for (const width of [320, 1280]) {
			await page.setViewportSize({ width, height: 800 });
			const beyond = await page.evaluate(() => {
				const { scrollWidth, clientWidth } = document.documentElement;
				return scrollWidth - clientWidth;
			});
			expect.soft(beyond, `pixels off to the side at ${String(width)} px`).toBe(0);

			for (const colorScheme of ['light', 'dark'] as const) {
				await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
				const { violations, passes } = await new AxeBuilder({ page })
					.withTags(rules)
					// Of what passes one example is enough: the glossary alone has thousands.
					.options({ resultTypes: ['violations'] })
					.analyze();
				expect(passes.length).toBeGreaterThan(10);
				expect
					.soft(
						violations.map(({ id, nodes }) => ({
							id,
							at: nodes.map(
								({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`
							)
						})),
						`${colorScheme}, ${String(width)} px`
					)
					.toEqual([]);
			}
		}
	});
}
