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
	/** It stands between the two that a line joins, and the line goes past it. */
	beside?: boolean;
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
	/** How many stand in the fullest column. */
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
	const rowOf = (id: ActorId) =>
		Math.max(0, ...stacks.map((stack) => stack.findIndex((one) => one.id === id)));
	const deep = Math.max(...stacks.map(({ length }) => length));
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
				pieces.push({
					is: 'lane',
					lane,
					past: stacks.slice(from + 1, to).flatMap((passed) => passed.map(({ name }) => name)),
					cell: {
						col: from * 2 + 2,
						cols: (to - from) * 2 - 1,
						row: lowest < 0 ? Math.max(...lane.between.map(rowOf)) + 1 : deep + 1 + lowest,
						rows: 1
					}
				});
			}
			const isLast = row === stack.length - 1;
			const bottom = isLast ? deep + (ends ? under.length : 0) : row + 1;
			pieces.push({
				is: 'actor',
				actor,
				// Who is passed by below is as high as what it holds; so are an HSM and whoever has somebody
				// below, or a box would be drawn around nothing. Where several lines end
				// one below the other, each has to meet a wall.
				high: isLast && (ends || bottom - row > 1 || (actor.kind !== 'kms' && under.length === 0)),
				cell: { col: column * 2 + 1, cols: 1, row: row + 1, rows: bottom - row }
			});
		}
	}
	for (const [end, piece] of pieces.entries()) {
		if (piece.is !== 'lane' || piece.past.length === 0) continue;
		const [first] = piece.lane.between;
		const begin = pieces.findIndex((one) => one.is === 'actor' && one.actor.id === first);
		for (const passed of pieces.slice(begin + 1, end)) passed.beside = true;
	}
	const gaps = spans.filter(({ from, to }) => to - from === 1).map(({ to }) => to);
	return { columns: stacks.length, deep, gaps: [...new Set(gaps)], pieces };
}
