import { expect, it } from 'vitest';
import type { Html } from '#lib/content/index.ts';
import { sentencesOf } from './sentences.ts';

it.each([
	['One. Two.', ['One.', 'Two.']],
	[
		'It sends <code>Decrypt</code>. <code>KMS</code> answers.',
		['It sends <code>Decrypt</code>.', '<code>KMS</code> answers.']
	],
	['A <em>long. Torn</em> one. Last.', ['A <em>long. Torn</em> one.', 'Last.']],
	['It takes 4.2 kB, e.g. this much.', ['It takes 4.2 kB, e.g. this much.']],
	['Ask: “Why?” Then wait.', ['Ask: “Why?”', 'Then wait.']]
])('parts %s', (text, sentences) => {
	expect(sentencesOf(text as Html)).toEqual(sentences);
});
