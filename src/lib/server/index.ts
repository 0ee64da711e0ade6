/** Build time only: reads, checks and compiles `content/`. Kit keeps this room out of the browser. */
export { checkContent, loadCurriculum } from './curriculum.ts';
export { ContentError, lineOf, type Defect } from './defects.ts';
