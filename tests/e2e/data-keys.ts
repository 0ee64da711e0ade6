/** What a sandbox gives away of keys to a page. */
import type { Page } from '@playwright/test';

/**
 * The plaintext data keys that come to the page from its next address on. They are read as they come:
 * the browser does not keep the bodies of responses for whoever asks later.
 */
export async function dataKeysOf(page: Page): Promise<Buffer[]> {
	const dataKeys: Buffer[] = [];
	await page.exposeFunction('dataKeyCame', (plaintext: string) => {
		dataKeys.push(Buffer.from(plaintext, 'base64'));
	});
	await page.addInitScript(() => {
		const fetch = window.fetch.bind(window);
		window.fetch = async (...request) => {
			const response = await fetch(...request);
			if (response.ok && /amz-json/.test(response.headers.get('content-type') ?? '')) {
				const { Plaintext } = (await response.clone().json()) as { Plaintext?: string };
				const told = (window as unknown as { dataKeyCame: (text: string) => Promise<void> })
					.dataKeyCame;
				if (Plaintext) await told(Plaintext);
			}
			return response;
		};
	});
	return dataKeys;
}
