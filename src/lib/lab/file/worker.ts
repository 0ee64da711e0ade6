/**
 * Does one job in a worker, so that the page stays responsive. The result goes into a file of this
 * site's private file system: it may be larger than memory. Calls to AWS KMS are made by the page,
 * which has the keys.
 */
import { KmsError } from '#lib/kms/index.ts';
import type { KmsClient, KmsErrorName, KmsOutput } from '#lib/kms/index.ts';
import { failureOf, runJob } from './job.ts';
import { folderName } from './wire.ts';
import type { FromWorker, ToWorker } from './wire.ts';

const say = (message: FromWorker) => {
	postMessage(message);
};

const cancelled = new AbortController();
const waiting = new Map<number, { resolve: (output: never) => void; reject: (e: Error) => void }>();
let calls = 0;

const kms: KmsClient = {
	send: (operation, input) =>
		new Promise<KmsOutput<typeof operation>>((resolve, reject) => {
			const id = ++calls;
			waiting.set(id, { resolve, reject });
			say({ type: 'kms-call', id, operation, input });
		})
};

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
	switch (data.type) {
		case 'start':
			void start(data);
			return;
		case 'cancel':
			cancelled.abort();
			return;
		case 'kms-answer':
			waiting.get(data.id)?.resolve(data.output as never);
			return;
		case 'kms-refusal':
			waiting.get(data.id)?.reject(new KmsError(data.name as KmsErrorName, data.message));
	}
});

/** A file that is written at once, which only workers have; TypeScript's DOM types leave it out. */
interface SyncAccess {
	write(bytes: Uint8Array, options: { at: number }): number;
	flush(): void;
	close(): void;
}
interface SyncFile extends FileSystemFileHandle {
	createSyncAccessHandle(): Promise<SyncAccess>;
}

/** Milliseconds between two words on how far it is. */
const pause = 100;

async function start({ job, name }: Extract<ToWorker, { type: 'start' }>): Promise<void> {
	let access: SyncAccess | undefined;
	try {
		const root = await navigator.storage.getDirectory();
		const folder = await root.getDirectoryHandle(folderName, { create: true });
		const file = (await folder.getFileHandle(name, { create: true })) as SyncFile;
		const open = await file.createSyncAccessHandle();
		access = open;
		let bytes = 0;
		let said = 0;
		const header = await runJob(job, {
			kms,
			signal: cancelled.signal,
			sink: {
				write(chunk) {
					bytes += open.write(chunk, { at: bytes });
				}
			},
			onProgress(read) {
				const now = performance.now();
				if (now - said < pause) return;
				said = now;
				say({ type: 'progress', bytes: read });
			}
		});
		open.flush();
		open.close();
		const { suite, encryptionContext } = header;
		say({ type: 'done', bytes, suite, context: { ...encryptionContext } });
	} catch (error) {
		access?.close();
		say({ type: 'failed', failure: failureOf(error) });
	}
}
