export type * from './types.ts';
export type { AuthoredQuestion, Exam, Fact, Misconception, Term } from './schema.ts';
