/** Whoever leaves right after a choice or an answer loses neither. */
import { expect, type BrowserContext } from '@playwright/test';
import { answer, answersKept, beginToAnswer } from './answering.ts';
import { test } from './test.ts';

/**
 * Another tab keeps the database to itself, as a slow disk would: what is written from now on stays on
 * its way until the returned function is called.
 */
async function slowDisk(context: BrowserContext): Promise<() => Promise<void>> {
	const page = await context.newPage();
	await page.goto('/about/');
	await page.evaluate(
		() =>
			new Promise<void>((resolve, reject) => {
				const opening = indexedDB.open('keywrap');
				opening.onerror = () => {
					reject(new Error('The database does not open', { cause: opening.error }));
				};
				opening.onsuccess = () => {
					const held = opening.result.transaction(['log', 'meta'], 'readwrite');
					const again = () => {
						held.objectStore('meta').get('device').onsuccess = again;
						resolve();
					};
					again();
				};
			})
	);
	return () => page.close();
}

test('a question answered and the page loaded anew at once: the answer is kept, and the session goes on after it', async ({
	page,
	context
}) => {
	await page.goto('/practice/?set=today');
	const card = page.getByRole('article');
	await answer(card);
	await page.getByRole('button', { name: 'Next question' }).click();
	await beginToAnswer(card);
	const part = card.locator('[data-part="answer"]');
	const send = card.getByRole('button', { name: 'Answer', exact: true });
	for (const select of await part.locator('select').all()) await select.selectOption({ index: 1 });
	for (const each of await part.locator('[data-add], input').all())
		if ((await send.getAttribute('aria-disabled')) === 'true') await each.click({ force: true });
	const question = await card.getAttribute('data-question');
	const letGo = await slowDisk(context);
	await send.click();
	await expect(card).toHaveAttribute('data-phase', 'saving');
	await page.reload({ waitUntil: 'commit' });
	await letGo();

	await expect(page.getByText(/^Question 3 of/)).toBeVisible();
	const kept = await answersKept(page);
	expect(kept).toHaveLength(2);
	expect(kept[1]?.question).toBe(question);
	// What was on its way is finished once: opening the page again adds nothing.
	await page.reload();
	await expect(page.getByText(/^Question 3 of/)).toBeVisible();
	expect(await answersKept(page)).toEqual(kept);
	await page.goto('/');
	await expect(
		page.getByRole('heading', { name: 'Answered last' }).locator('..').getByRole('listitem')
	).toHaveCount(2);
});

test('an answer taken back, and the tab closed at once', async ({ page, context }) => {
	await page.goto('/practice/?set=today');
	await answer(page.getByRole('article'));
	const letGo = await slowDisk(context);
	await page.getByRole('button', { name: 'Take this answer back' }).click();
	await page.close();
	await letGo();
	const next = await context.newPage();
	await next.goto('/practice/?set=today');
	await expect(next.getByText(/^Question 1 of/)).toBeVisible();
	await next.goto('/progress/');
	await expect(next.getByText('Answered last')).toHaveCount(0);
});

test('a choice on the page of practice holds, however soon the page is left', async ({
	page,
	context
}) => {
	await page.goto('/practice/?set=today');
	await answer(page.getByRole('article'));
	await page.goto('/practice/');
	const whyNotFirst = page.getByRole('checkbox', { name: /Why not first/ });

	let letGo = await slowDisk(context);
	await whyNotFirst.check();
	await page.reload({ waitUntil: 'commit' });
	await letGo();
	await expect(whyNotFirst).toBeChecked();

	// Taken back, and left by the back button of the browser.
	letGo = await slowDisk(context);
	await whyNotFirst.uncheck();
	const leaving = page.goBack({ waitUntil: 'commit' });
	await letGo();
	await leaving;
	await page.goto('/practice/');
	await expect(page.getByRole('link', { name: /Start today/ })).toBeVisible();
	await expect(whyNotFirst).not.toBeChecked();

	// Left by a link of the page: what comes next already goes by it.
	await whyNotFirst.check();
	await page.getByRole('link', { name: /Start today/ }).click();
	await page.goto('/practice/?set=built&type=single&count=1');
	await expect(page.getByRole('combobox', { name: 'Why not option A?' })).toBeVisible();
});

test('a set that is kept, and a flashcard that was known, with the page gone at once', async ({
	page,
	context
}) => {
	await page.goto('/practice/?set=today');
	await answer(page.getByRole('article'));
	await page.goto('/practice/?type=single&count=5');
	await page.getByLabel('Keep the set above').fill('Five quick ones');
	let letGo = await slowDisk(context);
	await page.getByRole('button', { name: 'Keep it' }).click();
	await page.reload({ waitUntil: 'commit' });
	await letGo();
	await expect(page.getByRole('heading', { name: 'Five quick ones' })).toHaveCount(1);

	await page.goto('/practice/cards/');
	await expect(page.getByText('10 cards left')).toBeVisible();
	await page.keyboard.press('Enter');
	letGo = await slowDisk(context);
	await page.keyboard.press('3');
	await page.reload({ waitUntil: 'commit' });
	await letGo();
	await expect(page.getByText('9 cards left of 9')).toBeVisible();
});
