/** Practice: one question answered and explained, and a session of them. */
export { default as Practice } from './Practice.svelte';
export { default as QuestionCard } from './QuestionCard.svelte';
export { Disputing } from './disputing.svelte.ts';
export { keepAnswers, type AnswerLog } from './log.ts';
export { PracticeSession } from './session.svelte.ts';
export { practiceRequest, type PracticeRequest } from './sets.ts';
