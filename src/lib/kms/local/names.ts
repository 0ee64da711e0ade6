/** How things are named: ARNs, ids, and what a `KeyId` member may say. */
import { encodeHex } from '#lib/crypto/index.ts';
import type { RandomBytes } from '#lib/crypto/index.ts';
import { KmsError } from '../errors.ts';

export function keyArn(region: string, accountId: string, keyId: string): string {
	return `arn:aws:kms:${region}:${accountId}:key/${keyId}`;
}

/** @param name with its prefix, `alias/…` */
export function aliasArn(region: string, accountId: string, name: string): string {
	return `arn:aws:kms:${region}:${accountId}:${name}`;
}

export function accountArn(accountId: string): string {
	return `arn:aws:iam::${accountId}:root`;
}

/** The account of an ARN; `''` where it has none. */
export function accountOf(arn: string): string {
	return arn.split(':')[4] ?? '';
}

/** A version 4 UUID (RFC 9562 section 5.4). */
export function createUuid(random: RandomBytes): string {
	const bytes = random(16);
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	return encodeHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type KeyName =
	| { readonly kind: 'key'; readonly arn: string }
	| { readonly kind: 'alias'; readonly arn: string; readonly name: string };

/**
 * What a `KeyId` member names for a caller in this account and Region: an id or alias name means one
 * of the caller's own account, an ARN says which.
 * @throws {KmsError} `NotFoundException` when it is no name of a key, or one of another Region [S]
 */
export function parseKeyName(
	text: string,
	caller: { readonly region: string; readonly accountId: string }
): KeyName {
	const { region, accountId } = caller;
	if (text.startsWith('alias/'))
		return { kind: 'alias', name: text, arn: aliasArn(region, accountId, text) };
	if (!text.startsWith('arn:')) {
		if (!uuid.test(text)) throw invalidKeyId(text);
		return { kind: 'key', arn: keyArn(region, accountId, text) };
	}
	const [, , service, itsRegion, , ...rest] = text.split(':');
	const resource = rest.join(':');
	if (service !== 'kms' || !/^(key|alias)\/./.test(resource)) throw invalidKeyId(text);
	if (itsRegion !== region)
		throw new KmsError('NotFoundException', `Invalid arn ${itsRegion ?? ''}`);
	return resource.startsWith('alias/')
		? { kind: 'alias', arn: text, name: resource }
		: { kind: 'key', arn: text };
}

export function invalidKeyId(text: string): KmsError {
	return new KmsError('NotFoundException', `Invalid keyId '${text}'`);
}

/** The text for keys is AWS's [S]; that for aliases is known to differ, and how is a choice. */
export function notFound(arn: string, kind: KeyName['kind']): KmsError {
	return new KmsError(
		'NotFoundException',
		kind === 'alias' ? `Alias ${arn} is not found.` : `Key '${arn}' does not exist`
	);
}
