/** Exams: their figures and dates, the one a learner prepares for, and what to know about it. */
export { default as ExamLine } from './ExamLine.svelte';
export { default as ExamNews } from './ExamNews.svelte';
export { default as ExamsView } from './ExamsView.svelte';
export { default as Figures } from './Figures.svelte';
export { default as MyExamForm } from './MyExamForm.svelte';
export { figureRows } from './figures.ts';
export { dayOf, daysUntil, examNews, standingOf, type Standing } from './news.ts';
