/** The Learn pages: modules, lessons, glossary. */
export { default as ChangesView } from './ChangesView.svelte';
export { default as GlossaryView } from './GlossaryView.svelte';
export { default as LearnView } from './LearnView.svelte';
export { default as LessonView } from './LessonView.svelte';
export { default as ModuleView } from './ModuleView.svelte';
export { default as Passage } from './Passage.svelte';
export { passagesOf } from './passages.ts';
export { default as SheetView } from './SheetView.svelte';
