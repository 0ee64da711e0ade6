import { createRawSnippet } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '#lib/ui/tokens.css';
import '#lib/ui/base.css';
import Fold from './Fold.svelte';
import Trail from './Trail.svelte';

const entries = Array.from({ length: 7 }, (_, i) => ({
	operation: `Call${i + 1}`,
	principal: { arn: 'arn:aws:iam::111122223333:role/app' },
	event: { eventName: `Call${i + 1}` }
}));
const children = createRawSnippet(() => ({ render: () => '<p>Seven rows</p>' }));
const table = { id: 'rows', title: 'In the bucket', says: '7 objects', children };

afterEach(() => page.viewport(1280, 900));

describe('on a phone', () => {
	beforeEach(() => page.viewport(360, 780));

	it('a long trail shows its end, and what came before on request', async () => {
		await render(Trail, { entries, fresh: 1 });
		await expect.element(page.getByText('Call5', { exact: true })).toBeVisible();
		await expect.element(page.getByText('Call4', { exact: true })).not.toBeVisible();
		await page.getByText('4 events before').click();
		await expect.element(page.getByText('Call1', { exact: true })).toBeVisible();
	});

	it('what this moment brought is never folded', async () => {
		await render(Trail, { entries, fresh: 6 });
		await expect.element(page.getByText('Call2', { exact: true })).toBeVisible();
		await expect.element(page.getByText('1 event before')).toBeVisible();
	});

	it('a part below the stage unfolds, under its heading', async () => {
		await render(Fold, table);
		await expect.element(page.getByText('Seven rows')).not.toBeVisible();
		await page.getByRole('heading', { name: 'In the bucket' }).click();
		await expect.element(page.getByText('Seven rows')).toBeVisible();
	});
});

it('is all there where there is room', async () => {
	await page.viewport(1280, 900);
	await render(Trail, { entries });
	await expect.element(page.getByText('Call1', { exact: true })).toBeVisible();
	await render(Fold, table);
	await expect.element(page.getByText('Seven rows')).toBeVisible();
	await expect.element(page.getByText('7 objects')).not.toBeInTheDocument();
});
