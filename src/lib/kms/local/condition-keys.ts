/** Condition keys of a call (iam-evaluation section 6), beside those the evaluator proves itself. */
import type { RequestContext } from '#lib/iam/index.ts';
import type { AliasRecord, KeyRecord } from './records.ts';

/** Of every call. A `base` value wins, and `undefined` there takes a key away. */
export function globalKeys(region: string, base: RequestContext): RequestContext {
	const viaEndpoint = base['aws:SourceVpce'] !== undefined;
	return {
		'aws:SecureTransport': true,
		'aws:RequestedRegion': region,
		'aws:ViaAWSService': false,
		// An address set aside for documentation (RFC 5737). None comes through a VPC endpoint.
		...(viaEndpoint ? {} : { 'aws:SourceIp': '203.0.113.9' }),
		...base
	};
}

/** Of every call that is about a key. */
export function keyKeys(key: KeyRecord, aliases: readonly AliasRecord[]): RequestContext {
	return {
		'kms:KeySpec': key.spec,
		'kms:KeyUsage': key.usage,
		'kms:KeyOrigin': key.origin,
		'kms:CustomerMasterKeySpec': key.spec,
		'kms:CustomerMasterKeyUsage': key.usage,
		'kms:MultiRegion': false,
		'kms:ResourceAliases': aliases.map(({ name }) => name),
		...Object.fromEntries(
			key.tags.map(({ TagKey, TagValue }) => [`aws:ResourceTag/${TagKey ?? ''}`, TagValue])
		)
	};
}
