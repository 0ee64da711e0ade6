/** Progress: what the log says about where a learner stands. */
export { default as ProgressPage } from './ProgressPage.svelte';
export { default as Today } from './Today.svelte';
