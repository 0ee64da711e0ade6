/** Scenarios walked without a page, for their tests. */
import { labScenarios } from '#lib/content/index.ts';
import type { LabScenarioId } from '#lib/content/index.ts';
import type { Thing } from '../stage/types.ts';
import { initialInputs } from './fields.ts';
import type { Inputs } from './fields.ts';
import { Session } from './session.ts';
import type { PlacedAct } from './session.ts';
import type { BreakCode, Outcome, ScenarioCode, Shot } from './types.ts';

export const noon = new Date('2026-11-21T12:00:00Z');

/** A session with inputs of its own beside the initial ones; nothing is computed yet. */
export function begin<Id extends LabScenarioId>(
	code: ScenarioCode<Id>,
	inputs: Inputs = {},
	acts: readonly PlacedAct[] = []
): Session {
	return Session.begin(
		code,
		labScenarios[code.id].steps,
		{ ...initialInputs(code.fields), ...inputs },
		{ now: noon, acts }
	);
}

/** Every picture of a scenario, by its step. */
export async function walkThrough<Id extends LabScenarioId>(
	code: ScenarioCode<Id>,
	inputs: Inputs = {}
): Promise<Record<(typeof labScenarios)[Id]['steps'][number], Shot>> {
	const session = begin(code, inputs);
	const { steps } = labScenarios[code.id];
	await session.to(steps.length - 1);
	return Object.fromEntries(steps.map((step, index) => [step, session.shots[index]])) as Record<
		(typeof labScenarios)[Id]['steps'][number],
		Shot
	>;
}

/** What comes of a break at a step of a session. */
export async function attempt(
	session: Session,
	code: ScenarioCode,
	{ step, id, values = {} }: { step: string; id: string; values?: Inputs }
): Promise<Outcome> {
	const index = (labScenarios[code.id].steps as readonly string[]).indexOf(step);
	const found = code.breaks?.find((one: BreakCode) => one.id === id && one.at.includes(step));
	if (index < 0 || !found) throw new Error(`${code.id} has no break "${id}" at "${step}"`);
	return (await session.attempt(index, found, values)).outcome;
}

export const names = (shot: Shot, actor: string) =>
	(shot.holds[actor] ?? []).map(({ name }) => name);

export function find(shot: Shot, actor: string, name: string): Thing {
	const thing = shot.holds[actor]?.find((held) => held.name === name);
	if (!thing) throw new Error(`${actor} holds no ${name}`);
	return thing;
}

export const bytesOf = (thing: Thing, part = 0) => thing.parts[part]?.bytes ?? new Uint8Array();
