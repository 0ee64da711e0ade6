/** Faults on demand: what AWS does on a bad day, by name. */
import type { KmsOperation } from '../client.ts';
import { KmsError } from '../errors.ts';
import type { Duration } from './clock.ts';

export type Fault =
	| {
			/** The service answers with this error. */
			name:
				| 'ThrottlingException'
				| 'KeyUnavailableException'
				| 'KMSInternalException'
				| 'DependencyTimeoutException';
			/** Of this operation alone. */
			operation?: KmsOperation;
			/** For calls that use this key alone. */
			keyArn?: string;
			/** How often; until it is lifted unless told otherwise. */
			times?: number;
	  }
	| {
			/** Grants that are made meanwhile count without their token only after this time. */
			name: 'GrantNotPropagated';
			/** Five minutes unless told otherwise (they usually need less). */
			delay?: Duration;
	  }
	| {
			/** A key is in a state that nothing modelled here brings about. */
			name: 'KeyState';
			keyArn: string;
			state: 'Unavailable' | 'Creating' | 'Updating';
	  };

export interface Faults {
	/** Begins a fault. Gives the way to end it. */
	inject(fault: Fault): () => void;
}

/** The faults of one world, as the service sees them. */
export interface ActiveFaults extends Faults {
	readonly active: readonly Readonly<Fault>[];
	/** @throws {KmsError} when a fault hits this call */
	strike(operation: KmsOperation, keyArn?: string): void;
}

/** Texts of the service model, and of the Developer Guide for throttling. */
const texts = {
	ThrottlingException:
		'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
	KeyUnavailableException:
		'The request was rejected because the specified KMS key was not available. You can retry the request.',
	KMSInternalException:
		'The request was rejected because an internal exception occurred. The request can be retried.',
	DependencyTimeoutException:
		'The system timed out while trying to fulfill the request. You can retry the request.'
} as const;

/** Operations that use a key's material: of those the model lists KeyUnavailableException. */
const usesMaterial: readonly KmsOperation[] = [
	'Encrypt',
	'Decrypt',
	'ReEncrypt',
	'GenerateDataKey',
	'GenerateDataKeyWithoutPlaintext',
	'Sign',
	'Verify',
	'GenerateMac',
	'VerifyMac',
	'GetPublicKey'
];

/** No faults yet, or these. */
export function createFaults(...initial: Fault[]): ActiveFaults {
	const active: Fault[] = [];
	const inject = (fault: Fault) => {
		const own = { ...fault };
		active.push(own);
		return () => {
			const at = active.indexOf(own);
			if (at >= 0) active.splice(at, 1);
		};
	};
	initial.forEach(inject);
	return {
		active,
		inject,
		strike(operation, keyArn) {
			const hit = active.find(
				(fault): fault is Extract<Fault, { operation?: KmsOperation }> =>
					fault.name in texts &&
					(fault.name !== 'KeyUnavailableException' || usesMaterial.includes(operation)) &&
					// A fault of a key strikes when the key is used, any other as the call comes in.
					isOfKey(fault) === (keyArn !== undefined) &&
					(!('operation' in fault) || fault.operation === operation) &&
					(!('keyArn' in fault) || fault.keyArn === keyArn)
			);
			if (!hit) return;
			if (hit.times !== undefined && --hit.times <= 0) active.splice(active.indexOf(hit), 1);
			throw new KmsError(hit.name, texts[hit.name]);
		}
	};
}

function isOfKey(fault: Fault): boolean {
	return 'keyArn' in fault || fault.name === 'KeyUnavailableException';
}
