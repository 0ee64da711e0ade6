import type {} from 'trusted-types';
import address from './worker.ts?worker&url';

let policy: { createScriptURL(url: string): unknown } | undefined;

/** The pages' policy takes no address of a script but one that is marked; this is the only one. */
export function startWorker(): Worker {
	policy ??= window.trustedTypes?.createPolicy('keywrap-worker', {
		createScriptURL: (url) => {
			if (url !== address) throw new TypeError('This is not the address of our worker.');
			return url;
		}
	});
	return new Worker((policy?.createScriptURL(address) ?? address) as string, { type: 'module' });
}
