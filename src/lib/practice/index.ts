/** Practice: one question answered and explained, and a session of them. */
export { default as QuestionCard } from './QuestionCard.svelte';
export type { AnswerLog } from './log.ts';
