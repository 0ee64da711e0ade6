/**
 * Practice: one question answered and explained, and a session of them. The parts of a question card
 * are here for whoever asks and explains in another order, as the exam does.
 */
export { default as Cards } from './Cards.svelte';
export { default as Drills } from './Drills.svelte';
export { drillRequest, type DrillRequest } from './drill-request.ts';
export { default as Practice } from './Practice.svelte';
export { default as QuestionCard } from './QuestionCard.svelte';
export { default as ChoiceAnswer } from './ChoiceAnswer.svelte';
export { default as Confidence } from './Confidence.svelte';
export { default as Explanation } from './Explanation.svelte';
export { default as FactNote } from './FactNote.svelte';
export { default as MatchingAnswer } from './MatchingAnswer.svelte';
export { default as OrderingAnswer } from './OrderingAnswer.svelte';
export { Attempt } from './attempt.svelte.ts';
export { Disputing } from './disputing.svelte.ts';
export { explain, task } from './explain.ts';
export { keepAnswers, type AnswerLog } from './log.ts';
export { PracticeSession } from './session.svelte.ts';
export { practiceRequest, type PracticeRequest } from './sets.ts';
export { letter } from './text.ts';
export { unsaved } from './unsaved.ts';
