import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent, type Locator } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { labScenarios } from '#lib/content/index.ts';
import type { Html, LabScenario } from '#lib/content/index.ts';
import { scenario as code } from '../scenarios/envelope/index.ts';
import Scenario from './Scenario.svelte';
import type { ScenarioCode } from './types.ts';

const { steps, breaks } = labScenarios.envelope;
const html = (text: string) => text as Html;
const scenario: LabScenario = {
	id: 'envelope',
	title: 'One envelope',
	summary: 'There and back.',
	minutes: 6,
	lessons: [{ path: '/learn/m/l/', title: 'Sealing' }],
	questions: ['env-order-seal'],
	steps: steps.map((id) => ({
		id,
		title: `Title of ${id}`,
		tell: html(`What happens at <code>${id}</code>.`),
		facts: []
	})),
	breaks: Object.entries(breaks).map(([id, codes]) => ({
		id,
		title: `Break ${id}`,
		tell: html('So it is altered.'),
		ask: html('What will come of it?'),
		options: codes.map((outcome) => ({
			text: html(outcome),
			outcome,
			why: html(`Why ${outcome}.`)
		}))
	}))
};

const next = page.getByRole('button', { name: 'Next' });
const application = page.getByRole('region', { name: 'Your application' });
const storage = page.getByRole('region', { name: 'Storage' });

beforeEach(() => {
	history.replaceState(null, '', location.pathname + location.search);
});

/** Renders the walk and waits until it can be walked. */
async function open() {
	await render(Scenario, { scenario, code: code as ScenarioCode });
	await expect.element(next).not.toHaveAttribute('aria-disabled', 'true');
}
const heading = (title: string) =>
	page.getByRole('heading', { name: new RegExp(`Title of ${title}$`) });

const shows = (element: Locator, text: string) => expect.element(element).toMatchTextContent(text);

describe('a scenario', () => {
	it('is walked with one button from the document to the document', async () => {
		await open();
		await page.getByLabelText('Document').fill('Grades of Dara: 1, 2, 1');
		for (const id of steps.slice(1)) {
			await next.click();
			await expect.element(heading(id)).toBeVisible();
		}
		await shows(application, 'Grades of Dara: 1, 2, 1');
		await shows(application, 'the same as at the start');
		await expect.element(next).toHaveAttribute('aria-disabled', 'true');
		await expect.element(page.getByRole('link', { name: 'Sealing' })).toBeVisible();
	});

	it('goes back and on with the arrow keys while a control has the focus', async () => {
		await open();
		await next.click();
		await userEvent.keyboard('{ArrowRight}');
		await expect.element(heading('receive-data-key')).toBeVisible();
		await userEvent.keyboard('{ArrowLeft}');
		await expect.element(heading('ask-data-key')).toBeVisible();
		await userEvent.keyboard('{End}');
		await expect.element(heading('done')).toBeVisible();
		expect(document.activeElement?.textContent.trim()).toBe('Next');
	});

	it('leaves the arrow keys alone in a text field', async () => {
		await open();
		await page.getByLabelText('Document').click();
		await userEvent.keyboard('{ArrowRight}');
		await expect.element(heading('start')).toBeVisible();
	});

	it('shows bytes in hex or base64, some or all', async () => {
		await open();
		await page.getByLabelText('Document').fill('Hello, hello, hello');
		await shows(application, '48 65 6c 6c 6f 2c 20 68 …');
		await page.getByText('Base64', { exact: true }).click();
		await shows(application, 'SGVsbG8sIGhlbGxvLCBo …');
		await page.getByRole('button', { name: 'All 19 bytes of Document' }).click();
		await shows(application, 'SGVsbG8sIGhlbGxvLCBoZWxsbw==');
	});

	it('asks for a prediction, shows the real refusal, and puts it back', async () => {
		await open();
		await page.getByRole('link', { name: /Title of ask-decrypt$/ }).click();
		const send = page.getByRole('button', { name: 'Send with this context' });
		const value = page
			.getByRole('region', { name: 'Break it on purpose' })
			.getByLabelText('Value of pair 1');
		await value.fill('travel');
		await send.click();
		await shows(page.getByRole('alert'), 'Predict first');
		await page.getByRole('radio', { name: 'opens' }).click();
		await send.click();
		await expect
			.element(page.getByRole('heading', { name: 'AWS KMS refuses: InvalidCiphertextException' }))
			.toBeVisible();
		await expect.element(page.getByText('month = travel', { exact: true })).toBeVisible();
		await expect.element(page.getByText('You predicted otherwise:')).toBeVisible();
		await expect.element(page.getByText(/Why InvalidCiphertextException\.$/)).toBeVisible();
		await page.getByRole('button', { name: 'Put it back' }).click();
		await expect
			.element(page.getByRole('heading', { name: /InvalidCiphertextException/ }))
			.not.toBeInTheDocument();
		await next.click();
		await expect.element(heading('receive-key')).toBeVisible();
	});

	it('starts again when the document changes, and undo leads back', async () => {
		await open();
		await page.getByRole('link', { name: /Title of store$/ }).click();
		await shows(storage, 'Wrapped data key');
		await page.getByText('Your document, context and algorithm suite').click();
		await page.getByLabelText('Document').fill('Something else');
		await expect.element(heading('start')).toBeVisible();
		await shows(storage, 'Nothing');
		await page.getByRole('button', { name: /^Undo/ }).click();
		await expect.element(heading('store')).toBeVisible();
		await shows(storage, 'Wrapped data key');
	});

	it('takes a file that is chosen, and refuses one that is too large', async () => {
		await open();
		const chooser = page.getByLabelText('Choose a file');
		await chooser.upload(new File([new Uint8Array(1_000_001)], 'film.mp4'));
		await shows(page.getByRole('alert'), 'up to 1 MB');
		await chooser.upload(new File([new Uint8Array([0, 255])], 'scan.bin'));
		await shows(application, 'scan.bin');
		await shows(application, '00 ff');
	});
});
