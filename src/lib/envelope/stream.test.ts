import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, copyBytes, equalBytes, flipBit } from '#lib/crypto/index.ts';
import {
	decrypt,
	decryptBlob,
	decryptStream,
	encryptStream,
	EnvelopeError,
	mapMessage,
	suites
} from './index.ts';
import type { DecryptStreamOptions, EncryptStreamOptions, Keyring, Progress } from './index.ts';
import { expectPartition } from './map.testing.ts';
import {
	awkwardContext,
	everySuite,
	named,
	plaintextOf,
	policyFor,
	readsAll,
	sampleMessage,
	testKeyring as keyring
} from './messages.testing.ts';
import { ByteQueue } from './stream.ts';

/** Room for a machine that does other things too. */
const patient = { timeout: 60_000 };

/** A stream that gives bytes in pieces of these lengths, the last one again and again. */
function pieces(bytes: Uint8Array, ...lengths: number[]): ReadableStream<Uint8Array> {
	let at = 0;
	let turn = 0;
	return new ReadableStream({
		pull(controller) {
			if (at >= bytes.length) {
				controller.close();
				return;
			}
			const length = lengths[Math.min(turn++, lengths.length - 1)] ?? bytes.length;
			controller.enqueue(bytes.slice(at, at + length));
			at += length;
		}
	});
}

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
	return concat(...(await Array.fromAsync(stream)));
}

const encrypted = (
	plaintext: ReadableStream<Uint8Array>,
	more: Partial<EncryptStreamOptions> = {}
) => plaintext.pipeThrough(encryptStream({ keyring, ...more }));
const decrypted = (message: ReadableStream<Uint8Array>, more: Partial<DecryptStreamOptions> = {}) =>
	message.pipeThrough(decryptStream({ keyring, ...readsAll, ...more }));

describe('a stream of plaintext', () => {
	it.each([0, 1, 99, 100, 101, 300, 5000])('of %d bytes is a message', async (length) => {
		const plaintext = plaintextOf(length);
		for (const sizes of [[1], [7, 100], [100], [length || 1]]) {
			const message = await collect(
				encrypted(pieces(plaintext, ...sizes), {
					frameLength: 100,
					encryptionContext: awkwardContext
				})
			);
			expectPartition(message, mapMessage(message), 'whole');
			const opened = await decrypt(message, { keyring });
			expect(opened.header).toMatchObject({ suite: 0x0478, frameLength: 100 });
			expect(equalBytes(opened.plaintext, plaintext)).toBe(true);
		}
	});

	it.each(everySuite)('may be written in suite $name', async ({ suite }) => {
		const message = await collect(
			encrypted(pieces(plaintextOf(1000), 64), {
				suite,
				frameLength: 100,
				commitmentPolicy: policyFor(suite)
			})
		);
		const { plaintext } = await decrypt(message, { keyring, ...readsAll });
		expect(plaintext).toEqual(plaintextOf(1000));
	});

	it('is not confused by a writer that uses its buffer again', async () => {
		const stream = encryptStream({ keyring, frameLength: 1000 });
		const message = collect(stream.readable);
		const writer = stream.writable.getWriter();
		const buffer = new Uint8Array(300);
		for (let i = 0; i < 10; i++) {
			buffer.fill(i);
			await writer.write(buffer);
		}
		await writer.close();
		const { plaintext } = await decrypt(await message, { keyring });
		expect([...plaintext].filter((_, i) => i % 300 === 299)).toEqual([
			0, 1, 2, 3, 4, 5, 6, 7, 8, 9
		]);
	});

	it('fails as the whole would: reserved keys, chunks that are no bytes', async () => {
		const reserved = encrypted(pieces(plaintextOf(9)), {
			encryptionContext: { 'aws-crypto-x': '' }
		});
		await expect(collect(reserved)).rejects.toMatchObject({
			code: 'ENVELOPE_RESERVED_CONTEXT_KEY'
		});
		const text = new ReadableStream<Uint8Array>({
			start(controller) {
				controller.enqueue('text' as unknown as Uint8Array);
			}
		});
		await expect(collect(encrypted(text))).rejects.toMatchObject({
			code: 'ENVELOPE_INVALID_ARGUMENT'
		});
	});
});

