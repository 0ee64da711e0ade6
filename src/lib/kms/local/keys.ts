/** What the API shows of a key. */
import type { KeyMetadata, KeyState } from '@aws-sdk/client-kms';
import type { KeyRecord, MaterialRecord } from './records.ts';
import { factsOf } from './specs.ts';

/** The material that encrypts; none before the first import. */
export function currentMaterial(key: KeyRecord): MaterialRecord | undefined {
	return key.materials.find(({ state }) => state === 'CURRENT');
}

/** Algorithms of the key for its one usage, under the names of the members that list them. */
export function algorithmsOf({ spec, usage }: KeyRecord) {
	const { encryption = [], signing = [], mac = [] } = factsOf(spec);
	return {
		...(usage === 'ENCRYPT_DECRYPT' ? { EncryptionAlgorithms: [...encryption] } : {}),
		...(usage === 'SIGN_VERIFY' ? { SigningAlgorithms: [...signing] } : {}),
		...(usage === 'GENERATE_VERIFY_MAC' ? { MacAlgorithms: [...mac] } : {})
	};
}

/** `KeySpec` under its own name and under that of the member it replaced, which AWS still sends. */
export function specMembers({ spec }: KeyRecord) {
	const deprecated = { CustomerMasterKeySpec: spec } as const;
	return { ...deprecated, KeySpec: spec };
}

/** The key as DescribeKey and CreateKey show it [S]. */
export function describe(key: KeyRecord, state: KeyState = key.state): KeyMetadata {
	const current = currentMaterial(key);
	const imported = current?.kept ? current.imported : undefined;
	return {
		AWSAccountId: key.accountId,
		Arn: key.arn,
		CreationDate: key.created,
		// Only symmetric encryption keys have material that changes, and an id for it [M].
		...(current && key.spec === 'SYMMETRIC_DEFAULT' ? { CurrentKeyMaterialId: current.id } : {}),
		...specMembers(key),
		Description: key.description,
		Enabled: state === 'Enabled',
		...algorithmsOf(key),
		KeyId: key.id,
		KeyManager: 'CUSTOMER',
		KeyState: state,
		KeyUsage: key.usage,
		MultiRegion: false,
		Origin: key.origin,
		...(key.deletionDate ? { DeletionDate: key.deletionDate } : {}),
		...(imported ? { ExpirationModel: imported.expires } : {}),
		...(imported?.validTo ? { ValidTo: imported.validTo } : {})
	};
}
