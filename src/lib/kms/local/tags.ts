/** Tags of keys: their limits [M, R] and refusals [S]. */
import type { Tag } from '@aws-sdk/client-kms';
import { KmsError } from '../errors.ts';
import { assertLength, required } from './validate.ts';

const mostTags = 50;

/**
 * The tags of a key after these have been put: a key that is known gets its new value.
 * @throws {KmsError} `TagException`, `ValidationException`
 */
export function withTags(tags: readonly Tag[], added: readonly Tag[]): Tag[] {
	const put = new Map<string, string>();
	for (const { TagKey, TagValue } of added) {
		const key = required('tagKey', TagKey);
		const value = required('tagValue', TagValue);
		assertLength('tagKey', key, 1, 128);
		assertLength('tagValue', value, 0, 256);
		if (key.toLowerCase().startsWith('aws:'))
			throw new KmsError('TagException', 'Tags beginning with aws: are reserved');
		if (put.has(key)) throw new KmsError('TagException', 'Duplicate tag keys');
		put.set(key, value);
	}
	const all = new Map([...tags.map(({ TagKey, TagValue }) => [TagKey, TagValue] as const), ...put]);
	if (all.size > mostTags) throw new KmsError('TagException', 'Too many tags');
	return [...all].map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}

/** The condition keys of tags in a request. */
export function tagKeys(tags: readonly Tag[]): Record<string, string | string[]> {
	return {
		...Object.fromEntries(
			tags.map(({ TagKey = '', TagValue = '' }) => [`aws:RequestTag/${TagKey}`, TagValue])
		),
		...(tags.length > 0 ? { 'aws:TagKeys': tags.map(({ TagKey = '' }) => TagKey) } : {})
	};
}
