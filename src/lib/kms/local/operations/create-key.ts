import type { CreateKeyRequest } from '@aws-sdk/client-kms';
import { KmsError, NotModelledError } from '../../errors.ts';
import type { Call } from '../call.ts';
import { createMaterial } from '../key-material.ts';
import { describe } from '../keys.ts';
import { assertNoLockout } from '../lockout.ts';
import { createUuid, keyArn } from '../names.ts';
import { defaultPolicy } from '../policies.ts';
import type { KeyRecord } from '../records.ts';
import { factsOf, keySpecs, knownKeySpecs } from '../specs.ts';
import type { ModelledKeySpec } from '../specs.ts';
import { tagKeys, withTags } from '../tags.ts';
import { assertLength, assertModelled, assertOneOf } from '../validate.ts';
import type { Operation } from './operation.ts';

/** Of one account and Region [R]. */
const mostKeys = 100_000;

export const createKey: Operation<'CreateKey'> = {
	readOnly: false,
	async run(call, input) {
		const { Description = '', Policy, Tags = [], BypassPolicyLockoutSafetyCheck } = input;
		assertModelled(input, 'MultiRegion', 'CustomKeyStoreId', 'XksKeyId');
		assertLength('description', Description, 0, 8192);
		const kind = kindOf(input);
		const tags = withTags([], Tags);
		call.authorizeIam('*', { context: contextOf(input, kind) });
		// SAR: a key that is made with tags needs the right to tag, too.
		if (tags.length > 0)
			call.authorizeIam('*', { action: 'TagResource', context: contextOf(input, kind) });

		const { world, region, accountId } = call;
		const owned = [...world.keys.values()].filter(
			(key) => key.accountId === accountId && key.region === region
		);
		if (owned.length >= mostKeys)
			throw new KmsError('LimitExceededException', 'The account has as many keys as it can.');

		const id = createUuid(world.parts.random);
		const key: KeyRecord = {
			kind: 'key',
			id,
			arn: keyArn(region, accountId, id),
			accountId,
			region,
			created: world.now,
			...kind,
			description: Description,
			state: kind.origin === 'AWS_KMS' ? 'Enabled' : 'PendingImport',
			policy: Policy ?? defaultPolicy(accountId),
			tags,
			materials: [],
			onDemandRotations: 0,
			grants: [],
			importParameters: []
		};
		if (Policy !== undefined && !BypassPolicyLockoutSafetyCheck) assertNoLockout(call, key);
		else world.policyOf(key);
		if (kind.origin === 'AWS_KMS')
			key.materials.push(await createMaterial(factsOf(kind.spec).material, world.parts.random));
		world.touch(key);
		call.note(key.arn);
		return { KeyMetadata: describe(key) };
	}
};

type Kind = Pick<KeyRecord, 'spec' | 'usage' | 'origin'>;

function kindOf(input: CreateKeyRequest): Kind {
	const { KeySpec, KeyUsage, Origin = 'AWS_KMS' } = input;
	// The member that KeySpec replaced; the SDK marks it as not to be used, requests still have it.
	const { CustomerMasterKeySpec: replaced } = input as { CustomerMasterKeySpec?: string };
	if (KeySpec !== undefined && replaced !== undefined)
		throw new NotModelledError('KeySpec and CustomerMasterKeySpec in one request');
	const spec = KeySpec ?? replaced ?? 'SYMMETRIC_DEFAULT';
	if (knownKeySpecs.includes(spec)) throw new NotModelledError(`the key spec ${spec}`);
	assertOneOf('keySpec', spec, Object.keys(keySpecs) as ModelledKeySpec[]);
	if (Origin !== 'AWS_KMS' && Origin !== 'EXTERNAL')
		throw new NotModelledError(`the origin ${Origin}`);
	return { spec, usage: usageOf(spec, KeyUsage), origin: Origin };
}

function usageOf(spec: ModelledKeySpec, named: CreateKeyRequest['KeyUsage']): Kind['usage'] {
	if (named === undefined) {
		if (spec === 'SYMMETRIC_DEFAULT') return 'ENCRYPT_DECRYPT';
		throw new KmsError(
			'ValidationException',
			'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.'
		);
	}
	if (factsOf(spec).usages.includes(named)) return named;
	if (named === 'KEY_AGREEMENT' && spec.startsWith('ECC_'))
		throw new NotModelledError('the key usage KEY_AGREEMENT');
	throw new KmsError(
		'ValidationException',
		`KeyUsage ${named} is not compatible with KeySpec ${spec}`
	);
}

/** KCK: parameters stand in the request with their defaults, the lockout check's only when it is given. */
function contextOf(input: CreateKeyRequest, { spec, usage, origin }: Kind): Call['base'] {
	const { BypassPolicyLockoutSafetyCheck: bypass, Tags = [] } = input;
	return {
		'kms:KeySpec': spec,
		'kms:KeyUsage': usage,
		'kms:CustomerMasterKeySpec': spec,
		'kms:CustomerMasterKeyUsage': usage,
		'kms:KeyOrigin': origin,
		'kms:MultiRegion': false,
		...(bypass === undefined ? {} : { 'kms:BypassPolicyLockoutSafetyCheck': bypass }),
		...tagKeys(Tags)
	};
}
