/** The shape of the curriculum: what authors write, and what the compiler makes of it. */
export * from './schema.ts';
export type * from './types.ts';
export { figureNames, type FigureName } from './figures.ts';
export { codeLanguage, codeLanguages, type CodeLanguage } from './languages.ts';
export { atDepth } from './routes.ts';
export { searchOptions } from './search.ts';
