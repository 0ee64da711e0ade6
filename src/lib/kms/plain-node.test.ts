import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('runs under plain Node, with nothing built and nothing around it', async () => {
	const program = `
		import { createLocalKms } from '#lib/kms/index.ts';
		const kms = createLocalKms();
		const { KeyMetadata } = await kms.send('CreateKey', {});
		const made = await kms.send('GenerateDataKey', { KeyId: KeyMetadata.KeyId, KeySpec: 'AES_256' });
		const back = await kms.send('Decrypt', { CiphertextBlob: made.CiphertextBlob });
		console.log(Buffer.from(back.Plaintext).equals(made.Plaintext));
	`;
	const { stdout } = await promisify(execFile)(process.execPath, [
		'--input-type=module',
		'--eval',
		program
	]);
	expect(stdout.trim()).toBe('true');
});
