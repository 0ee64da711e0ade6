import { getExams, getModules } from '#lib/server/index.ts';

/** Where to begin to read, and the names of the exams, each once whatever its version. */
export const load = async () => {
	const [module] = await getModules();
	const [lesson] = module?.lessons ?? [];
	const names = (await getExams()).map(({ id, title }) =>
		title.replace(` (${id})`, '').replace(/^AWS Certified /, '')
	);
	return {
		first: module && lesson ? `learn/${module.id}/${lesson.slug}/` : 'learn/',
		exams: [...new Set(names)]
	};
};
