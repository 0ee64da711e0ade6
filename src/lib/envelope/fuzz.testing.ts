/** Reads mutated messages in every way there is. `src/tools` may run it for longer. */
import { equalBytes } from '#lib/crypto/index.ts';
import { decrypt, decryptStream, EnvelopeError, mapMessage } from './index.ts';
import type { SuiteId } from './index.ts';
import { readsAll, sampleMessage, testKeyring as keyring } from './messages.testing.ts';
import { mutations } from './mutate.testing.ts';

export interface FuzzReport {
	messages: number;
	refused: number;
	/** Mutations that left the message as it was. */
	unchanged: number;
	/** How often each error was the answer. */
	codes: Record<string, number>;
}

/**
 * Mutates a message of the suite `count` times. Each must be refused by name, as a whole and (every
 * tenth) as a stream, and be mapped to the last byte.
 * @throws {Error} that says seed and number of the first one that was not
 */
export async function fuzzMessages(
	suite: SuiteId,
	count: number,
	seed: number
): Promise<FuzzReport> {
	const message = await sampleMessage(suite);
	const report: FuzzReport = { messages: 0, refused: 0, unchanged: 0, codes: {} };
	for (const mutated of mutations(message, count, seed)) {
		const number = report.messages++;
		const fail = (why: string, cause?: unknown) =>
			new Error(`Suite ${suite}, seed ${seed}, mutation ${number}: ${why}.`, { cause });
		let covered = 0;
		for (const { offset, length } of mapMessage(mutated)) {
			if (offset !== covered || length < 1) throw fail('the map does not partition it');
			covered += length;
		}
		if (covered !== mutated.length) throw fail('the map does not cover it');
		if (equalBytes(mutated, message)) {
			report.unchanged++;
			continue;
		}
		const answers = [outcome(decrypt(mutated, { keyring, ...readsAll }))];
		if (number % 10 === 0) answers.push(outcome(drained(mutated)));
		for (const error of await Promise.all(answers)) {
			if (error === undefined) throw fail('it was accepted');
			if (!(error instanceof EnvelopeError)) throw fail('it failed without a name', error);
			report.codes[error.code] = (report.codes[error.code] ?? 0) + 1;
		}
		report.refused++;
	}
	return report;
}

async function outcome(result: Promise<unknown>): Promise<unknown> {
	try {
		await result;
		return undefined;
	} catch (error) {
		return error;
	}
}

async function drained(message: Uint8Array<ArrayBuffer>): Promise<void> {
	const plaintext = new Blob([message])
		.stream()
		.pipeThrough(decryptStream({ keyring, ...readsAll }));
	await plaintext.pipeTo(new WritableStream());
}
