/** The drawings a lesson can show with `:::figure NAME`; each is a component of the learn room. */
export const figureNames = [
	'envelope-encrypt',
	'envelope-decrypt',
	'what-is-stored',
	'two-keys',
	'key-hierarchy',
	'context-binding'
] as const;

export type FigureName = (typeof figureNames)[number];
