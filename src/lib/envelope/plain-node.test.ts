import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Starting Node takes its time on a machine that does other things too. */
const patient = { timeout: 30_000 };

it('runs under plain Node, with nothing built and nothing around it', patient, async () => {
	const program = `
		import { createLocalKms } from '#lib/kms/index.ts';
		import { decrypt, encrypt, kmsKeyring, mapMessage } from '#lib/envelope/index.ts';
		const client = createLocalKms();
		const { KeyMetadata } = await client.send('CreateKey', {});
		const keyring = kmsKeyring({ client, generatorKeyId: KeyMetadata.Arn });
		const { message } = await encrypt(new TextEncoder().encode('attack at dawn'), { keyring });
		const { plaintext } = await decrypt(message, { keyring });
		console.log(new TextDecoder().decode(plaintext), mapMessage(message).at(-1).path);
	`;
	const { stdout } = await promisify(execFile)(process.execPath, [
		'--input-type=module',
		'--eval',
		program
	]);
	expect(stdout.trim()).toBe('attack at dawn footer.signature');
});

it('loads none of the replacements for WebCrypto until they are needed', patient, async () => {
	const program = `
		import { registerHooks } from 'node:module';
		const loaded = [];
		registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
		const { encrypt, decrypt, rawAesKeyring } = await import('#lib/envelope/index.ts');
		const keyring = rawAesKeyring({ namespace: 'a', name: 'b', wrappingKey: new Uint8Array(32) });
		const { message } = await encrypt(new Uint8Array(9), { keyring });
		await decrypt(message, { keyring });
		console.log(loaded.length > 20, loaded.filter((url) => url.includes('noble')).length);
	`;
	const { stdout } = await promisify(execFile)(process.execPath, [
		'--input-type=module',
		'--eval',
		program
	]);
	expect(stdout.trim()).toBe('true 0');
});
