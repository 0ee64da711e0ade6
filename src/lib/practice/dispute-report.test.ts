import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Html, Question, Response } from '#lib/content/index.ts';
import { arrange, type LogEntry } from '#lib/study/index.ts';
import { DISPUTED_PARTS, disputeFile, issueText } from './dispute-report.ts';
import { markdownOf } from './markdown.ts';
import { inCase, matching, multiple, ordering, single } from './questions.testing.ts';
import { letter } from './text.ts';

const entryFor = (
	question: Question,
	response: Response,
	rest: Partial<LogEntry> = {}
): LogEntry => ({
	id: 'e1',
	device: 'd',
	at: '2026-11-21T09:30:00.000Z',
	kind: 'dispute',
	question: question.id,
	contentVersion: 'v1',
	about: 'key',
	text: 'The API reference\nsays *otherwise*.',
	source: 'https://docs.aws.amazon.com/kms/',
	response,
	seed: 7,
	...rest
});
const bodyOf = (question: Question, response: Response, rest?: Partial<LogEntry>) =>
	issueText({ question, entry: entryFor(question, response, rest), contentVersion: 'v1' }).body;
/** The letter an authored index had on screen. */
const seen = (question: Question, index: number) => letter(arrange(question, 7).indexOf(index));

describe('the issue text', () => {
	test('holds the question as it was shown, its key, the answer, the facts and the reason', () => {
		const body = bodyOf(single, { type: 'single', chosen: [1] });
		expect(body).toContain('**Question** `big-document` (single, choose one)');
		expect(body).toContain('module `03-envelope-encryption`, content v1');
		expect(body).toContain('> The API reference\n> says *otherwise*.');
		expect(body).toContain('> https://docs.aws.amazon.com/kms/');
		expect(body).toContain('A service encrypts 25 MB documents under a KMS key.');
		const rows = arrange(single, 7).map(
			(index, place) => `- **${letter(place)}** ${markdownOf(single.options[index]?.text ?? '')}`
		);
		expect(body).toContain(rows.join('\n'));
		expect(body).toContain(`**Key** ${seen(single, 0)}\n`);
		expect(body).toContain(`**Answer given** ${seen(single, 1)}\n`);
		expect(body).toContain(
			'- `encrypt-limit`: With a symmetric KMS key, Encrypt takes up to 4,096 bytes of plaintext. Source: [AWS KMS API Reference, Encrypt](https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html), checked 7 August 2026, documented.'
		);
		expect(body).toContain('**Exam tasks** none');
	});

	test('multiple: letters in the order shown', () => {
		const body = bodyOf(multiple, { type: 'multiple', chosen: [0, 4] });
		const inOrder = (...indexes: number[]) => indexes.map((i) => seen(multiple, i)).sort();
		expect(body).toContain(`**Key** ${inOrder(0, 1).join(', ')}\n`);
		expect(body).toContain(`**Answer given** ${inOrder(0, 4).join(', ')}\n`);
	});

	test('ordering: the right order and the one given, distractors among what was shown', () => {
		const body = bodyOf(ordering, { type: 'ordering', order: [1, 3] });
		const order = (...indexes: number[]) => indexes.map((i) => seen(ordering, i)).join(', ');
		expect(body).toContain(`**Key** ${order(0, 1, 2)}\n`);
		expect(body).toContain(`**Answer given** ${order(1, 3)}\n`);
		expect(body).toContain('Send the document to AWS KMS');
	});

	test('matching: numbers for the lines, letters for the responses, nothing where it was open', () => {
		const body = bodyOf(matching, { type: 'matching', pairs: [0, 2, null] });
		const of = (index: number) => seen(matching, index);
		expect(body).toContain(`**Key** 1 ${of(0)}, 2 ${of(1)}, 3 ${of(1)}\n`);
		expect(body).toContain(`**Answer given** 1 ${of(0)}, 2 ${of(2)}, 3 nothing\n`);
		expect(body).toContain('- **1** KMS key\n- **2** Wrapped data key\n');
	});

	test('a part of a case brings its scenario', () => {
		expect(bodyOf(inCase, { type: 'single', chosen: [0] })).toContain(
			'## Scenario\n\nA company archives its payroll.'
		);
	});

	test('a question of a template is named by template, version and seed', () => {
		const entry = entryFor(
			single,
			{ type: 'single', chosen: [0] },
			{ question: { template: 'size-limit', version: 2, seed: 99 } }
		);
		const disputed = { question: single, entry, contentVersion: 'v1' };
		expect(issueText(disputed).title).toBe(
			'Dispute of size-limit, version 2, seed 99: the right answer'
		);
		expect(issueText(disputed).body).toContain('`size-limit`, version 2, seed 99');
		expect(disputeFile(disputed).name).toBe('keywrap-dispute-size-limit-2026-11-21.md');
	});

	test('says so when the content has moved since', () => {
		const entry = entryFor(single, { type: 'single', chosen: [0] });
		const { body } = issueText({ question: single, entry, contentVersion: 'v2' });
		expect(body).toContain('disputed under content v1, quoted from content v2');
	});

	test('names every part that the form offers, and a later one without guessing', () => {
		const words = DISPUTED_PARTS.map(
			({ value }) =>
				/\*\*Disputed\*\* (.*)/.exec(
					bodyOf(single, { type: 'single', chosen: [0] }, { about: value })
				)?.[1]
		);
		expect(new Set(words).size).toBe(DISPUTED_PARTS.length);
		expect(bodyOf(single, { type: 'single', chosen: [0] }, { about: 'figure' })).toContain(
			'**Disputed** Something else.'
		);
	});
});

