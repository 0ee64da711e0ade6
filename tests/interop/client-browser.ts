/**
 * Exchanges messages with AWS's own client for browsers, in Chromium and in both directions: what we
 * write it reads, what it writes we read. `node tests/interop/client-browser.ts` prints JSON, and
 * fails by its exit code.
 */
import path from 'node:path';
import process from 'node:process';
import { servePage } from './browser-page.ts';
import type * as page from './client-browser/page.ts';

declare const interop: Pick<typeof page, 'exchange'>;

const { openPage, close } = await servePage(
	path.join(import.meta.dirname, 'client-browser/page.ts'),
	'interop'
);
try {
	const opened = await openPage();
	const { passed, failures } = await opened.evaluate(() => interop.exchange());
	for (const failure of failures) console.error(failure);
	console.log(
		JSON.stringify({ peer: '@aws-crypto/client-browser', passed, failed: failures.length })
	);
	process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
	await close();
}
