/**
 * The shape of the curriculum: what authors write, and what the compiler makes of it. The schemas
 * themselves are in `schema.ts`, which only the compiler imports: no page needs them.
 */
export type * from './schema.ts';
export type * from './types.ts';
export { atDepth } from './routes.ts';
export { figureNames, type FigureName } from './figures.ts';
export { labOrder, labScenarios, type LabScenarioId, type LabStepId } from './lab.ts';
export { codeLanguage, codeLanguages, type CodeLanguage } from './languages.ts';
export { Passages } from './passages.ts';
export { choicesIn, packBank, unpackBank, type PackedBank } from './bank.ts';
export {
	findDocuments,
	packIndex,
	searchOptions,
	unpackDocuments,
	unpackIndex,
	type PackedDocument,
	type PackedIndex
} from './search.ts';
