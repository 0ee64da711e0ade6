import { expect, test } from 'vitest';
import { askedIn, generatedOf, nameOf } from './generated.ts';

test('a question that a template makes has a name that tells how it is made again', () => {
	const question = { template: 'drill-size-limit', version: 2, seed: 4_294_967_295 };
	expect(generatedOf(nameOf(question))).toEqual(question);
	const entry = { id: 'e', device: 'd', at: '', kind: 'answer', contentVersion: 'v' };
	expect(askedIn({ ...entry, question })).toBe(nameOf(question));
	expect(askedIn({ ...entry, question: 'env-a' })).toBe('env-a');
});

test.each(['env-encrypt-25mb', 'drill-size-limit', 'a~1', 'a~1~x', '~1~2', 'a~1~2~3'])(
	'%s names none',
	(name) => {
		expect(generatedOf(name)).toBeUndefined();
	}
);
