import type { ExamView } from '#lib/content/index.ts';

/**
 * How many questions are tagged with each task of these exams, by `SCS-C03/5.2`, in the order of the
 * exams; none is 0.
 */
export function examTaskCounts(
	exams: readonly ExamView[],
	questions: readonly { exam: readonly string[] }[]
): Record<string, number> {
	const counts = new Map<string, number>();
	for (const { id, tasks } of exams) for (const task of tasks) counts.set(`${id}/${task.id}`, 0);
	for (const { exam } of questions)
		for (const task of new Set(exam)) counts.set(task, (counts.get(task) ?? 0) + 1);
	return Object.fromEntries(counts);
}
