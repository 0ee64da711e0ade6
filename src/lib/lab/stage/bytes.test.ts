import { expect, it } from 'vitest';
import { preview, shownJson, written } from './bytes.ts';

it('writes bytes in hex and base64, all of them or the first', () => {
	const bytes = new Uint8Array(20).fill(255);
	expect(written(bytes.subarray(0, 2), 'hex')).toBe('ff ff');
	expect(preview(bytes, 'hex')).toBe('ff ff ff ff ff ff ff ff …');
	expect(preview(bytes.subarray(0, 8), 'hex')).toBe('ff ff ff ff ff ff ff ff');
	expect(preview(bytes, 'base64')).toBe('//////////////////// …');
});

it('writes a request as the API has it', () => {
	expect(
		JSON.parse(
			shownJson({
				CiphertextBlob: new Uint8Array([1, 2, 3]),
				EncryptionContext: { purpose: 'payroll' },
				KeyId: undefined
			})
		)
	).toEqual({ CiphertextBlob: 'AQID', EncryptionContext: { purpose: 'payroll' } });
});

it('cuts what nobody reads, and says how long it is', () => {
	const whole = JSON.parse(shownJson({ Plaintext: new Uint8Array(450) })) as { Plaintext: string };
	expect(whole.Plaintext).toHaveLength(600);
	const shown = shownJson({ Plaintext: new Uint8Array(4097), KeyId: 'k' });
	expect(shown).toContain('…" (5,464 characters),\n  "KeyId": "k"');
	expect(shown.length).toBeLessThan(700);
});

it('shows the end of what only begins with zeros', () => {
	const third = new Uint8Array(12);
	third[11] = 3;
	expect(preview(third, 'hex')).toBe('… 00 00 00 00 00 00 00 03');
	expect(preview(new Uint8Array(32), 'hex')).toBe('00 00 00 00 00 00 00 00 …');
	expect(preview(new Uint8Array(16), 'base64')).toBe('AAAAAAAAAAAAAAAAAAAA …');
});
