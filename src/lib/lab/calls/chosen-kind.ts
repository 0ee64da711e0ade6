/** The form in which somebody last looked at a call, kept for the next one and the next visit. */
import { sampleKinds } from './index.ts';
import type { SampleKind } from './index.ts';

const KEY = 'keywrap-call-sample';

export function chosenKind(): SampleKind {
	let kept: string | null = null;
	try {
		kept = localStorage.getItem(KEY);
	} catch {
		// Nothing may be kept in this browser.
	}
	return sampleKinds.find(({ kind }) => kind === kept)?.kind ?? 'api';
}

export function rememberKind(kind: SampleKind): void {
	try {
		localStorage.setItem(KEY, kind);
	} catch {
		// Not kept: the next visit begins with the API.
	}
}
