import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '#lib/crypto/index.ts';
import { sealWith } from './bytes.testing.ts';
import { mapBytes } from './fields.ts';
import { around, firstSpans, linesOf, rowShape, shows, writtenByte } from './rows.ts';

describe('the rows of a dump', () => {
	it('and its folds hold every byte once, in order, and show what was asked for', () => {
		const span = fc
			.tuple(fc.nat(5000), fc.nat(300))
			.map(([from, length]) => ({ from, to: from + length }));
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 5000 }),
				fc.constantFrom(4, 8, 16, 24, 32),
				fc.array(span, { maxLength: 8 }),
				(length, perRow, spans) => {
					const lines = linesOf(length, perRow, spans);
					let at = 0;
					for (const { from, to } of lines) {
						expect(from).toBe(at);
						expect(to).toBeGreaterThan(from);
						at = to;
					}
					expect(at).toBe(length);
					for (const { from, to } of spans)
						for (let i = from; i < Math.min(to, length); i++) expect(shows(lines, i)).toBe(true);
				}
			)
		);
	});

	it('are few at first, however long the message is', async () => {
		const { message } = await sealWith({
			plaintext: new Uint8Array(1_000_000),
			frameLength: 4096
		});
		const map = mapBytes(message, 'message');
		const lines = linesOf(message.length, 8, firstSpans(map, 8));
		expect(lines.length).toBeLessThan(200);
		expect(shows(lines, 0)).toBe(true);
		expect(shows(lines, message.length - 1)).toBe(true);
		expect(shows(lines, 500_000)).toBe(false);
		expect(shows(linesOf(message.length, 8, [around(500_000, message.length)]), 500_000)).toBe(
			true
		);
	});

	it('fit into the columns there are', () => {
		expect(rowShape(120, 500, 'hex')).toEqual({ perRow: 16, beside: true });
		expect(rowShape(60, 500, 'hex')).toEqual({ perRow: 16, beside: false });
		expect(rowShape(31, 500, 'hex')).toEqual({ perRow: 8, beside: false });
		expect(rowShape(10, 500, 'hex')).toEqual({ perRow: 4, beside: false });
		expect(rowShape(31, 500, 'base64').perRow).toBe(12);
		expect(rowShape(90, 500, 'text').perRow).toBe(32);
	});
});

describe('a byte', () => {
	it('in base64 has its characters: together they are the whole text', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), (bytes) => {
				const text = Array.from(bytes, (_, i) => writtenByte(bytes, i, 'base64')).join('');
				expect(text).toBe(encodeBase64(bytes));
			})
		);
	});
	it('as text is itself where it is a letter, and a dot elsewhere', () => {
		const bytes = new Uint8Array([0x41, 0x00, 0xff, 0x7e]);
		expect(Array.from(bytes, (_, i) => writtenByte(bytes, i, 'text')).join('')).toBe('A··~');
		expect(writtenByte(bytes, 1, 'hex')).toBe('00');
	});
});
