import type { KmsClient, KmsInput, KmsOperation, KmsOutput } from '#lib/kms/index.ts';

/** Work that has come to its call to AWS KMS, and waits for the answer. */
export interface HeldUp<Op extends KmsOperation, T> {
	/** The request, exactly as the work sends it. */
	input: KmsInput<Op>;
	answer(output: KmsOutput<Op>): void;
	/** The work, once it was answered. */
	done: Promise<T>;
}

/**
 * Begins work that calls one operation of AWS KMS once, and stops it there.
 * @throws {Error} what the work throws before it calls, or when it calls something else
 */
export function heldUp<Op extends KmsOperation, T>(
	operation: Op,
	work: (client: KmsClient) => Promise<T>
): Promise<HeldUp<Op, T>> {
	return new Promise((resolve, reject) => {
		const answered = Promise.withResolvers<KmsOutput<Op>>();
		const client = {
			send(op: KmsOperation, input: unknown) {
				if (op !== operation) return Promise.reject(new Error(`${op} was not expected`));
				resolve({
					input: input as KmsInput<Op>,
					answer: answered.resolve,
					done
				});
				return answered.promise;
			}
		};
		// The client is called later than this, when `done` is there.
		const done = Promise.resolve().then(() => work(client));
		done.catch(reject);
	});
}
