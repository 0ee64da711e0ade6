/** Where actors and lines stand: columns in reading order, lines in the gaps or past who is between. */
import type { ActorId, ActorPlace, LanePlace, StagePlan } from './types.ts';

/** A cell of the stage's grid. Tracks count from 1; odd columns are actors, even ones gaps. */
export interface Cell {
	col: number;
	cols: number;
	row: number;
	rows: number;
}

export type Piece = {
	cell: Cell;
} & (
	| { is: 'actor'; actor: ActorPlace; high: boolean }
	| {
			is: 'lane';
			lane: LanePlace;
			/** The names of those whom the line passes by; none where it fills a gap. */
			past: readonly string[];
	  }
);

export interface Layout {
	columns: number;
	/** How many rows they stand in. */
	deep: number;
	/** Gaps in which a line runs, counted from 1. */
	gaps: readonly number[];
	/** In reading order: a line stands before the second of the two it joins. */
	pieces: readonly Piece[];
}

export function layOut({ actors, lanes }: StagePlan): Layout {
	const stacks: ActorPlace[][] = [];
	for (const actor of actors) {
		const last = stacks.at(-1);
		if (actor.below && last) last.push(actor);
		else stacks.push([actor]);
	}
	const columnOf = (id: ActorId) => stacks.findIndex((stack) => stack.some((one) => one.id === id));
	const several = stacks.filter(({ length }) => length > 1);
	// Of two such columns the later begins its second place a row further down: there, nobody waits for
	// the end of whoever stands first in the other.
	const deep = Math.max(...stacks.map(({ length }) => length)) + (several.length > 1 ? 1 : 0);
	const topOf = (stack: ActorPlace[], row: number) =>
		row > 0 && several.indexOf(stack) > 0 ? row + 2 : row + 1;
	const rowsOf = (id: ActorId): [first: number, last: number] => {
		const stack = stacks[columnOf(id)] ?? [];
		const row = stack.findIndex((one) => one.id === id);
		return [topOf(stack, row), row < stack.length - 1 ? topOf(stack, row + 1) - 1 : deep];
	};
	const spans = lanes.map((lane) => {
		const [a, b] = lane.between.map(columnOf) as [number, number];
		return { lane, from: Math.min(a, b), to: Math.max(a, b) };
	});
	const under = spans.filter(({ from, to }) => to - from > 1);

	const pieces: Piece[] = [];
	for (const [column, stack] of stacks.entries()) {
		const ends = under.some(({ from, to }) => from === column || to === column);
		for (const [row, actor] of stack.entries()) {
			// A line stands before whom it leads to: where all is one column it is read, and drawn, there.
			for (const { lane, from, to } of spans) {
				if (to !== column || !lane.between.includes(actor.id)) continue;
				const lowest = under.findIndex((span) => span.lane === lane);
				const both = lane.between.map(rowsOf);
				const first = Math.max(...both.map(([top]) => top));
				pieces.push({
					is: 'lane',
					lane,
					past: stacks.slice(from + 1, to).flatMap((passed) => passed.map(({ name }) => name)),
					cell: {
						col: from * 2 + 2,
						cols: (to - from) * 2 - 1,
						row: lowest < 0 ? first : deep + 1 + lowest,
						rows: lowest < 0 ? Math.min(...both.map(([, last]) => last)) - first + 1 : 1
					}
				});
			}
			const isLast = row === stack.length - 1;
			const [top, last] = rowsOf(actor.id);
			// Whom a line leaves may hold more than there is beside it: what is left below is theirs.
			const left = deep === 1 && under.some(({ from }) => from === column) ? 1 : 0;
			const rows = last - top + 1 + (isLast && ends ? under.length : 0) + left;
			pieces.push({
				is: 'actor',
				actor,
				// Who is passed by below is as high as what it holds; so are an HSM and whoever has somebody
				// below, or a box would be drawn around nothing. Where several lines end
				// one below the other, each has to meet a wall.
				high: isLast && (ends || rows > 1 || (actor.kind !== 'kms' && under.length === 0)),
				cell: { col: column * 2 + 1, cols: 1, row: top, rows }
			});
		}
	}
	const gaps = spans.filter(({ from, to }) => to - from === 1).map(({ to }) => to);
	return { columns: stacks.length, deep, gaps: [...new Set(gaps)], pieces };
}

/**
 * In one column a line is drawn past whoever stands between the two that it joins: classes of the
 * line, and of what it passes, the first of which may bear its arrow. `target` says to whom something
 * travels on a line. Where several share a column of the stage, a line shows only while it is used.
 */
export function passing(
	{ pieces, deep }: Layout,
	target: (between: LanePlace['between']) => ActorId | undefined
): ReadonlyMap<Piece, readonly string[]> {
	const classes = new Map<Piece, string[]>();
	const add = (piece: Piece, name: string) =>
		classes.set(piece, [...(classes.get(piece) ?? []), name]);
	const shown = pieces.filter(
		(piece) => deep === 1 || piece.is === 'actor' || target(piece.lane.between)
	);
	for (const [end, line] of shown.entries()) {
		if (line.is === 'actor') continue;
		const [first] = line.lane.between;
		const begin = shown.findIndex((one) => one.is === 'actor' && one.actor.id === first);
		const passed = shown.slice(begin + 1, end);
		// Two of them beside each other would read as one.
		if (!passed.some(({ is }) => is === 'actor') || passed.some((one) => classes.has(one)))
			continue;
		add(line, 'passing');
		for (const piece of passed) add(piece, 'beside');
		if (passed[0] && target(line.lane.between) === first) add(passed[0], 'head');
	}
	return classes;
}
