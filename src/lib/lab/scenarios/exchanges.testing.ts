/** The calls that the Lab's scenarios make, for the tests of the code that the Lab shows for them. */
import { labScenarios } from '#lib/content/index.ts';
import { begin } from '../engine/session.testing.ts';
import type { Exchange } from '../engine/types.ts';
import { loadScenario } from './index.ts';

/**
 * Every scenario walked to its end with its initial inputs: of calls of one operation with the same
 * members, one.
 */
export async function exchangesOfTheLab(): Promise<Exchange[]> {
	const found = new Map<string, Exchange>();
	for (const [id, { steps }] of Object.entries(labScenarios)) {
		const session = begin(await loadScenario(id));
		await session.to(steps.length - 1);
		for (const exchange of session.shots.flatMap(({ exchanges }) => exchanges))
			found.set(`${exchange.operation} ${Object.keys(exchange.request).sort().join()}`, exchange);
	}
	return [...found.values()];
}
