/** Grants: how one is made of a request, and how the evaluator and the API see it (iam-evaluation section 7). */
import type { CreateGrantRequest, GrantConstraints, GrantListEntry } from '@aws-sdk/client-kms';
import type { Grant, RequestContext } from '#lib/iam/index.ts';
import { KmsError } from '../errors.ts';
import { toMilliseconds } from './clock.ts';
import type { Fault } from './faults.ts';
import type { GrantRecord, KeyRecord } from './records.ts';
import { isGrantable, isSymmetric } from './specs.ts';
import { assertLength, required, validation } from './validate.ts';

/** Of one key [R]. */
export const mostGrants = 50_000;
/** Of one call [M]. */
export const mostGrantTokens = 10;

/** The grants of a key as the evaluator takes them; the tokens that the call carries count as theirs. */
export function grantsFor(key: KeyRecord, now: Date, tokens: readonly string[] = []): Grant[] {
	return key.grants.map((grant) => ({
		GrantId: grant.id,
		KeyId: key.arn,
		...principalsOf(grant),
		Operations: grant.operations,
		...(grant.constraints ? { Constraints: grant.constraints } : {}),
		IssuingAccount: grant.issuingAccount,
		GrantToken: grant.tokens.find((token) => tokens.includes(token)) ?? grant.tokens[0],
		propagated: grant.spreads <= now
	}));
}

function principalsOf(grant: GrantRecord) {
	const { granteePrincipal, granteeServicePrincipal } = grant;
	const { retiringPrincipal, retiringServicePrincipal } = grant;
	return {
		...(granteePrincipal ? { GranteePrincipal: granteePrincipal } : {}),
		...(granteeServicePrincipal ? { GranteeServicePrincipal: granteeServicePrincipal } : {}),
		...(retiringPrincipal ? { RetiringPrincipal: retiringPrincipal } : {}),
		...(retiringServicePrincipal ? { RetiringServicePrincipal: retiringServicePrincipal } : {})
	};
}

/** A grant as ListGrants shows it; its tokens are never shown again. */
export function grantEntry(key: KeyRecord, grant: GrantRecord): GrantListEntry {
	return {
		KeyId: key.arn,
		GrantId: grant.id,
		...(grant.name === undefined ? {} : { Name: grant.name }),
		CreationDate: grant.created,
		...principalsOf(grant),
		IssuingAccount: grant.issuingAccount,
		Operations: [...grant.operations],
		...(grant.constraints ? { Constraints: structuredClone(grant.constraints) } : {})
	};
}

/** The terms of a grant, from a request. */
export type GrantTerms = Omit<
	GrantRecord,
	'id' | 'created' | 'issuingAccount' | 'tokens' | 'spreads'
>;

/**
 * Checks the shape of a request for a grant.
 * @throws {KmsError} `ValidationException` or, for operations the key cannot do, `ValidationError` [M]
 */
export function termsOf(key: KeyRecord, input: CreateGrantRequest): GrantTerms {
	const { Operations, Constraints, Name } = input;
	const operations = required('operations', Operations);
	if (operations.length === 0)
		throw validation('operations', 'have length greater than or equal to 1');
	if (Name !== undefined) assertLength('name', Name, 1, 256);
	const stranger = operations.find((operation) => !isGrantable(key, operation));
	if (stranger)
		throw new KmsError(
			'ValidationError',
			`Operation ${stranger} is not valid for a KMS key with key spec ${key.spec} and key usage ${key.usage}.`
		);
	if (Constraints) assertConstraints(key, Constraints);
	assertPrincipals(input);
	return {
		...(Name === undefined ? {} : { name: Name }),
		granteePrincipal: input.GranteePrincipal,
		granteeServicePrincipal: input.GranteeServicePrincipal,
		retiringPrincipal: input.RetiringPrincipal,
		retiringServicePrincipal: input.RetiringServicePrincipal,
		operations: [...new Set(operations)],
		...(Constraints ? { constraints: structuredClone(Constraints) } : {})
	};
}

function assertConstraints(key: KeyRecord, constraints: GrantConstraints): void {
	const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = constraints;
	if (equals && subset)
		throw new KmsError(
			'ValidationException',
			'A grant has EncryptionContextEquals or EncryptionContextSubset, not both.'
		);
	const pairs = Object.entries(equals ?? subset ?? {});
	if (pairs.length > 8) throw validation('constraints', 'have length less than or equal to 8');
	for (const [, value] of pairs) assertLength('constraints', value, 0, 384);
	if ((equals ?? subset) && !isSymmetric(key))
		throw new KmsError(
			'ValidationException',
			'Encryption context constraints are for symmetric encryption KMS keys.'
		);
}

