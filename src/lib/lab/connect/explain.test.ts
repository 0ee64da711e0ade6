import { describe, expect, it } from 'vitest';
import { AwsCallError, AwsKmsError, notKms, NotSentError } from '#lib/kms/aws/index.ts';
import type { KmsErrorName } from '#lib/kms/index.ts';
import { explain } from './explain.ts';
import type { Place } from './explain.ts';

const aws: Place = {
	region: 'eu-central-1',
	endpoint: undefined,
	protocol: 'https:',
	online: true
};
const none = { status: undefined, requestId: undefined };
const answered = { status: 400, requestId: 'the-request' };
const kms = (name: KmsErrorName, message = '') => new AwsKmsError(name, message, answered);
const call = (name: string, message = '') => new AwsCallError(name, message, answered);
const silence = new AwsCallError('TypeError', 'Failed to fetch', none);
const all = (error: unknown, place: Partial<Place> = {}) => {
	const { what, todo } = explain(error, { ...aws, ...place });
	return [what, ...todo].join(' ');
};

describe('a failure in words', () => {
	it.each([
		[call('ExpiredTokenException'), 'expired'],
		[call('UnrecognizedClientException'), 'session token'],
		[call('InvalidSignatureException', 'Signature expired: 1 is now earlier than 2'), 'clock'],
		[call('RequestExpired'), 'clock'],
		[
			call('InvalidSignatureException', 'The request signature we calculated does not match'),
			'secret access key'
		],
		[
			call('InvalidSignatureException', 'Credential should be scoped to a valid region.'),
			'another Region'
		],
		[kms('NotFoundException', "Key 'x' does not exist"), 'no such key in eu-central-1'],
		[kms('DisabledException'), 'enable it'],
		[kms('KMSInvalidStateException'), 'state'],
		[kms('ValidationException'), 'alias/NAME'],
		[kms('InvalidCiphertextException'), 'does not open'],
		[kms('IncorrectKeyException'), 'another key'],
		[kms('KMSInvalidSignatureException'), 'The KMS refused the call: KMSInvalidSignatureException'],
		[call(notKms, 'The answer is not JSON.'), 'not as AWS KMS does'],
		[kms('ThrottlingException'), 'Wait'],
		[kms('KMSInternalException'), 'little while'],
		[call('SomethingElse'), 'not one of AWS KMS'],
		[new NotSentError('DisableKey'), 'DisableKey']
	])('%s', (error, words) => {
		expect(all(error)).toContain(words);
	});

	it('names the permission that is missing, and a denial that is explicit', () => {
		const who = 'User: arn:aws:sts::111122223333:assumed-role/x/y is not authorized to perform: ';
		expect(all(kms('AccessDeniedException', `${who}kms:GenerateDataKey on resource: z`))).toContain(
			'The permission kms:GenerateDataKey is missing'
		);
		expect(
			all(
				kms(
					'AccessDeniedException',
					`${who}kms:Decrypt on resource: z with an explicit deny in a service control policy`
				)
			)
		).toMatch(/kms:Decrypt is denied explicitly.*service control policy/);
		expect(all(kms('AccessDeniedException'))).toContain('does not say for which action');
	});

	it('names the policy that limits, and the doubt whether there is such a key', () => {
		const denied = (because: string) =>
			all(kms('AccessDeniedException', `User: x is not authorized to perform: ${because}`));
		expect(
			denied('kms:Decrypt on resource: z because no session policy allows the kms:Decrypt action')
		).toContain('missing from the session policy');
		expect(
			denied(
				'kms:Decrypt on resource: z because no permissions boundary allows the kms:Decrypt action'
			)
		).toContain('missing from the permissions boundary');
		expect(
			denied(
				'kms:GenerateDataKey on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access'
			)
		).toContain('or there is no such key in eu-central-1');
	});

	it('tells who may not know an access key: an emulator, or a Region that is not enabled', () => {
		const unknown = call('UnrecognizedClientException');
		expect(all(unknown)).toMatch(/Region that an account has to enable/);
		expect(all(unknown)).not.toContain('--caller');
		expect(all(unknown, { endpoint: 'http://localhost:4599' })).toContain('--caller');
	});

	it('keeps apart, or names beside each other, the reasons of silence', () => {
		const endpoint = 'http://localhost:4599';
		expect(all(silence, { online: false })).toContain('offline');
		expect(all(silence)).toContain('misspelt');
		expect(all(silence, { endpoint, answers: true })).toContain('CORS is missing');
		expect(all(silence, { endpoint, answers: false })).toMatch(/listening.*mixed content.*CORS/);
		expect(all(silence, { endpoint: 'http://lan:1', forbidden: true })).toContain('in the clear');
		expect(all(new AwsCallError('TimeoutError', 'said', none), { endpoint })).toContain('fifteen');
		expect(all(silence, { endpoint: 'https://lan', answers: false })).toContain('certificate');
		expect(all(silence, { endpoint: 'https://x', forbidden: true })).toContain('one endpoint only');
	});

	it('passes on name, text and request id', () => {
		expect(explain(kms('NotFoundException', 'said'), aws)).toMatchObject({
			name: 'NotFoundException',
			said: 'said',
			requestId: 'the-request',
			status: 400
		});
	});
});
