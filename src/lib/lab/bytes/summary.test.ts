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

	it('of a message that breaks off says no more than is there', async () => {
		const { message } = await sealWith({ context: { purpose: 'payroll', month: '2026-11' } });
		const whole = mapBytes(message, 'message');
		/** The lines of a message that ends in the middle of a field, or before it. */
		const cutIn = (path: string, into = 0.5) => {
			const { offset = 0, length = 0 } = regionOf(whole, path) ?? {};
			const cut = message.subarray(0, offset + Math.ceil(length * into));
			const { lines } = summarise(mapBytes(cut, 'message'), true);
			return Object.fromEntries(lines.map(({ term, text }) => [term, text]));
		};
		const context = 'Encryption context';
		expect(cutIn('header.aad.count')[context]).toBe('(broken off here)');
		expect(cutIn('header.aad[0].key', 0)[context]).toBe('(broken off here)');
		const entries = [...whole.regions].filter(({ path }) => /^header\.aad\[\d\]\.key$/.test(path));
		const [first, second] = entries.map(({ value }) => value);
		expect(cutIn('header.aad[1].value')[context]).toMatch(
			new RegExp(`^${first ?? ''} = .+\\n\\(broken off here\\)$`)
		);
		expect(cutIn('header.aad[1].value')[context]).not.toContain(second);
		expect(cutIn('header.encryptedDataKeys[0].providerInfo')['Data key, wrapped once by']).toBe(
			'keywrap-lab: (broken off here)'
		);
		expect(cutIn('frames[0].tag').Signature).toBe('P-384; what is here breaks off before it');
		expect(cutIn('header.version', 1)).toEqual({});
	});

	it('of something else does not pretend', () => {
		const { title } = summarise(mapBytes(encodeUtf8('Dear all'), 'message'), false);
		expect(title).toMatch(/^8 bytes that do not begin as/);
		expect(summarise(mapBytes(new Uint8Array(1), 'message'), false).title).toBe(
			'1 byte that does not begin as a message of the AWS Encryption SDK or a blob of AWS KMS does'
		);
	});
});