describe('a message as a stream', () => {
	const unsigned = named(suites.filter(({ signature }) => !signature).map(({ id }) => id));
	const signed = named(suites.filter(({ signature }) => signature).map(({ id }) => id));

	it.each(unsigned)('of suite $name gives its plaintext, however it is cut', async ({ suite }) => {
		const plaintext = plaintextOf(1000);
		const message = await sampleMessage(suite, { frameLength: 64 }, plaintext);
		for (const sizes of [[1], [3, 50, 200], [message.length]])
			expect(await collect(decrypted(pieces(message, ...sizes)))).toEqual(plaintext);
	});

	it.each(signed)('of suite $name is refused before any keyring is asked', async ({ suite }) => {
		const untouched: Keyring = {
			onEncrypt: () => Promise.reject(new Error('asked')),
			onDecrypt: () => Promise.reject(new Error('asked'))
		};
		const stream = decrypted(pieces(await sampleMessage(suite), 50), { keyring: untouched });
		await expect(collect(stream)).rejects.toMatchObject({ code: 'ENVELOPE_SIGNED_STREAM' });
	});

	it('comes back from any plaintext, frame length and cut', patient, async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.uint8Array({ maxLength: 500 }),
				fc.integer({ min: 1, max: 600 }),
				fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
				async (plaintext, frameLength, sizes) => {
					const message = encrypted(pieces(plaintext, ...sizes), { frameLength });
					const cut = pieces(await collect(message), ...sizes.toReversed());
					expect(equalBytes(await collect(decrypted(cut)), plaintext)).toBe(true);
				}
			),
			{ numRuns: 60 }
		);
	});

	it('gives out nothing of what is broken, and the same error as the whole', patient, async () => {
		const plaintext = plaintextOf(300);
		const message = await sampleMessage(0x0478, { frameLength: 64 }, plaintext);
		for (let i = 0; i < message.length * 8; i += 13) {
			const changed = flipBit(message, i >> 3, i & 7);
			const whole = await decrypt(changed, { keyring }).catch((e: unknown) => e);
			const out: Uint8Array[] = [];
			const sink = new WritableStream<Uint8Array>({ write: (chunk) => void out.push(chunk) });
			const error = await decrypted(pieces(changed, 40))
				.pipeTo(sink)
				.catch((e: unknown) => e);
			expect(error).toBeInstanceOf(EnvelopeError);
			const given = concat(...out);
			expect(equalBytes(given, plaintext.subarray(0, given.length))).toBe(true);
			// A stream meets faults in the order of the bytes; the whole looks at all lengths first.
			if (whole instanceof EnvelopeError && whole.code !== 'ENVELOPE_TRUNCATED')
				expect(error).toMatchObject({ code: whole.code });
		}
	});

	it('cut short anywhere fails at its end', patient, async () => {
		const message = await sampleMessage(0x0478);
		for (let length = 0; length < message.length; length++)
			await expect(
				collect(decrypted(pieces(message.subarray(0, length), 30)))
			).rejects.toMatchObject({ code: 'ENVELOPE_TRUNCATED', offset: length });
	});

	it('with a byte more fails', async () => {
		const message = concat(await sampleMessage(0x0478), new Uint8Array(1));
		for (const size of [1, 50, message.length])
			await expect(collect(decrypted(pieces(message, size)))).rejects.toMatchObject({
				code: 'ENVELOPE_TRAILING_BYTES',
				offset: message.length - 1
			});
	});

	it('that claims too much is refused before it is held', async () => {
		const message = await sampleMessage(0x0478, { frameLength: 2 ** 31 });
		await expect(collect(decrypted(pieces(message, 10)))).rejects.toMatchObject({
			code: 'ENVELOPE_OVER_LIMIT'
		});
		await expect(
			collect(decrypted(pieces(message, 10), { maxHeldBytes: 100 }))
		).rejects.toMatchObject({ code: 'ENVELOPE_OVER_LIMIT' });
		const fits = decrypted(pieces(message, 10), { maxHeldBytes: 2 ** 31 });
		expect(new TextDecoder().decode(await collect(fits))).toBe('attack at dawn');
	});

	it('with more data keys than allowed is refused', async () => {
		const stream = decryptStream({ keyring, maxEncryptedDataKeys: 1 });
		const message = copyBytes(await sampleMessage(0x0478, { encryptionContext: {} }));
		message[38] = 2;
		await expect(collect(pieces(message).pipeThrough(stream))).rejects.toMatchObject({
			code: 'ENVELOPE_TOO_MANY_DATA_KEYS'
		});
	});

	it('shows its header when it is verified', async () => {
		const message = await sampleMessage(0x0478);
		const seen: string[] = [];
		const onHeader = () => seen.push('header');
		const stream = decrypted(pieces(message, 20), { onHeader });
		for await (const chunk of stream) seen.push(`${chunk.length}`);
		expect(seen[0]).toBe('header');
		expect(seen.length).toBeGreaterThan(1);
		const broken = decrypted(pieces(flipBit(message, 60), 20), {
			onHeader: () => seen.push('broken')
		});
		await expect(collect(broken)).rejects.toBeInstanceOf(EnvelopeError);
		expect(seen).not.toContain('broken');
	});
});

