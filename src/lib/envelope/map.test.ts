import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	concat,
	copyBytes,
	encodeBase64,
	encodeUtf8,
	equalBytes,
	flipBit
} from '#lib/crypto/index.ts';
import { createLocalKms } from '#lib/kms/index.ts';
import {
	decrypt,
	EnvelopeError,
	kmsKeyring,
	mapCiphertextBlob,
	mapMessage,
	mapMessageInSteps,
	suites
} from './index.ts';
import type { Region, RegionList } from './index.ts';
import { expectPartition } from './map.testing.ts';
import { mutations } from './mutate.testing.ts';
import { readsAll, sampleMessage, testKeyring as keyring } from './messages.testing.ts';

const paths = (regions: readonly Region[]) => regions.map(({ path }) => path);
const valueOf = (regions: readonly Region[], path: string) =>
	regions.find((region) => region.path === path)?.value;

describe('a map', () => {
	it('names every part of a message of version 2 (message-header.md, message-body.md)', async () => {
		const regions = mapMessage(await sampleMessage(0x0478));
		expect(paths(regions)).toEqual([
			'header.version',
			'header.algorithmSuiteId',
			'header.messageId',
			'header.aad.length',
			'header.aad.count',
			'header.aad[0].key.length',
			'header.aad[0].key',
			'header.aad[0].value.length',
			'header.aad[0].value',
			'header.encryptedDataKeys.count',
			'header.encryptedDataKeys[0].providerId.length',
			'header.encryptedDataKeys[0].providerId',
			'header.encryptedDataKeys[0].providerInfo.length',
			'header.encryptedDataKeys[0].providerInfo',
			'header.encryptedDataKeys[0].ciphertext.length',
			'header.encryptedDataKeys[0].ciphertext',
			'header.contentType',
			'header.frameLength',
			'header.commitKey',
			'header.tag',
			...[0, 1].flatMap((i) =>
				['sequenceNumber', 'iv', 'ciphertext', 'tag'].map((part) => `frames[${i}].${part}`)
			),
			...['sequenceNumber', 'finalSequenceNumber', 'iv', 'length', 'ciphertext', 'tag'].map(
				(part) => `frames[2].${part}`
			)
		]);
		expect(valueOf(regions, 'header.aad[0].key')).toBe('purpose');
		expect(valueOf(regions, 'header.aad[0].value')).toBe('test');
		expect(valueOf(regions, 'header.algorithmSuiteId')).toBe('0478');
		expect(valueOf(regions, 'header.frameLength')).toBe('6');
		expect(valueOf(regions, 'frames[2].length')).toBe('2');
	});

	it('names what only version 1 has, and the signature', async () => {
		const regions = mapMessage(await sampleMessage(0x0378));
		expect(paths(regions)).toEqual(
			expect.arrayContaining([
				'header.type',
				'header.reserved',
				'header.ivLength',
				'header.iv',
				'footer.signature.length',
				'footer.signature'
			])
		);
		expect(paths(regions)).not.toContain('header.commitKey');
	});

	it('has a sentence for every region', async () => {
		for (const { id } of suites)
			for (const { meaning } of mapMessage(await sampleMessage(id)))
				expect(meaning).toMatch(/^[A-Z].*\.$/);
	});

	it('of nothing is empty', () => {
		expect(mapMessage(new Uint8Array())).toEqual([]);
	});

	it('knows base64 when it meets it', async () => {
		const text = encodeUtf8(encodeBase64(await sampleMessage(0x0578)));
		const regions = mapMessage(text);
		expectPartition(text, regions, 'broken');
		expect(regions[0]?.error?.code).toBe('ENVELOPE_BASE64_INPUT');
	});

	it('does not allocate what is claimed', async () => {
		const message = await sampleMessage(0x0478, { frameLength: 2 ** 32 - 1 });
		const cut = message.subarray(0, message.length - 1);
		expectPartition(cut, mapMessage(cut), 'broken');
	});
});

describe('the map of any bytes', () => {
	it('covers each byte once, in order', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
				expectPartition(bytes, mapMessage(bytes), 'any');
			})
		);
	});

	it('that begin as a message does, too', async () => {
		const messages = await Promise.all(suites.map(({ id }) => sampleMessage(id)));
		fc.assert(
			fc.property(
				fc.constantFrom(...messages),
				fc.nat(300),
				fc.uint8Array({ maxLength: 200 }),
				(message, length, rest) => {
					const bytes = concat(message.subarray(0, length), rest);
					expectPartition(bytes, mapMessage(bytes), 'any');
				}
			),
			{ numRuns: 500 }
		);
	});

	it(
		'of mutated messages, too; and it finds the fault that reading finds, in the same place',
		{ timeout: 60_000 },
		async () => {
			for (const { id } of suites) {
				const message = await sampleMessage(id);
				for (const mutated of mutations(message, 300, id)) {
					const regions = mapMessage(mutated);
					expectPartition(mutated, regions, 'any');
					const fault = regions.find(({ error }) => error)?.error;
					const error = await decrypt(mutated, { keyring, ...readsAll }).catch((e: unknown) => e);
					if (equalBytes(mutated, message)) continue;
					if (!(error instanceof EnvelopeError)) throw new Error('A mutated message was accepted.');
					// Reading may stop earlier, at the header's tag; where both meet the fault, they agree.
					if (fault && error.code === fault.code && fault.code !== 'ENVELOPE_TRUNCATED')
						expect(error.offset).toBe(fault.offset);
				}
			}
		}
	);
});

