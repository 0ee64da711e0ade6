/** Comes with the first bank of questions: most pages ask none. */
export { unpackBank } from '#lib/content/index.ts';