describe('back-pressure', () => {
	it.each(['encrypt', 'decrypt'] as const)('holds the source back on %s', async (direction) => {
		const frameLength = 65_536;
		let pulled = 0;
		const bytes = new Uint8Array(16 * 2 ** 20);
		const message =
			direction === 'encrypt' ? bytes : await sampleMessage(0x0478, { frameLength }, bytes);
		const source = pieces(message, 65_536).pipeThrough(
			new TransformStream<Uint8Array, Uint8Array>({
				transform(chunk, controller) {
					pulled += chunk.length;
					controller.enqueue(chunk);
				}
			})
		);
		const stream = direction === 'encrypt' ? encrypted(source, { frameLength }) : decrypted(source);
		const reader = stream.getReader();
		await reader.read();
		await new Promise((resolve) => setTimeout(resolve, 30));
		expect(pulled).toBeLessThan(6 * 2 ** 20);
		await reader.cancel();
	});

	it('holds a few MiB, however long the stream', patient, async () => {
		const chunk = new Uint8Array(2 ** 20);
		let left = 192;
		const source = new ReadableStream<Uint8Array>({
			pull(controller) {
				if (left-- > 0) controller.enqueue(chunk);
				else controller.close();
			}
		});
		const before = process.memoryUsage().arrayBuffers;
		let most = 0;
		let length = 0;
		for await (const part of decrypted(encrypted(source, { frameLength: 65_536 }))) {
			length += part.length;
			most = Math.max(most, process.memoryUsage().arrayBuffers);
		}
		expect(length).toBe(192 * 2 ** 20);
		// Node frees buffers late; a stream that held everything would need 192 MiB and more.
		expect(most - before).toBeLessThan(128 * 2 ** 20);
	});
});

describe('cancel and progress', () => {
	it.each(['encrypt', 'decrypt'] as const)(
		'an aborted signal ends %s on both sides',
		async (kind) => {
			const abort = new AbortController();
			const { signal } = abort;
			const stream =
				kind === 'encrypt'
					? encryptStream({ keyring, signal })
					: decryptStream({ keyring, signal });
			const writer = stream.writable.getWriter();
			const reading = stream.readable.getReader().read();
			await writer.ready;
			const why = new Error('enough');
			abort.abort(why);
			await expect(reading).rejects.toBe(why);
			await expect(writer.closed).rejects.toBe(why);
			const late = encryptStream({ keyring, signal });
			await expect(late.readable.getReader().read()).rejects.toBe(why);
		}
	);

	it('aborted in the middle gives out nothing more', async () => {
		const abort = new AbortController();
		const out: number[] = [];
		const stream = encrypted(pieces(plaintextOf(2 ** 20), 10_000), { signal: abort.signal });
		const reading = (async () => {
			for await (const chunk of stream) {
				out.push(chunk.length);
				if (out.length === 5) abort.abort();
			}
		})();
		await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
		expect(out.length).toBe(5);
	});

	it('progress counts what came in and what went out', async () => {
		const seen: Progress[] = [];
		const onProgress = (progress: Progress) => seen.push(progress);
		const message = await collect(encrypted(pieces(plaintextOf(10_000), 1000), { onProgress }));
		expect(seen).toHaveLength(11);
		expect(seen.at(-1)).toEqual({ bytesIn: 10_000, bytesOut: message.length });
		expect(seen.map(({ bytesIn }) => bytesIn)).toEqual(
			seen.map(({ bytesIn }) => bytesIn).toSorted((a, b) => a - b)
		);
	});
});

