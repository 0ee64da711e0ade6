import { describe, expect, it } from 'vitest';
import { authorize } from './authorize.ts';
import { cases, questionOf } from './cases.testing.ts';

describe('iam-evaluation section 10.1', () => {
	it('has all 75 rows', () => {
		expect(cases.map(({ no }) => no)).toEqual(Array.from({ length: 75 }, (_, at) => at + 1));
	});

	it.each(cases)('$no $title: $expected ($source)', (row) => {
		const { allowed, reason, decidedBy } = authorize(...questionOf(row));
		expect({ allowed, reason, decider: decidedBy?.policy }).toEqual({
			allowed: row.expected === 'ALLOW',
			reason: row.reason,
			decider: row.decider
		});
	});

	it.each(cases)('$no has a trace that ends in the decision', (row) => {
		const decision = authorize(...questionOf(row));
		const last = decision.trace.at(-1);
		expect(last?.step).toBe('decision');
		expect(last?.result).toBe(row.expected === 'ALLOW' ? 'allows' : 'denies');
		// The statement or grant that decided stands in the trace as one that matched.
		const { decidedBy } = decision;
		if (decidedBy?.statement === undefined) return;
		const place = { ...decidedBy };
		delete place.with;
		const step = decision.trace.find(
			(step) => step.step !== 'decision' && JSON.stringify(step.place) === JSON.stringify(place)
		);
		expect(step?.result).toBe(decision.reason === 'EXPLICIT_DENY' ? 'denies' : 'allows');
		expect(step?.wouldAlso).toBeUndefined();
	});
});
