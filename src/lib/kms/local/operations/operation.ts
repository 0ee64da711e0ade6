import type { KmsInput, KmsOperation, KmsOutput } from '../../client.ts';
import type { Call } from '../call.ts';

/** One operation of the API. */
export interface Operation<Op extends KmsOperation> {
	/** Whether it leaves keys, aliases and grants as they are; CloudTrail says so of every call. */
	readonly readOnly: boolean;
	/** Carries it out. Refuses by throwing a `KmsError`, before anything has changed. */
	readonly run: (call: Call, input: KmsInput<Op>) => Promise<KmsOutput<Op>> | KmsOutput<Op>;
}
