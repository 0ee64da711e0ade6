/** Locking and opening files as AWS Encryption SDK messages; the same code in a worker and in tests. */
import {
	decryptBlob,
	encryptStream,
	EnvelopeError,
	kmsKeyring,
	rawAesKeyring,
	rawRsaKeyring
} from '#lib/envelope/index.ts';
import type { EncryptionContext, Keyring, MessageHeader, SuiteId } from '#lib/envelope/index.ts';
import type { OaepHash } from '#lib/crypto/index.ts';
import { KmsError } from '#lib/kms/index.ts';
import type { KmsClient } from '#lib/kms/index.ts';

/** A key as it travels to a worker. */
export type KeyOfJob =
	| { kind: 'aes'; namespace: string; name: string; key: Uint8Array }
	| {
			kind: 'rsa';
			namespace: string;
			name: string;
			hash: OaepHash;
			publicKey?: string;
			privateKey?: string;
	  }
	/** The KMS of this browser: this key to lock; whatever key the message names to open. */
	| { kind: 'kms'; keyArn?: string };

export type Job =
	| {
			kind: 'lock';
			file: Blob;
			key: KeyOfJob;
			context: EncryptionContext;
			suite: SuiteId;
			frameLength: number;
	  }
	| { kind: 'open'; file: Blob; key: KeyOfJob };

/** Takes what a job makes, piece by piece. */
export interface Sink {
	write(bytes: Uint8Array): void | Promise<void>;
}

export interface JobOptions {
	kms: KmsClient;
	sink: Sink;
	signal: AbortSignal;
	/** Bytes of the file that were read so far. */
	onProgress: (bytes: number) => void;
}

/**
 * Does a job from the first byte to the last. What the sink has of a job that fails must not be used:
 * of a message that is opened, only its end says that it is complete.
 * @returns the header of the message
 * @throws {EnvelopeError}, {KmsError}, or what the sink or the signal throws
 */
export async function runJob(job: Job, options: JobOptions): Promise<MessageHeader> {
	const { kms, sink, signal, onProgress } = options;
	const keyring = keyringOf(job.key, kms);
	let header: MessageHeader | undefined;
	const streamed = {
		keyring,
		signal,
		onProgress: ({ bytesIn }: { bytesIn: number }) => {
			onProgress(bytesIn);
		},
		onHeader: (it: MessageHeader) => {
			header = it;
		}
	};
	const out =
		job.kind === 'lock'
			? job.file.stream().pipeThrough(
					encryptStream({
						...streamed,
						encryptionContext: job.context,
						suite: job.suite,
						frameLength: job.frameLength,
						plaintextLength: job.file.size
					}),
					{ signal }
				)
			: // A file may come from an older client: which suites are enough is not ours to say here.
				await decryptBlob(job.file, {
					...streamed,
					commitmentPolicy: 'REQUIRE_ENCRYPT_ALLOW_DECRYPT'
				});
	const reader = out.getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) break;
		signal.throwIfAborted();
		await sink.write(value);
	}
	if (!header) throw new Error('The message has no header.');
	return header;
}

function keyringOf(key: KeyOfJob, client: KmsClient): Keyring {
	switch (key.kind) {
		case 'aes':
			return rawAesKeyring({
				namespace: key.namespace,
				name: key.name,
				wrappingKey: key.key
			});
		case 'rsa': {
			const { namespace, name, hash, publicKey, privateKey } = key;
			return rawRsaKeyring({
				namespace,
				name,
				hash,
				...(publicKey === undefined ? {} : { publicKey }),
				...(privateKey === undefined ? {} : { privateKey })
			});
		}
		case 'kms':
			return key.keyArn === undefined
				? kmsKeyring({ client, discovery: true })
				: kmsKeyring({ client, generatorKeyId: key.keyArn });
	}
}

/** Why a job failed, to be told: what happened, and what to do. */
export interface Failure {
	code: string;
	message: string;
}

export function failureOf(error: unknown): Failure {
	if (error instanceof EnvelopeError) return { code: error.code, message: error.message };
	if (error instanceof KmsError) return { code: error.name, message: error.message };
	if (error instanceof Error && error.name === 'AbortError')
		return { code: 'CANCELLED', message: 'It was cancelled.' };
	if (error instanceof Error && error.name === 'QuotaExceededError')
		return {
			code: 'NO_ROOM',
			message: 'The browser has no room left for the result. Free some space and try again.'
		};
	// A stream of a file that was changed or moved since it was chosen ends in Chromium as if a
	// network had.
	const unreadable =
		error instanceof Error &&
		(error.name === 'NotReadableError' ||
			(error instanceof TypeError && error.message === 'network error'));
	if (unreadable)
		return {
			code: 'NOT_READABLE',
			message: 'The file cannot be read any more: it was changed or moved. Choose it again.'
		};
	return { code: 'FAILED', message: error instanceof Error ? error.message : String(error) };
}
