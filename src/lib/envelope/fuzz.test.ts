import { expect, it } from 'vitest';
import { fuzzMessages } from './fuzz.testing.ts';
import { everySuite } from './messages.testing.ts';

/** 11 × 1,820: a little more than 20,000 messages in all. */
const each = 1_820;

it.each(everySuite)(
	'refuses mutated messages of suite $name by name',
	async ({ suite }) => {
		const { messages, refused, unchanged, codes } = await fuzzMessages(suite, each, suite);
		expect(messages).toBe(each);
		expect(refused + unchanged).toBe(each);
		expect(refused).toBeGreaterThan(each * 0.9);
		// The mutations are of many kinds only if the answers are.
		expect(Object.keys(codes).length).toBeGreaterThan(6);
	},
	60_000
);
