/** Aliases: their names, and what one may point at. */
import { KmsError } from '../errors.ts';
import type { Call } from './call.ts';
import { aliasArn, notFound } from './names.ts';
import type { AliasRecord, KeyRecord } from './records.ts';
import { factsOf } from './specs.ts';
import { assertLength, required, validation } from './validate.ts';

/** Of one key [R]. */
const mostAliases = 50;

/**
 * The ARN of the alias that a request names, in the caller's account and Region.
 * @throws {KmsError} `ValidationException` [S], `InvalidAliasNameException` for AWS's own aliases [M]
 */
export function ownAlias(call: Call, aliasName: string | undefined): { arn: string; name: string } {
	const name = required('aliasName', aliasName);
	assertLength('aliasName', name, 1, 256);
	if (!name.startsWith('alias/'))
		throw new KmsError('ValidationException', 'Alias must start with the prefix "alias/".');
	if (!/^alias\/[a-zA-Z0-9:/_-]+$/.test(name))
		throw validation('aliasName', 'satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$');
	if (name.startsWith('alias/aws/'))
		throw new KmsError(
			'InvalidAliasNameException',
			'The prefix alias/aws/ is reserved for AWS managed keys.'
		);
	const arn = aliasArn(call.region, call.accountId, name);
	call.note(arn);
	return { arn, name };
}

/** @throws {KmsError} `NotFoundException` */
export function existingAlias(call: Call, aliasName: string | undefined): AliasRecord {
	const { arn } = ownAlias(call, aliasName);
	const alias = call.world.aliases.get(arn);
	if (!alias) throw notFound(arn, 'alias');
	return alias;
}

/** @throws {KmsError} `LimitExceededException` when the key has as many as it can [R] */
export function assertRoomForAlias(call: Call, key: KeyRecord): void {
	if (call.world.aliasesOf(key).length >= mostAliases)
		throw new KmsError('LimitExceededException', `${key.arn} has ${mostAliases} aliases already.`);
}

/** @throws {KmsError} `ValidationException` unless both are of one kind and usage [M: UpdateAlias] */
export function assertAlike(before: KeyRecord, after: KeyRecord): void {
	const kind = (key: KeyRecord) => factsOf(key.spec).material.kind;
	if (kind(before) !== kind(after) || before.usage !== after.usage)
		throw new KmsError(
			'ValidationException',
			'The current and new KMS key must be the same type, and they must have the same key usage.'
		);
}
