import { beforeEach, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import CallSamples from './CallSamples.svelte';
import { cliSample, javaScriptSample } from './index.ts';

const exchange = {
	operation: 'GenerateDataKey',
	request: {
		KeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
		KeySpec: 'AES_256',
		EncryptionContext: { purpose: 'payroll' }
	},
	response: { Plaintext: new Uint8Array([1, 2, 255]) }
};

beforeEach(() => {
	localStorage.removeItem('keywrap-call-sample');
});

it('shows a call in each form, by keyboard, and remembers which', async () => {
	const screen = await render(CallSamples, { exchange });
	const panel = screen.getByRole('tabpanel');
	const tab = (name: string) => screen.getByRole('tab', { name });
	await expect.element(panel).toMatchTextContent(/X-Amz-Target: TrentService\.GenerateDataKey/);
	await expect.element(panel).toMatchTextContent(/"Plaintext": "AQL\/"/);
	await expect.element(tab('API')).toHaveAttribute('aria-selected', 'true');
	await expect.element(tab('AWS CLI')).toHaveAttribute('tabindex', '-1');

	const heard = vi.fn();
	document.addEventListener('keydown', heard);
	(tab('API').element() as HTMLElement).focus();
	await userEvent.keyboard('{ArrowRight}');
	await expect.element(tab('AWS CLI')).toHaveFocus();
	expect(panel.element().textContent).toBe(cliSample(exchange));
	await userEvent.keyboard('{End}');
	await expect.element(tab('JavaScript')).toHaveFocus();
	expect(panel.element().textContent).toBe(javaScriptSample(exchange));
	await userEvent.keyboard('{ArrowRight}');
	await expect.element(tab('API')).toHaveFocus();
	await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
	await expect.element(tab('boto3')).toHaveAttribute('aria-selected', 'true');
	expect(heard).not.toHaveBeenCalled();
	document.removeEventListener('keydown', heard);

	await screen.unmount();
	const again = await render(CallSamples, { exchange: { ...exchange, operation: 'Encrypt' } });
	await expect.element(again.getByRole('tabpanel')).toMatchTextContent(/kms\.encrypt\(/);
});

it('copies what it shows, and says so; where it may not, it selects it', async () => {
	const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
	const screen = await render(CallSamples, { exchange });
	await screen.getByRole('tab', { name: 'AWS CLI' }).click();
	const copy = screen.getByRole('button', { name: 'Copy GenerateDataKey for AWS CLI' });
	await copy.click();
	expect(write).toHaveBeenCalledWith(cliSample(exchange));
	await expect.element(screen.getByRole('status')).toHaveTextContent('Copied');
	write.mockRejectedValue(new Error('denied'));
	await copy.click();
	await expect.element(screen.getByRole('status')).toMatchTextContent(/it is selected/);
	expect(String(getSelection())).toContain('aws kms generate-data-key');
	write.mockRestore();
});

it('begins with the API when what was kept is no form of a call', async () => {
	localStorage.setItem('keywrap-call-sample', 'cobol');
	const screen = await render(CallSamples, { exchange });
	await expect.element(screen.getByRole('tab', { name: 'API' })).toHaveAttribute('tabindex', '0');
});