describe('a file', () => {
	const through = async (message: Uint8Array, more: Partial<DecryptStreamOptions> = {}) =>
		collect(await decryptBlob(new Blob([copyBytes(message)]), { keyring, ...readsAll, ...more }));

	it.each(everySuite)('of suite $name is decrypted', async ({ suite }) => {
		const plaintext = plaintextOf(200_000);
		const message = await sampleMessage(suite, { frameLength: 1000 }, plaintext);
		expect(equalBytes(await through(message), plaintext)).toBe(true);
	});

	it('that is signed gives nothing out before its signature is verified', async () => {
		const message = await sampleMessage(0x0578, { frameLength: 1000 }, plaintextOf(200_000));
		const end = message.length - 1;
		const broken: [Uint8Array, string][] = [
			[flipBit(message, end), 'ENVELOPE_SIGNATURE'],
			[flipBit(message, end - 100_000), 'ENVELOPE_SIGNATURE'],
			[message.slice(0, -1), 'ENVELOPE_TRUNCATED'],
			[message.slice(0, -105), 'ENVELOPE_TRUNCATED'],
			[concat(message, new Uint8Array(1)), 'ENVELOPE_TRAILING_BYTES']
		];
		for (const [changed, code] of broken)
			// Not the stream fails: there is none.
			await expect(decryptBlob(new Blob([copyBytes(changed)]), { keyring })).rejects.toMatchObject({
				code
			});
	});

	it('opens its data key once, though it is read twice', async () => {
		let asked = 0;
		const counting: Keyring = {
			onEncrypt: (request) => keyring.onEncrypt(request),
			onDecrypt: (request) => {
				asked++;
				return keyring.onDecrypt(request);
			}
		};
		await through(await sampleMessage(0x0578), { keyring: counting });
		expect(asked).toBe(1);
		await through(await sampleMessage(0x0478), { keyring: counting });
		expect(asked).toBe(2);
	});

	it('that is empty or no message is refused', async () => {
		await expect(through(new Uint8Array())).rejects.toMatchObject({ code: 'ENVELOPE_TRUNCATED' });
		await expect(through(plaintextOf(500))).rejects.toMatchObject({
			code: 'ENVELOPE_UNSUPPORTED_VERSION'
		});
	});

	it('changed between its readings is refused', async () => {
		const [first, second] = await Promise.all([sampleMessage(0x0578), sampleMessage(0x0578)]);
		let reading = 0;
		const changing = {
			stream: () => pieces(reading++ === 0 ? first : second, 100)
		} as unknown as Blob;
		await expect(
			decryptBlob(changing, { keyring }).then((stream) => collect(stream))
		).rejects.toThrow('changed between');
	});
});

it('a queue gives bytes out in the order they came, in any pieces', () => {
	fc.assert(
		fc.property(
			fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 }),
			fc.array(fc.nat(30), { maxLength: 30 }),
			(chunks, takes) => {
				const queue = new ByteQueue();
				for (const chunk of chunks) queue.push(new Uint8Array(chunk));
				const all = concat(...chunks);
				let at = 0;
				for (const take of takes) {
					const length = Math.min(take, queue.length);
					expect(queue.peek(length).slice()).toEqual(all.slice(at, at + length));
					expect(queue.take(length).slice()).toEqual(all.slice(at, at + length));
					at += length;
					queue.keep();
				}
				expect(queue.length).toBe(all.length - at);
			}
		)
	);
});