/** The list, and how many times the work could be stopped on the way. */
function listOf(message: Uint8Array): { list: RegionList; stops: number } {
	const steps = mapMessageInSteps(message);
	let stops = 0;
	let step = steps.next();
	for (; step.done !== true; step = steps.next()) stops++;
	return { list: step.value, stops };
}

/** The list says of every byte, index and path what the map says. */
function expectAgreement(message: Uint8Array): RegionList {
	const regions = mapMessage(message);
	const { list } = listOf(message);
	expect([...list]).toEqual(regions);
	expect(list.length).toBe(regions.length);
	expect(list.at(regions.length)).toBeUndefined();
	expect(list.fault).toEqual(regions.find(({ error }) => error));
	const indices = regions.map((_, index) => index);
	expect(regions.map(({ offset }) => list.indexAt(offset))).toEqual(indices);
	expect(regions.map(({ offset, length }) => list.indexAt(offset + length - 1))).toEqual(indices);
	expect(regions.map(({ path }) => list.indexOf(path))).toEqual(indices);
	expect(list.indexAt(message.length)).toBe(-1);
	expect(list.indexOf('frames[0].name')).toBe(-1);
	return list;
}

describe('a map in steps', () => {
	it(
		'says what the map says, of whole, cut and mutated messages',
		{ timeout: 60_000 },
		async () => {
			for (const { id } of suites) {
				const message = await sampleMessage(id, { frameLength: 2 });
				expect(expectAgreement(message).run.count).toBe(5);
				for (let length = 0; length < message.length; length += 11)
					expectAgreement(message.subarray(0, length));
				for (const mutated of mutations(message, 50, id)) expectAgreement(mutated);
				expectAgreement(await sampleMessage(id, { frameLength: 4096 }));
			}
			expectAgreement(encodeUtf8('Dear all'));
		}
	);

	it('of a message cut behind a whole frame faults that frame’s tag', async () => {
		const message = await sampleMessage(0x0578, { frameLength: 2 });
		const end = mapMessage(message).find(({ path }) => path === 'frames[3].sequenceNumber');
		const list = expectAgreement(message.subarray(0, end?.offset));
		expect(list.fault?.path).toBe('frames[2].tag');
	});

	it('holds no more for a million frames than for ten, and finds each of them', async () => {
		const sample = await sampleMessage(0x0178, { frameLength: 1 });
		const start = listOf(sample).list.run.offset;
		const count = 1_000_000;
		const message = new Uint8Array(start + count * 33);
		message.set(sample.subarray(0, start));
		const view = new DataView(message.buffer);
		for (let i = 0; i < count; i++) view.setUint32(start + i * 33, i + 1);
		const { list } = listOf(message);
		expect(list.run).toMatchObject({ count: count - 1, offset: start, stride: 33 });
		expect(list.length - list.run.count * 4).toBeLessThan(40);
		const index = list.indexOf('frames[654321].ciphertext');
		expect(list.at(index)).toMatchObject({
			offset: start + 654_321 * 33 + 16,
			length: 1,
			meaning: 'The encrypted bytes of frame 654322.'
		});
		expect(list.indexAt(start + 654_321 * 33 + 16)).toBe(index);
		expect(list.fault).toMatchObject({ path: 'frames[999999].tag' });
	});

	it('can be stopped in a header that a stranger made long', async () => {
		const encryptionContext = Object.fromEntries(
			Array.from({ length: 2000 }, (_, i) => [`k${i}`, 'v'])
		);
		const { list, stops } = listOf(await sampleMessage(0x0178, { encryptionContext }));
		expect(stops).toBeGreaterThan(10);
		expect(list.length).toBeGreaterThan(8000);
	});
});

