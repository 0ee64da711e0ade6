import { getFacts, getIndex, getLicences } from '#lib/server/index.ts';

/** What this copy rests on, counted when it was built. */
export const load = async () => {
	const [licences, facts, { questions }] = await Promise.all([
		getLicences(),
		getFacts(),
		getIndex()
	]);
	const days = facts.map(({ checked }) => checked).sort();
	return {
		licences,
		questions: questions.length,
		facts: {
			count: facts.length,
			sources: new Set(facts.map(({ source }) => source.url)).size,
			reported: facts.filter(({ confidence }) => confidence !== 'documented').length,
			oldest: days[0] ?? '',
			latest: days.at(-1) ?? ''
		}
	};
};