/** One grantee, of an account or a service; the latter needs a source and somebody who may retire (GRC). */
function assertPrincipals(input: CreateGrantRequest): void {
	const { GranteePrincipal, GranteeServicePrincipal, RetiringPrincipal, RetiringServicePrincipal } =
		input;
	if ((GranteePrincipal === undefined) === (GranteeServicePrincipal === undefined))
		throw new KmsError(
			'ValidationException',
			'A grant has GranteePrincipal or GranteeServicePrincipal, exactly one of them.'
		);
	if (RetiringPrincipal !== undefined && RetiringServicePrincipal !== undefined)
		throw new KmsError(
			'ValidationException',
			'A grant has RetiringPrincipal or RetiringServicePrincipal, not both.'
		);
	for (const arn of [GranteePrincipal, RetiringPrincipal])
		if (
			arn !== undefined &&
			!/^arn:[\w-]+:(iam|sts)::\d{12}:(root|user\/|role\/|assumed-role\/|federated-user\/)/.test(
				arn
			)
		)
			throw new KmsError('InvalidArnException', `ARN does not refer to a valid principal: ${arn}`);
	if (GranteeServicePrincipal === undefined) return;
	if (input.Constraints?.SourceArn === undefined)
		throw new KmsError(
			'ValidationException',
			'A grant for a service principal needs the constraint SourceArn.'
		);
	if (RetiringPrincipal === undefined && RetiringServicePrincipal === undefined)
		throw new KmsError(
			'ValidationException',
			'A grant for a service principal needs a retiring principal.'
		);
}

/** Whether a grant has these terms: CreateGrant with a known name and the same terms makes no second one [M]. */
export function hasTerms(grant: GrantRecord, terms: GrantTerms): boolean {
	const of = (some: GrantTerms) =>
		JSON.stringify([
			some.name,
			some.granteePrincipal,
			some.granteeServicePrincipal,
			some.retiringPrincipal,
			some.retiringServicePrincipal,
			[...some.operations].sort(),
			some.constraints?.SourceArn,
			sorted(some.constraints?.EncryptionContextEquals),
			sorted(some.constraints?.EncryptionContextSubset)
		]);
	return of(grant) === of(terms);
}

function sorted(pairs: Record<string, string> | undefined): [string, string][] | undefined {
	return pairs && Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** @throws {KmsError} `NotFoundException`; the text is a choice */
export function grantOfId(key: KeyRecord, id: string): GrantRecord {
	const grant = key.grants.find((some) => some.id === id);
	if (!grant) throw new KmsError('NotFoundException', `Grant ID ${id} not found`);
	return grant;
}

export function removeGrant(key: KeyRecord, grant: GrantRecord): void {
	key.grants = key.grants.filter((other) => other !== grant);
}

/** KCK: true only when an integrated service asks for the caller, which `via` can say. */
export function isForAwsResource({ base }: { base: RequestContext }): RequestContext {
	const name = 'kms:GrantIsForAWSResource';
	return { [name]: base[name] ?? false };
}

/** The condition keys of a request about this grant: for CreateGrant and RetireGrant (KCK). */
export function grantKeys(
	call: { base: RequestContext; operation: string },
	terms: GrantTerms
): { context: RequestContext; encryptionContext: Readonly<Record<string, string>> } {
	const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } =
		terms.constraints ?? {};
	const type = equals ? 'EncryptionContextEquals' : subset ? 'EncryptionContextSubset' : undefined;
	const ofCreation = {
		...isForAwsResource(call),
		'kms:GrantOperations': terms.operations,
		'kms:GranteePrincipal': terms.granteePrincipal,
		'kms:GranteeServicePrincipal': terms.granteeServicePrincipal,
		'kms:RetiringPrincipal': terms.retiringPrincipal,
		'kms:RetiringServicePrincipal': terms.retiringServicePrincipal,
		'kms:GrantConstraintSourceArn': terms.constraints?.SourceArn
	};
	return {
		context: {
			'kms:GrantConstraintType': type,
			...(call.operation === 'CreateGrant' ? ofCreation : {})
		},
		encryptionContext: equals ?? subset ?? {}
	};
}

/** When a grant made now counts without its token: at once, unless a fault delays it. */
export function spreadsAt(now: Date, faults: readonly Fault[]): Date {
	const slow = faults.find((fault) => fault.name === 'GrantNotPropagated');
	return slow ? new Date(now.getTime() + toMilliseconds(slow.delay ?? { minutes: 5 })) : now;
}
