import { NotModelledError } from '../../errors.ts';
import { createKeyMaterial } from '../key-material.ts';
import { createUuid, describe, keyArn } from '../keys.ts';
import type { KmsKey } from '../keys.ts';
import { assertLength, assertModelled } from '../validate.ts';
import type { Handler } from './handler.ts';

export const createKey: Handler<'CreateKey'> = async (call, input) => {
	const { KeySpec = 'SYMMETRIC_DEFAULT', KeyUsage, Origin, Description = '' } = input;
	if (KeySpec !== 'SYMMETRIC_DEFAULT') throw new NotModelledError(`the key spec ${KeySpec}`);
	if (KeyUsage !== undefined && KeyUsage !== 'ENCRYPT_DECRYPT')
		throw new NotModelledError(`the key usage ${KeyUsage}`);
	if (Origin !== undefined && Origin !== 'AWS_KMS')
		throw new NotModelledError(`the origin ${Origin}`);
	assertModelled(
		input,
		'CustomerMasterKeySpec',
		'Policy',
		'BypassPolicyLockoutSafetyCheck',
		'Tags',
		'MultiRegion',
		'CustomKeyStoreId',
		'XksKeyId'
	);
	assertLength('description', Description, 0, 8192);

	const { world, region, principal } = call;
	const id = createUuid(world.random);
	const key: KmsKey = {
		id,
		arn: keyArn(region, principal.accountId, id),
		accountId: principal.accountId,
		region,
		created: world.clock.now(),
		description: Description,
		state: 'Enabled',
		material: await createKeyMaterial(world.random)
	};
	world.keys.set(key.arn, key);
	call.resources.push(key.arn);
	return { KeyMetadata: describe(key) };
};
