import { KMSClient } from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { checkPlace } from './place.ts';
import type { Typed } from './place.ts';

const check = (typed: Partial<Typed>) =>
	checkPlace({
		at: 'aws',
		region: 'eu-central-1',
		endpoint: '',
		keyIds: ['alias/class', ''],
		...typed
	});

describe('where a KMS is', () => {
	it.each([
		'eu-central-1',
		'us-gov-west-1',
		'cn-north-1',
		'eusc-de-east-1',
		'us-iso-east-1',
		'us-isob-east-1',
		'us-isof-south-1',
		'eu-isoe-west-1'
	])('is the address that the client of AWS calls for %s', (region) => {
		const client = new KMSClient({ region });
		const { url } = client.config.endpointProvider({
			Region: region,
			UseDualStack: false,
			UseFIPS: false
		});
		client.destroy();
		expect(check({ region })).toMatchObject({ address: url.href.replace(/\/$/, '') });
	});

	it('takes an endpoint as it was typed, and drops what is no key', () => {
		expect(check({ at: 'endpoint', endpoint: ' http://localhost:4599/ ' })).toEqual({
			region: 'eu-central-1',
			endpoint: 'http://localhost:4599',
			keyIds: ['alias/class'],
			address: 'http://localhost:4599'
		});
	});

	it.each([
		[{ region: 'Frankfurt' }, 'eu-central-1'],
		[{ keyIds: [' ', ''] }, 'which key'],
		[{ keyIds: ['arn:aws:kms:eu-west-3:111122223333:key/x'] }, 'one of eu-west-3'],
		[{ at: 'endpoint', endpoint: 'localhost:4599' }, 'http://localhost:4599'],
		[{ at: 'endpoint', endpoint: 'http://me:secret@localhost' }, 'http://localhost:4599']
	] as const)('says what is wrong with %j', (typed, words) => {
		const checked = check(typed);
		expect('problem' in checked && checked.problem).toContain(words);
	});
});
