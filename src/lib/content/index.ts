/** The shape of the curriculum: what authors write, and what the compiler makes of it. */
export * from './schema.ts';
export type * from './types.ts';
export { atDepth } from './routes.ts';
export { figureNames, type FigureName } from './figures.ts';
export { labSteps, type LabScenarioId } from './lab.ts';
export { codeLanguage, codeLanguages, type CodeLanguage } from './languages.ts';
export { searchOptions } from './search.ts';
