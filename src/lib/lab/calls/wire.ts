/** A call as it travels over HTTP. */
import { wireForm } from '#lib/kms/index.ts';
import { regionOf } from './call.ts';
import type { SampledCall } from './call.ts';

/** A request or an answer as its JSON has it, set in lines: bytes in base64, absent members left out. */
export function wireJson(message: object): string {
	return JSON.stringify(wireForm(message), undefined, 2);
}

/**
 * The request. What depends on the caller's secret and the hour stands as a name in capitals: a page
 * that has no credentials cannot sign.
 */
export function wireRequest(call: SampledCall): string {
	const region = regionOf(call);
	const endpoint = call.own?.endpoint;
	return [
		'POST / HTTP/1.1',
		`Host: ${endpoint === undefined ? `kms.${region}.amazonaws.com` : new URL(endpoint).host}`,
		'Content-Type: application/x-amz-json-1.1',
		`X-Amz-Target: TrentService.${call.operation}`,
		'X-Amz-Date: DATE',
		`Authorization: AWS4-HMAC-SHA256 Credential=ACCESS_KEY_ID/DAY/${region}/kms/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=SIGNATURE`,
		'',
		wireJson(call.request)
	].join('\n');
}

/** The answer; `undefined` while it is awaited. */
export function wireResponse({
	response,
	refusal,
	event,
	measured
}: SampledCall): string | undefined {
	const requestId = event?.requestID ?? measured?.requestId;
	if (!response && !refusal) return undefined;
	const body = refusal
		? { __type: refusal.name, message: refusal.message || undefined }
		: (response ?? {});
	const status = refusal ? statusOf(refusal.name) : '200 OK';
	// An operation that answers nothing sends an empty body.
	const empty = !refusal && Object.values(body).every((value) => value === undefined);
	return [
		`HTTP/1.1 ${status}`,
		...(requestId ? [`x-amzn-RequestId: ${requestId}`] : []),
		...(empty ? ['Content-Length: 0'] : ['Content-Type: application/x-amz-json-1.1']),
		'',
		...(empty ? [] : [wireJson(body)])
	].join('\n');
}

/** On the wire every fault of the caller is a 400; of the service's own, a 500, or a 503 for a time-out. */
function statusOf(name: string): string {
	if (name === 'DependencyTimeoutException') return '503 Service Unavailable';
	return name === 'KMSInternalException' || name === 'KeyUnavailableException'
		? '500 Internal Server Error'
		: '400 Bad Request';
}
