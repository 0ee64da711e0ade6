import { getExams, getExamTaskCounts } from '#lib/server/index.ts';

export const load = async () => ({
	exams: await getExams(),
	questions: await getExamTaskCounts()
});
