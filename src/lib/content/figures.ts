/** The drawings a lesson can show with `:::figure NAME`; src/lib/figures holds them. */
export const figureNames = [
	'envelope-encrypt',
	'envelope-decrypt',
	'what-is-stored',
	'two-keys',
	'key-hierarchy',
	'context-binding',
	'tls-ends',
	'attested-decrypt',
	'other-account',
	'rotation-labels',
	'decrypt-event',
	'bucket-key',
	'stem-anatomy',
	'sdk-message'
] as const;

export type FigureName = (typeof figureNames)[number];
