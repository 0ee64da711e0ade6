/** One call on its way through the service: who calls, where, and what it touched for the audit trail. */
import { equalBytes } from '#lib/crypto/index.ts';
import type { RandomBytes } from '#lib/crypto/index.ts';
import type { Principal } from '#lib/iam/index.ts';
import { KmsError } from '../errors.ts';
import type { Clock } from './clock.ts';
import { arnOf, materialIdOf } from './keys.ts';
import type { KmsKey } from './keys.ts';
import { required } from './validate.ts';

/** What all callers and Regions share. */
export interface World {
	readonly accountId: string;
	readonly clock: Clock;
	readonly random: RandomBytes;
	/** By ARN. */
	readonly keys: Map<string, KmsKey>;
}

export class Call {
	readonly world: World;
	readonly region: string;
	readonly principal: Principal;
	/** ARNs the call was about. */
	readonly resources: string[] = [];
	keyMaterialId: string | undefined;

	constructor(world: World, region: string, principal: Principal) {
		this.world = world;
		this.region = region;
		this.principal = principal;
	}

	/**
	 * The key that a `KeyId` member names, noted in the trail whether it exists or not.
	 * @throws {KmsError} `ValidationException` when the member is missing, `NotFoundException` when there is no such key
	 */
	key(keyId: string | undefined): KmsKey {
		const arn = arnOf(required('keyId', keyId), {
			region: this.region,
			accountId: this.principal.accountId
		});
		this.resources.push(arn);
		const key = this.world.keys.get(arn);
		if (!key) throw new KmsError('NotFoundException', `Key '${arn}' does not exist`);
		return key;
	}

	/** The key of this Region that holds this material, if any. */
	keyOfMaterial(id: Uint8Array): KmsKey | undefined {
		return [...this.world.keys.values()].find(
			(key) => key.region === this.region && equalBytes(key.material.id, id)
		);
	}

	/** Notes that the call used a key's material. */
	used(key: KmsKey): void {
		if (!this.resources.includes(key.arn)) this.resources.push(key.arn);
		this.keyMaterialId = materialIdOf(key);
	}

	/** @throws {KmsError} `DryRunOperationException`: all would have gone well, and nothing was done */
	assertNotDryRun({ DryRun }: { DryRun?: boolean | undefined }): void {
		if (DryRun)
			throw new KmsError(
				'DryRunOperationException',
				'The request would have succeeded, but the DryRun option is set.'
			);
	}
}
