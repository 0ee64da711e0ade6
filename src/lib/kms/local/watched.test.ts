/** What others see of calls: watchers, a trail with an end, and messages as they travel. */
import { describe, expect, it } from 'vitest';
import type { Decision } from '#lib/iam/index.ts';
import { createLocalKms, wireForm } from '../index.ts';
import type { AuditEvent } from '../index.ts';
import { allow, newKey, refusal, user } from './kms.testing.ts';

describe('from outside', () => {
	it('each call is told of with its own event and decisions, while others go on', async () => {
		const kms = createLocalKms();
		const { arn } = await newKey(kms);
		const told: { event: AuditEvent; decisions: readonly Decision[] }[] = [];
		const plain = kms.as(user('ann', [allow('kms:Encrypt')]));
		const watched = plain.watched((event, decisions) => told.push({ event, decisions }));
		const refused = refusal(watched.send('DescribeKey', { KeyId: arn }));
		await Promise.all([
			kms.send('Encrypt', { KeyId: arn, Plaintext: new Uint8Array(1) }),
			refused,
			plain.send('Encrypt', { KeyId: arn, Plaintext: new Uint8Array(1) })
		]);
		await watched.send('Encrypt', { KeyId: arn, Plaintext: new Uint8Array(1) });
		await refusal(watched.send('DescribeKey', { KeyId: 'no key' }));
		expect(
			told.map(({ event, decisions }) => [
				event.eventName,
				event.errorCode,
				decisions.map(({ reason }) => reason)
			])
		).toEqual([
			['DescribeKey', 'AccessDeniedException', ['NO_IDENTITY_ALLOW']],
			['Encrypt', undefined, ['ALLOW_DELEGATED']],
			['DescribeKey', 'NotFoundException', []]
		]);
		expect(told.every(({ event }) => kms.events.includes(event))).toBe(true);
	});

	it('the trail keeps the latest events, if told how many', async () => {
		const kms = createLocalKms({ mostEvents: 2 });
		for (const NumberOfBytes of [1, 2, 3]) await kms.send('GenerateRandom', { NumberOfBytes });
		expect(kms.events.map(({ requestParameters }) => requestParameters)).toEqual([
			{ numberOfBytes: 2 },
			{ numberOfBytes: 3 }
		]);
	});

	it('messages travel with bytes as base64 and times in seconds', () => {
		expect(
			wireForm({
				Blob: new Uint8Array([1, 2, 255]),
				At: new Date(1500),
				Absent: undefined,
				List: [{ Blob: new Uint8Array() }, true],
				Map: { ['__proto__']: 'kept' }
			})
		).toEqual({
			Blob: 'AQL/',
			At: 1.5,
			List: [{ Blob: '' }, true],
			Map: JSON.parse('{"__proto__":"kept"}') as unknown
		});
	});
});
