/** One call of the AWS KMS API in every form in which somebody may meet it. */
import type { SampledCall } from './call.ts';
import { cliSample } from './cli.ts';
import { javaScriptSample } from './javascript.ts';
import { pythonSample } from './python.ts';
import { wireRequest, wireResponse } from './wire.ts';

export { regionOf, spelled } from './call.ts';
export type { SampledCall } from './call.ts';
export { cliSample } from './cli.ts';
export { javaScriptSample } from './javascript.ts';
export { pythonSample } from './python.ts';
export { wireJson } from './wire.ts';

export type SampleKind = 'api' | 'cli' | 'python' | 'javascript';

/** The forms, in the order in which they are shown. */
export const sampleKinds: readonly { kind: SampleKind; label: string }[] = [
	{ kind: 'api', label: 'API' },
	{ kind: 'cli', label: 'AWS CLI' },
	{ kind: 'python', label: 'boto3' },
	{ kind: 'javascript', label: 'JavaScript' }
];

/**
 * A call in one form, as text. The API's is what travels, the answer below the request once it is
 * there; the others are code that makes the call.
 */
export function sampleOf(call: SampledCall, kind: SampleKind): string {
	if (kind === 'cli') return cliSample(call);
	if (kind === 'python') return pythonSample(call);
	if (kind === 'javascript') return javaScriptSample(call);
	const response = wireResponse(call);
	return response ? `${wireRequest(call)}\n\n${response}` : wireRequest(call);
}
