/** Drills: questions that templates make, with answers that are computed by the core. */
export { DrillError } from './errors.ts';
export { generate, templates } from './generate.ts';
export type { Facts, Template } from './template.ts';
