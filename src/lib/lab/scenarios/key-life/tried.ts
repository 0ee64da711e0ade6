import { KmsError } from '#lib/kms/index.ts';

/** What came of a call: an answer, or the service's refusal. */
export type Tried<Answer> =
	{ answer: Answer; refused?: undefined } | { answer?: undefined; refused: KmsError };

/** Lets the service refuse; anything else that goes wrong is a fault of the page. */
export async function tried<Answer>(call: Promise<Answer>): Promise<Tried<Answer>> {
	try {
		return { answer: await call };
	} catch (refused) {
		if (refused instanceof KmsError) return { refused };
		throw refused;
	}
}
