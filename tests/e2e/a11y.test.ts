import { expect } from '@playwright/test';
import { expectSoundPage } from './axe.ts';
import { pages } from './routes.ts';
import { test } from './test.ts';

test.use({ serviceWorkers: 'block' });

for (const { name, path } of pages) {
	test(`${name}: nothing for axe and nothing off to the side, light and dark, 320 and 1280 px`, async ({
		page
	}) => {
		// Stills instead of movement: a colour half way through a transition is nobody's choice.
		await page.emulateMedia({ reducedMotion: 'reduce' });
		await page.goto(`/${path}`, { waitUntil: 'networkidle' });
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);

		for (const width of [320, 1280])
			for (const colorScheme of ['light', 'dark'] as const) {
				await page.setViewportSize({ width, height: 800 });
				await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
				await expectSoundPage(page, `${colorScheme}, ${String(width)} px`);
			}
	});
}
