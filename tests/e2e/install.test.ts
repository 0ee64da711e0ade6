import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { buildDir } from '../../src/tools/build.mjs';
import { untilInstalled } from './pwa.ts';
import { test } from './test.ts';

interface Picture {
	src: string;
	sizes: string;
	type: string;
	purpose?: string;
}
interface Manifest {
	icons: Picture[];
	screenshots: (Picture & { form_factor: 'wide' | 'narrow' })[];
	shortcuts: { name: string; url: string }[];
}

test('the browser finds nothing that keeps the app from being installed', async ({ page }) => {
	await page.goto('/');
	await untilInstalled(page);
	const cdp = await page.context().newCDPSession(page);
	const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
	// A window of a test has no profile, and such a window cannot install anything.
	expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito']);
	const { errors, url } = await cdp.send('Page.getAppManifest');
	expect(errors).toEqual([]);
	expect(new URL(url).pathname).toBe('/manifest.webmanifest');
});

test('the pictures and addresses of the manifest are what it says', async ({ page, baseURL }) => {
	const manifest = JSON.parse(
		readFileSync(join(buildDir, 'manifest.webmanifest'), 'utf8')
	) as Manifest;
	expect(manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose ?? ''}`)).toEqual([
		'192x192 any',
		'512x512 any',
		'512x512 maskable',
		'any any'
	]);
	expect(new Set(manifest.screenshots.map((shot) => shot.form_factor))).toEqual(
		new Set(['wide', 'narrow'])
	);
	await page.goto('/');
	for (const { src, sizes, type } of [...manifest.icons, ...manifest.screenshots]) {
		const picture = await page.evaluate(async (address) => {
			const response = await fetch(address);
			const image = new Image();
			image.src = address;
			await image.decode();
			return {
				type: response.headers.get('content-type')?.replace(/;.*/, ''),
				sizes: `${image.naturalWidth}x${image.naturalHeight}`
			};
		}, src);
		expect(picture.type, src).toBe(type);
		if (sizes !== 'any') expect(picture.sizes, src).toBe(sizes);
	}
	for (const { url } of manifest.shortcuts) {
		const response = await page.goto(new URL(url, `${baseURL ?? ''}/`).href);
		expect(response?.status(), url).toBe(200);
	}
});
