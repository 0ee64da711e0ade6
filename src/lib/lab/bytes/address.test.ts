import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, mostInLink, parseAddress } from './address.ts';

describe('the address of what is shown', () => {
	it('gives back what was put in', () => {
		const place = fc.oneof(
			fc.constant(undefined),
			fc.nat(99_999).map((kept) => ({ kept })),
			fc
				.uint8Array({ minLength: 1, maxLength: 300 })
				.map((bytes) => ({ bytes: new Uint8Array(bytes) }))
		);
		fc.assert(
			fc.property(place, place, (first, second) => {
				expect(parseAddress(formatAddress({ first, second }))).toEqual({
					first,
					second,
					broken: false
				});
			})
		);
		expect(formatAddress({ first: undefined, second: undefined })).toBe('');
	});

	it('from a stranger is read or called broken, and never makes the page fail', () => {
		expect(parseAddress('#first=%%%')).toMatchObject({ first: undefined, broken: true });
		expect(parseAddress(`#first=${'A'.repeat(mostInLink * 3)}`).broken).toBe(true);
		expect(parseAddress('#step=encrypt')).toMatchObject({ first: undefined, broken: false });
		fc.assert(
			fc.property(fc.string({ maxLength: 80 }), (text) => {
				expect(typeof parseAddress(`#first=${text}`).broken).toBe('boolean');
			})
		);
	});
});
