/** What is kept and shared of a walk, and the same done once more: its acts and breaks in their order, with fresh keys. */
import { fieldsOf } from './breaks.ts';
import { fittingInputs } from './fields.ts';
import { Session } from './session.ts';
import type { BreakCode } from './types.ts';
import type {
	Broken,
	Change,
	DoneBreak,
	LabState,
	PlacedBreak,
	Saved,
	Walk
} from './walk.svelte.ts';

/** What is kept and shared of a walk: the last sound inputs, and everything that was done. */
export function stateOf({ code, steps, now }: Walk): LabState {
	const { inputs, acts } = now.session;
	const broken = now.broken && { id: now.broken.id, values: now.broken.values };
	const breaks = now.breaks.map(({ id, values, at, after }) => ({ id, values, at, after }));
	const isAll =
		breaks.length === (broken ? 1 : 0) && (breaks[0]?.after ?? acts.length) === acts.length;
	return {
		scenario: code.id,
		inputs,
		acts,
		step: steps[now.index] ?? '',
		...(broken ? { broken } : {}),
		...(isAll ? {} : { breaks })
	};
}

/** Shows a state that was checked, with all that was done in it; until then the walk stays as it is. */
export async function replay(walk: Walk, state: LabState, notice: string): Promise<void> {
	const { code, steps, content } = walk;
	const inputs = fittingInputs(code.fields, state.inputs);
	// In the page, whatever is connected: nobody has been told how many calls this would make.
	const whole = Session.begin(code, steps, inputs, { acts: state.acts });
	const index = Math.max(0, steps.indexOf(state.step));
	const title = (at: number) => content.steps[at]?.title ?? '';
	const done: Change[] = [];
	let breaks: readonly DoneBreak[] = [];
	let broken: Broken | undefined;
	const before = (session: Session, at: number): Saved => ({
		session,
		inputs,
		index: at,
		broken: breaks.at(-1)?.at === at ? broken : undefined,
		breaks
	});
	for (let acts = 0; acts <= state.acts.length; acts++) {
		const session = whole.upTo(acts);
		for (const one of breaksOf(state, index)) {
			if (one.after !== acts) continue;
			const made = await breakAgain(session, one, walk);
			if (!made) continue;
			const name = content.breaks.find(({ id }) => id === one.id)?.title ?? one.id;
			done.push({ label: `Broken: ${name}`, at: title(one.at), before: before(session, one.at) });
			breaks = [...breaks, made.done];
			broken = made.broken;
		}
		const act = state.acts[acts];
		if (!act) break;
		const told = code.acts?.find(({ id }) => id === act.id)?.told(act.values) ?? act.id;
		done.push({ label: told, at: title(act.at), before: before(session, act.at) });
		broken = undefined;
	}
	await whole.to(index);
	const now = before(whole, index);
	walk.open(state.broken ? now : { ...now, broken: undefined }, done, notice);
}

/** Before several were kept, a state had the one that showed. */
function breaksOf({ acts, broken, breaks }: LabState, index: number): readonly PlacedBreak[] {
	return breaks ?? (broken ? [{ ...broken, at: index, after: acts.length }] : []);
}

async function breakAgain(
	session: Session,
	{ id, values, at, after }: PlacedBreak,
	{ code, steps }: Walk
): Promise<{ done: DoneBreak; broken: Broken } | undefined> {
	const offers = (one: BreakCode) =>
		one.id === id && one.at.includes(steps[at] ?? '') && (one.when?.(session.inputs) ?? true);
	const found = code.breaks?.find(offers);
	if (!found) return undefined;
	await session.to(at);
	const moment = session.shots[at];
	if (!moment) return undefined;
	// What bytes there are to choose from shows only here, so what a link says is held against it here.
	const fields = fieldsOf(found, { inputs: session.inputs, moment, values });
	const fitting = fittingInputs(fields, values);
	const { outcome, exchanges } = await session.attempt(at, found, fitting);
	return {
		done: { id, values: fitting, at, after, exchanges },
		broken: { id, values: fitting, outcome, exchanges }
	};
}