test('the file has a head that YAML reads, whatever the learner wrote, and the issue below it', () => {
	const hostile = entryFor(
		single,
		{ type: 'single', chosen: [1] },
		{ source: '---\nformat: "other"\n# : [' }
	);
	const disputed = { question: single, entry: hostile, contentVersion: 'v1' };
	const { name, text } = disputeFile(disputed);
	expect(name).toBe('keywrap-dispute-big-document-2026-11-21.md');
	const [, head = '', rest = ''] = /^---\n([\s\S]*?)\n---\n\n([\s\S]*)$/.exec(text) ?? [];
	expect(parse(head)).toEqual({
		format: 'keywrap-dispute',
		version: 1,
		entry: 'e1',
		at: hostile.at,
		about: 'key',
		question: 'big-document',
		module: single.module,
		type: 'single',
		content: 'v1',
		response: { type: 'single', chosen: [1] },
		seed: 7,
		facts: [{ id: 'encrypt-limit', checked: '2026-08-07' }],
		exam: [],
		source: hostile.source
	});
	const { title, body } = issueText(disputed);
	expect(rest).toBe(`# ${title}\n\n${body}`);
});

describe('Markdown of content', () => {
	test.each([
		['<p>Call <code>Encrypt</code>.</p><p>Then wait.</p>', 'Call `Encrypt`.\n\nThen wait.'],
		['It is <em>one</em> of <strong>two</strong>', 'It is *one* of **two**'],
		['<ul><li>One</li><li>Two</li></ul>', '- One\n- Two'],
		['a * b_c &lt;d&gt; [e]', 'a \\* b\\_c \\<d> \\[e\\]'],
		['<code>a`b*c</code>', '`` a`b*c ``'],
		['Put <a href="../learn/">this</a> there', 'Put this there']
	])('%s', (html, markdown) => {
		expect(markdownOf(html)).toBe(markdown);
	});

	test('code keeps its lines and spaces', () => {
		const html =
			'<p>Read:</p><pre class="code"><code>{\n  <span>"Effect"</span>: "*"\n}\n</code></pre>';
		expect(markdownOf(html)).toBe('Read:\n\n```\n{\n  "Effect": "*"\n}\n```');
	});

	test('what has several lines stays within its option', () => {
		const lines = '<p>One</p><pre><code>a\nb</code></pre>' as Html;
		const question = { ...single, options: single.options.map((o) => ({ ...o, text: lines })) };
		expect(bodyOf(question, { type: 'single', chosen: [0] })).toContain(
			'- **A** One\n  \n  ```\n  a\n  b\n  ```\n- **B**'
		);
	});
});
