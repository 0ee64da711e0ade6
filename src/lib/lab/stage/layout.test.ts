import { expect, it } from 'vitest';
import { layOut, passing } from './layout.ts';
import type { ActorPlace } from './types.ts';

const actor = (id: string, below = false): ActorPlace => ({
	id,
	name: id,
	where: '',
	kind: id === 'kms' ? 'kms' : 'person',
	below
});
const order = (plan: Parameters<typeof layOut>[0]) =>
	layOut(plan).pieces.map((piece) =>
		piece.is === 'actor' ? piece.actor.id : piece.lane.between.join('-')
	);

it('puts a line into the gap between neighbours, and one below past who stands between', () => {
	const plan = {
		actors: [actor('app'), actor('kms'), actor('store')],
		lanes: [{ between: ['app', 'kms'] as const }, { between: ['app', 'store'] as const }]
	};
	expect(order(plan)).toEqual(['app', 'app-kms', 'kms', 'app-store', 'store']);
	const { columns, gaps, pieces } = layOut(plan);
	expect([columns, gaps]).toEqual([3, [1]]);
	expect(pieces.map(({ cell }) => cell)).toEqual([
		// Below the line is what the first holds beyond the height of the others.
		{ col: 1, cols: 1, row: 1, rows: 3 },
		{ col: 2, cols: 1, row: 1, rows: 1 },
		{ col: 3, cols: 1, row: 1, rows: 1 },
		{ col: 2, cols: 3, row: 2, rows: 1 },
		{ col: 5, cols: 1, row: 1, rows: 2 }
	]);
	expect(pieces[3]).toMatchObject({ past: ['kms'] });
});

it('lets every line end at a wall: AWS KMS is as high as the two who call it', () => {
	const plan = {
		actors: [actor('ana'), actor('ben', true), actor('kms'), actor('store')],
		lanes: [
			{ between: ['ana', 'kms'] as const },
			{ between: ['ben', 'kms'] as const },
			{ between: ['ben', 'store'] as const }
		]
	};
	const high = layOut(plan).pieces.flatMap((piece) =>
		piece.is === 'actor' && piece.high ? [piece.actor.id] : []
	);
	expect(high).toContain('kms');
	// Ben meets the line below; Ana is no higher than what she holds.
	expect(high).toContain('ben');
	expect(high).not.toContain('ana');
});

it('reads a line where it leads to, in a column of several too', () => {
	const plan = {
		actors: [actor('app'), actor('s3'), actor('bucket'), actor('kms', true)],
		lanes: [
			{ between: ['app', 's3'] as const },
			{ between: ['s3', 'bucket'] as const },
			{ between: ['s3', 'kms'] as const },
			{ between: ['app', 'kms'] as const }
		]
	};
	expect(order(plan)).toEqual([
		'app',
		'app-s3',
		's3',
		's3-bucket',
		'bucket',
		's3-kms',
		'app-kms',
		'kms'
	]);
});

it('stacks those who share a column, each with a line of its own', () => {
	const plan = {
		actors: [actor('ana'), actor('ben', true), actor('kms')],
		lanes: [{ between: ['ana', 'kms'] as const }, { between: ['ben', 'kms'] as const }]
	};
	expect(order(plan)).toEqual(['ana', 'ben', 'ana-kms', 'ben-kms', 'kms']);
	expect(layOut(plan).pieces.map(({ cell: { row, rows } }) => [row, rows])).toEqual([
		[1, 1],
		[2, 1],
		[1, 1],
		[2, 1],
		[1, 2]
	]);
});

it('lets nobody wait for the end of whoever stands first in another column', () => {
	const plan = {
		actors: [actor('ana'), actor('app', true), actor('s3'), actor('bucket'), actor('kms', true)],
		lanes: [
			{ between: ['ana', 's3'] as const },
			{ between: ['app', 's3'] as const },
			{ between: ['s3', 'bucket'] as const },
			{ between: ['s3', 'kms'] as const },
			{ between: ['app', 'kms'] as const }
		]
	};
	const { deep, pieces } = layOut(plan);
	expect(deep).toBe(3);
	const rows = Object.fromEntries(
		pieces.map((piece) => [
			piece.is === 'actor' ? piece.actor.id : piece.lane.between.join('-'),
			[piece.cell.row, piece.cell.row + piece.cell.rows - 1]
		])
	);
	expect(rows).toEqual({
		ana: [1, 1],
		app: [2, 4],
		'ana-s3': [1, 1],
		'app-s3': [2, 3],
		s3: [1, 3],
		bucket: [1, 2],
		's3-bucket': [1, 2],
		kms: [3, 4],
		's3-kms': [3, 3],
		'app-kms': [4, 4]
	});
});

it('draws a line past whoever stands between in one column, while something travels there', () => {
	const layout = layOut({
		actors: [actor('ana'), actor('ben', true), actor('kms'), actor('store')],
		lanes: [{ between: ['ana', 'kms'] }, { between: ['ben', 'kms'] }, { between: ['ben', 'store'] }]
	});
	const drawn = (...journeys: [from: string, to: string][]) =>
		[
			...passing(layout, (between) => {
				const journey = journeys.find((ends) => ends.every((end) => between.includes(end)));
				return journey?.[1];
			})
		].map(([piece, classes]) =>
			[piece.is === 'actor' ? piece.actor.id : piece.lane.between.join('-'), ...classes].join(' ')
		);
	expect(drawn()).toEqual([]);
	expect(drawn(['ben', 'kms'])).toEqual([]);
	expect(drawn(['ana', 'kms'])).toEqual(['ana-kms passing', 'ben beside']);
	expect(drawn(['kms', 'ana'])).toEqual(['ana-kms passing', 'ben beside head']);
	expect(drawn(['kms', 'ben'], ['store', 'ben'])).toEqual([
		'ben-store passing',
		'ben-kms beside head',
		'kms beside'
	]);
	// One that would go on where another ends is not drawn: the two would read as one.
	expect(drawn(['ana', 'kms'], ['ben', 'store'])).toEqual(['ana-kms passing', 'ben beside']);
});
