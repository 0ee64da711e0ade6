import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '#lib/crypto/index.ts';
import { everySuite, sealWith } from './bytes.testing.ts';
import { bytesOf, mapBytes, regionOf } from './fields.ts';
import { summarise } from './summary.ts';

describe('the summary', () => {
	it.each(everySuite)('of suite $name says what can be read', async ({ suite, name }) => {
		const { message, plaintext } = await sealWith({ suite });
		const { title, lines } = summarise(mapBytes(message, 'message'), true);
		expect(title).toContain(`version ${suite >= 0x0400 ? 2 : 1}, ${message.length} bytes`);
		const text = lines.map(({ term, text: words }) => `${term}: ${words}`).join('\n');
		expect(text).toContain(`Algorithm suite: ${name}: AES-`);
		expect(text).toContain('purpose = payroll');
		expect(text).toContain('keywrap-lab: wrapping-key-1');
		expect(text).toContain(`${plaintext.length} bytes in all`);
	});

	it('of a blob says how much it holds, and that it is simulated', async () => {
		const { message } = await sealWith({ wrapper: 'kms' });
		const region = regionOf(mapBytes(message, 'message'), 'header.encryptedDataKeys[0].ciphertext');
		const blob = region ? bytesOf(message, region) : new Uint8Array();
		const { title, lines } = summarise(mapBytes(blob, 'blob'), true);
		expect(title).toBe(`A ciphertext blob of AWS KMS, ${blob.length} bytes`);
		expect(lines[0]?.text).toContain('32 bytes of plaintext');
		expect(lines.at(-1)?.text).toContain('AWS cannot open it');
	});

	it('of something else does not pretend', () => {
		const { title } = summarise(mapBytes(encodeUtf8('Dear all'), 'message'), false);
		expect(title).toMatch(/^8 bytes that do not begin as/);
	});
});