describe('the first wrong byte', () => {
	it('of a message without context is where it was changed', async () => {
		const message = await sampleMessage(0x0178, { encryptionContext: {} });
		const at = (path: string) => mapMessage(message).find((region) => region.path === path);
		for (const [path, byte] of [
			['header.version', 0],
			['header.type', 0],
			['header.algorithmSuiteId', 0],
			['header.contentType', 0],
			['header.reserved', 2],
			['header.ivLength', 0],
			['frames[0].sequenceNumber', 0],
			['frames[1].sequenceNumber', 2],
			['frames[2].finalSequenceNumber', 1]
		] as const) {
			const region = at(path);
			if (!region) throw new Error(path);
			const offset = region.offset + byte;
			const regions = mapMessage(flipBit(message, offset, 6));
			const found = regions.find(({ error }) => error);
			expect(found?.path, path).toBe(path);
			// A suite is wrong as a number; its first byte stands for it.
			expect(found?.error?.offset, path).toBe(offset);
		}
	});

	it('of a message cut short is where it ends', { timeout: 60_000 }, async () => {
		const message = await sampleMessage(0x0578);
		for (let length = 1; length < message.length; length++) {
			const regions = mapMessage(message.subarray(0, length));
			expectPartition(message.subarray(0, length), regions, 'broken');
			expect(regions.at(-1)?.error).toMatchObject({ code: 'ENVELOPE_TRUNCATED', offset: length });
		}
	});

	it('of a message with more behind it is the first that is too much', async () => {
		const message = await sampleMessage(0x0578);
		const regions = mapMessage(concat(message, new Uint8Array(3)));
		expect(regions.at(-1)).toMatchObject({
			offset: message.length,
			length: 3,
			path: 'trailing',
			error: { code: 'ENVELOPE_TRAILING_BYTES', offset: message.length }
		});
	});
});

describe('the map of a ciphertext blob of KMS', () => {
	async function blobOf(): Promise<Uint8Array> {
		const kms = createLocalKms();
		const { KeyMetadata } = await kms.send('CreateKey', {});
		const made = await kms.send('GenerateDataKey', {
			KeyId: KeyMetadata?.KeyId,
			KeySpec: 'AES_256'
		});
		return made.CiphertextBlob ?? new Uint8Array();
	}

	it('names what is known of one of LocalKms, and that it is simulated', async () => {
		const blob = await blobOf();
		const regions = mapCiphertextBlob(blob);
		expectPartition(blob, regions, 'whole');
		expect(valueOf(regions, 'iv')).toMatch(/^[0-9a-f]{24}$/);
		expect(regions.find(({ path }) => path === 'key')?.length).toBe(32);
		expect(regions.find(({ path }) => path === 'ciphertext')?.length).toBe(32);
		expect(regions.find(({ path }) => path === 'tag')?.length).toBe(16);
		expect(valueOf(regions, 'simulated')).toBe('keywrap-sim');
	});

	it('does not pretend to know the last bytes of a genuine one', async () => {
		const blob = copyBytes(await blobOf());
		// Another last letter: no longer the mark of the simulation.
		blob[blob.length - 1] = 0;
		const regions = mapCiphertextBlob(blob);
		expectPartition(blob, regions, 'whole');
		expect(regions.at(-1)).toMatchObject({ path: 'ciphertext', length: 32 + 27 });
		expect(regions.at(-1)?.meaning).toContain('not known');
	});

	it('in a message is the data key of its KMS keyring', async () => {
		const kms = createLocalKms();
		const { KeyMetadata } = await kms.send('CreateKey', {});
		const generatorKeyId = KeyMetadata?.Arn ?? '';
		const message = await sampleMessage(0x0478, {
			keyring: kmsKeyring({ client: kms, generatorKeyId })
		});
		const regions = mapMessage(message);
		expect(valueOf(regions, 'header.encryptedDataKeys[0].providerInfo')).toBe(generatorKeyId);
		const region = regions.find(({ path }) => path === 'header.encryptedDataKeys[0].ciphertext');
		const { offset = 0, length = 0 } = region ?? {};
		expectPartition(
			message.subarray(offset, offset + length),
			mapCiphertextBlob(message.subarray(offset, offset + length)),
			'whole'
		);
	});

	it('covers any bytes, cut and changed blobs too', async () => {
		const blob = await blobOf();
		for (let length = 0; length < blob.length; length++) {
			const cut = blob.subarray(0, length);
			expectPartition(cut, mapCiphertextBlob(cut), length === 0 ? 'whole' : 'broken');
		}
		for (const mutated of mutations(blob, 2000, 7))
			expectPartition(mutated, mapCiphertextBlob(mutated), 'any');
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
				expectPartition(bytes, mapCiphertextBlob(bytes), 'any');
			})
		);
	});

	it('names the first wrong byte of its form', async () => {
		const blob = await blobOf();
		for (const region of mapCiphertextBlob(blob).filter(({ path }) => path.startsWith('form.'))) {
			const regions = mapCiphertextBlob(flipBit(blob, region.offset, 7));
			expect(regions.find(({ error }) => error)?.error?.offset).toBe(region.offset);
		}
	});
});
