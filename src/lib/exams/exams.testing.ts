import type { ExamView } from '#lib/content/index.ts';

const source = { title: 'The guide', url: 'https://docs.aws.amazon.com/guide' };
const evidence = { source, checked: '2026-09-04', confidence: 'documented' as const };

/** An exam without figures, and what a test wants of it. */
export const examWith = (id: string, rest: Partial<ExamView> = {}): ExamView => ({
	id,
	title: `AWS Certified Something (${id})`,
	figures: {},
	...evidence,
	tasks: [{ id: '2.2', title: 'Encryption' }],
	...rest
});

/** One that ends, the one that follows it, one that has ended, its follower, one without dates. */
export const exams: readonly ExamView[] = [
	examWith('DVA-C02', {
		validTo: '2026-11-30',
		successor: 'DVA-C03',
		dates: { ...evidence, note: 'Other pages said 1 December 2026.' }
	}),
	examWith('DVA-C03', { validFrom: '2026-12-01' }),
	examWith('MLA-C01', { validTo: '2026-09-28', successor: 'MLA-C02' }),
	examWith('MLA-C02', { validFrom: '2026-09-29' }),
	examWith('SAA-C03', {
		figures: {
			questions: { scored: 50, unscored: 15, ...evidence },
			minutes: { value: 130, ...evidence, confidence: 'third-party' },
			types: { value: ['single', 'multiple', 'ordering'], ...evidence },
			pass: { score: 720, from: 100, to: 1000, ...evidence },
			domains: {
				value: [
					{ number: 1, title: 'Security', percent: 60 },
					{ number: 2, percent: 40 }
				],
				...evidence
			}
		}
	})
];

export const examNamed = (id: string): ExamView => {
	const exam = exams.find((entry) => entry.id === id);
	if (!exam) throw new Error(`There is no exam ${id} here`);
	return exam;
};
