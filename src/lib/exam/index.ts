/** The exam simulation: choosing an exam, sitting it, what it came to. */
export { default as ExamHome } from './ExamHome.svelte';
export { default as Report } from './Report.svelte';
export { default as Sit } from './Sit.svelte';
