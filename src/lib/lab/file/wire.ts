/** What the page and its worker say to each other. */
import type { KmsInput, KmsOperation } from '#lib/kms/index.ts';
import type { Failure, Job } from './job.ts';

export type ToWorker =
	| { type: 'start'; job: Job; name: string }
	| { type: 'cancel' }
	| { type: 'kms-answer'; id: number; output: object }
	| { type: 'kms-refusal'; id: number; name: string; message: string };

export type FromWorker =
	| { type: 'progress'; bytes: number }
	| {
			type: 'kms-call';
			id: number;
			operation: KmsOperation;
			input: KmsInput<KmsOperation>;
	  }
	| { type: 'done'; bytes: number; suite: number; context: Record<string, string> }
	| { type: 'failed'; failure: Failure };

/** The folder of results in this site's own file system. */
export const folderName = 'keywrap-files';
