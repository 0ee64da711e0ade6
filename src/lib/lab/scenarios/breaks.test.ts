import { describe, expect, it } from 'vitest';
import { labScenarios } from '#lib/content/index.ts';
import { initialInputs } from '../engine/fields.ts';
import type { Session } from '../engine/session.ts';
import { begin } from '../engine/session.testing.ts';
import type { ScenarioCode } from '../engine/types.ts';
import { loadScenario } from './index.ts';

/** Keys are fresh in every session, and their ids with them. */
const withoutIds = (text = '') => text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID');

/** What each break comes to at a step, with the first value of every field. */
async function broken(session: Session, code: ScenarioCode, index: number) {
	const step = labScenarios[code.id].steps[index] ?? '';
	const found: Record<string, unknown> = {};
	for (const one of code.breaks ?? []) {
		if (one.exact || !one.at.includes(step) || one.when?.(session.inputs) === false) continue;
		const moment = session.shots[index];
		if (!moment) throw new Error(`${code.id} has not come to "${step}"`);
		const { fields = [] } = one;
		const asked =
			typeof fields === 'function'
				? fields({ inputs: session.inputs, moment, values: {} })
				: fields;
		const { outcome } = await session.attempt(index, one, initialInputs(asked));
		found[`${one.id} at ${step}`] = {
			code: outcome.code,
			by: outcome.refusal?.actor,
			message: withoutIds(outcome.refusal?.message)
		};
	}
	return found;
}

describe('what is broken comes to the same when the walk has been computed further', () => {
	it.each(Object.keys(labScenarios))('%s', async (id) => {
		const code = await loadScenario(id);
		const { steps } = labScenarios[code.id];
		const [there, ahead, over] = [begin(code), begin(code), begin(code)];
		await over.to(steps.length - 1);
		for (const index of steps.keys()) {
			await there.to(index);
			const exactly = await broken(there, code, index);
			await ahead.to(index + 1);
			expect(await broken(ahead, code, index)).toEqual(exactly);
			expect(await broken(over, code, index)).toEqual(exactly);
		}
	});
});
