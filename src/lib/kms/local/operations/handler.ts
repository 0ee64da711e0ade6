import type { KmsInput, KmsOperation, KmsOutput } from '../../client.ts';
import type { Call } from '../call.ts';

/** Carries out one operation. Refuses by throwing a `KmsError`. */
export type Handler<Op extends KmsOperation> = (
	call: Call,
	input: KmsInput<Op>
) => Promise<KmsOutput<Op>> | KmsOutput<Op>;
