import { describe, expect, it } from 'vitest';
import { copyBytes, encodeUtf8, flipBit } from '#lib/crypto/index.ts';
import { commitmentVectors, describeVectors, netVectors } from '#lib/envelope/vectors.testing.ts';
import { everySuite, sealWith, testKeys } from './bytes.testing.ts';
import {
	bytesOf,
	mapBytes,
	nameOf,
	partAt,
	recognise,
	regionAt,
	regionOf,
	valueOf
} from './fields.ts';
import type { ByteMap } from './fields.ts';

/** Every byte is in one region, every region in one part, and all of them have a name. */
function expectWhole(map: ByteMap) {
	let at = 0;
	let region = 0;
	for (let index = 0; index < map.parts.length; index++) {
		const part = map.parts.at(index);
		if (!part) throw new Error(`There is no part ${index}.`);
		expect([part.from, part.offset]).toEqual([region, at]);
		region = part.to;
		at += part.length;
	}
	expect([region, at]).toEqual([map.regions.length, map.bytes.length]);
	for (const { path } of map.regions) expect(nameOf(path).label, path).not.toBe(path);
}

describe('the map of a message', () => {
	it.each(everySuite)('of suite $name has a name for every region', async ({ suite }) => {
		const { message } = await sealWith({ suite });
		const map = mapBytes(message, 'message');
		expect(map.fault).toBeUndefined();
		expectWhole(map);
		expect(recognise(message)).toEqual({ kind: 'message', sure: true });
		for (let offset = 0; offset < message.length; offset += 7) {
			const index = regionAt(map, offset);
			const region = map.regions.at(index);
			expect(offset).toBeGreaterThanOrEqual(region?.offset ?? Infinity);
			expect(offset).toBeLessThan((region?.offset ?? 0) + (region?.length ?? 0));
			const part = map.parts.at(partAt(map, index));
			expect(part && part.from <= index && index < part.to).toBe(true);
		}
		expect(regionAt(map, message.length)).toBe(-1);
	});

	it('unpacks what a raw AES keyring writes beside the name of its key', async () => {
		const { message } = await sealWith();
		const map = mapBytes(message, 'message');
		const info = regionOf(map, 'header.encryptedDataKeys[0].providerInfo');
		expect(info && valueOf(message, info)).toMatch(
			/^wrapping-key-1, tag of 128 bits, IV of 12 bytes: [0-9a-f]{24}$/
		);
	});

	it('that is cut anywhere or broken stays whole as a map, and bears one fault', async () => {
		const { message } = await sealWith();
		for (let length = 1; length < message.length; length += 3) {
			const map = mapBytes(message.subarray(0, length), 'message');
			expectWhole(map);
			expect(map.fault?.error?.offset).toBe(length);
		}
		const wrong = mapBytes(flipBit(message, 0, 6), 'message');
		expectWhole(wrong);
		expect(wrong.fault?.error).toMatchObject({ offset: 0 });
	});

	it('of something else names the first byte', () => {
		const map = mapBytes(encodeUtf8('Dear all, the meeting is at nine.'), 'message');
		expectWhole(map);
		expect(map.fault?.error?.offset).toBe(0);
		expect(recognise(map.bytes).sure).toBe(false);
	});
});

describe('the map of a blob of KMS', () => {
	it('has a name for every region, also when it stands inside a message', async () => {
		const keys = await testKeys();
		const { message } = await sealWith({ wrapper: 'kms' }, keys);
		const map = mapBytes(message, 'message');
		const region = regionOf(map, 'header.encryptedDataKeys[0].ciphertext');
		const blob = copyBytes(region ? bytesOf(message, region) : new Uint8Array());
		expect(recognise(blob)).toEqual({ kind: 'blob', sure: true });
		const inner = mapBytes(blob, 'blob');
		expect(inner.fault).toBeUndefined();
		expectWhole(inner);
		expect(recognise(flipBit(blob, 0, 3))).toEqual({ kind: 'blob', sure: true });
	});
});

describeVectors('messages of AWS’s implementations', () => {
	it('are recognised, mapped whole, and every field has a name', () => {
		const messages = [...commitmentVectors(), ...netVectors()].map(({ message }) => message);
		expect(messages.length).toBeGreaterThan(150);
		let blobs = 0;
		for (const message of messages) {
			expect(recognise(message)).toEqual({ kind: 'message', sure: true });
			const map = mapBytes(message, 'message');
			expect(map.fault).toBeUndefined();
			expectWhole(map);
			for (const region of map.regions) {
				if (!/^header\.encryptedDataKeys\[\d+\]\.ciphertext$/.test(region.path)) continue;
				const provider = regionOf(map, region.path.replace('ciphertext', 'providerId'));
				if (provider?.value !== 'aws-kms' || region.length < 100) continue;
				const blob = bytesOf(message, region);
				expect(recognise(blob)).toEqual({ kind: 'blob', sure: true });
				expectWhole(mapBytes(blob, 'blob'));
				blobs++;
			}
		}
		expect(blobs).toBeGreaterThan(30);
	});
});
