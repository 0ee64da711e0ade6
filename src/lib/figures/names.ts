/** The figures that a lesson can name. */
export const figureNames = [
	'envelope-encrypt',
	'envelope-decrypt',
	'two-keys',
	'what-is-stored',
	'context-binding',
	'key-hierarchy'
] as const;

export type FigureName = (typeof figureNames)[number];
