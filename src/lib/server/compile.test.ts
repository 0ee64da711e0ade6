import { beforeAll, describe, expect, it } from 'vitest';
import { atDepth, type Block, type Curriculum, type Lesson } from '#lib/content/index.ts';
import { compile, type Compiled } from './compile.ts';
import { checkContent } from './curriculum.ts';
import { lineOf } from './defects.ts';
import { createHighlight } from './highlight.ts';
import { plainOf } from './markdown.ts';
import { readTree, type Tree } from './tree.ts';

const today = '2026-11-21';
const good = readTree('tests/content/good');
const lessonFile = 'content/modules/02-other/lesson-1-other.md';
const head = '---\ntitle: Other\nsummary: Another lesson.\nminutes: 2\n---\n\n';

let curriculum: Curriculum;
let why: Lesson;

beforeAll(async () => {
	({ curriculum } = compile(good, { today, highlight: await createHighlight() }));
	const lesson = curriculum.lessons.find(({ slug }) => slug === 'why');
	if (!lesson) throw new Error('The good curriculum has no lesson "why".');
	why = lesson;
});

/** The HTML of a lesson that holds only this Markdown; the text must have no defect. */
function render(markdown: string, tree: Tree = good): string {
	const { curriculum: compiled, defects } = compile(
		new Map(tree).set(lessonFile, head + markdown),
		{ today }
	);
	expect(defects.map(lineOf)).toEqual([]);
	const lesson = compiled.lessons.find(({ slug }) => slug === 'other');
	return (lesson?.blocks ?? [])
		.map((block) => (block.kind === 'prose' ? block.html : `[${block.kind}]`))
		.join('');
}

function blockOf<Kind extends Block['kind']>(kind: Kind) {
	const block = why.blocks.find((entry) => entry.kind === kind);
	if (block?.kind !== kind) throw new Error(`The lesson has no ${kind}.`);
	return block as Extract<Block, { kind: Kind }>;
}

describe('facts in a lesson', () => {
	it('insert their value with a mark, and a note after the paragraph', () => {
		const html = render('It takes {{encrypt-limit}} at once.\n\nNext.');
		expect(html).toContain(
			'<p>It takes 4,096 bytes<sup class="m"><a href="#note-encrypt-limit" id="ref-encrypt-limit" aria-label="Note 1">1</a></sup> at once.</p>\n<aside class="note"'
		);
		expect(html).toContain('<div id="note-encrypt-limit">');
		expect(html).toContain('href="#ref-encrypt-limit"');
		expect(html).toContain(
			'<a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html" rel="noreferrer">Encrypt, AWS KMS API Reference</a>'
		);
		expect(html).toContain('Checked <time datetime="2026-08-07">7 August 2026</time>');
		expect(html.indexOf('</aside>')).toBeLessThan(html.indexOf('<p>Next.'));
	});

	it('have one note however often they are told', () => {
		const html = render('A {{encrypt-limit}}.\n\nB {{encrypt-limit}}, {{data-key-length}}.');
		expect(html.match(/<div id="note-/g)).toHaveLength(2);
		expect(html.match(/id="ref-encrypt-limit"/g)).toHaveLength(1);
		expect(html.match(/aria-label="Note 1">1<\/a><\/sup>/g)).toHaveLength(2);
		expect(html).toContain('aria-label="Note 2">2</a></sup>.</p>');
	});

	it('share one aside when a paragraph calls for several notes', () => {
		const html = render('A {{encrypt-limit}}, {{data-key-length}}.');
		expect(html.match(/<aside /g)).toHaveLength(1);
		expect(html).toContain('aria-label="Notes 1 and 2"');
	});

	it('have no note behind an exclamation mark', () => {
		expect(render('A {{encrypt-limit!}}.')).toBe('<p>A 4,096 bytes.</p>\n');
	});

	it('insert the statement behind an equals sign, and the note then has the source alone', () => {
		const html = render('{{=encrypt-limit}}');
		expect(html).toContain('<p>One <code>Encrypt</code> call under a symmetric KMS key takes');
		expect(html.match(/under a symmetric KMS key/g)).toHaveLength(1);
		expect(html).toContain('API Reference</a>');
	});

	it('show the value in bold inside the note', () => {
		expect(render('A {{encrypt-limit}}.')).toContain('at most <b>4,096 bytes</b> of plaintext');
	});

	it('say so when they are reported and not confirmed', () => {
		expect(render('It takes {{reported-latency!}}.')).toContain(
			'ten milliseconds (reported, not confirmed)'
		);
		expect(render('It takes {{reported-latency}}.')).toContain(
			'Reported, not confirmed. Read <time'
		);
	});

	it('stay letters inside code', () => {
		expect(render('`{{encrypt-limit}}`')).toBe('<p><code>{{encrypt-limit}}</code></p>\n');
	});

	it('are filled into titles and objectives as plain text', () => {
		expect(curriculum.modules[0]?.objectives).toEqual(['Say why 4,096 bytes is a limit.']);
	});

	it('reach pages as plain text', () => {
		expect(curriculum.facts[0]?.statement).toMatch(/^One Encrypt call/);
		expect(curriculum.facts[0]?.replaces?.claim).toBe('The limit is 4 KB & it can be raised.');
	});
});

describe('Markdown', () => {
	it('escapes what is not markup', () => {
		expect(render('a < b & c "d" `<x>`')).toBe(
			'<p>a &lt; b &amp; c “d” <code>&lt;x&gt;</code></p>\n'
		);
		expect(render('four&nbsp;keys')).toBe('<p>four&nbsp;keys</p>\n');
	});

	it('never lets an attribute out of a link', () => {
		const html = render('[a](<https://docs.aws.amazon.com/?"onclick="x>)');
		expect(html).not.toMatch(/<a [^>]*onclick="/);
		expect(html).toContain('&quot;onclick=&quot;x');
	});

	it('gives sections stable addresses', () => {
		expect(render("## Who's the *owner* of `it`?")).toBe(
			'<h2 id="whos-the-owner-of-it">Who’s the <em>owner</em> of <code>it</code>?</h2>\n'
		);
		expect(why.sections).toEqual([
			{ id: 'two-keys', title: 'Two keys' },
			{ id: 'what-is-left', title: 'What is left' }
		]);
	});

	it('makes tables that keep their meaning as labelled rows', () => {
		const html = render(
			'Table: Who keeps what\n\n| Key | `Who` |\n| --- | --- |\n| data key | you |'
		);
		expect(html).toBe(
			'<div class="table wide"><table class="tbl" role="table"><caption>Who keeps what</caption>' +
				'<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Key</th><th scope="col" role="columnheader"><code>Who</code></th></tr></thead>' +
				'<tbody role="rowgroup">\n<tr role="row"><th scope="row" role="rowheader">data key</th><td role="cell" data-l="Who"><span>you</span></td></tr>\n</tbody></table></div>\n'
		);
	});

	it('gives no heading to the empty corner of a table', () => {
		const html = render('|  | data key |\n| --- | --- |\n| leaves KMS | yes |');
		expect(html).toContain(
			'<tr role="row"><td role="cell"></td><th scope="col" role="columnheader">data key</th></tr>'
		);
	});

	it('colours code by classes, never by styles', () => {
		const code = curriculum.lessons.find(({ slug }) => slug === 'code')?.blocks[0];
		const html = code?.kind === 'prose' ? code.html : '';
		expect(html).toContain('<span class="tok-string">&#39;alias/x&#39;</span>');
		expect(html).toContain('# {{not-a-fact}} &lt;b&gt;');
		expect(html).not.toContain('style=');
		expect(plainOf(html)).toContain("kms.encrypt(KeyId='alias/x')");
	});
});

describe('links', () => {
	it('to the app are written once and made right for the depth of a page', () => {
		const html = render('[a](lesson:01-first-steps/why#two-keys)');
		expect(html).toContain(
			'<a data-route="/learn/01-first-steps/why/#two-keys" href="learn/01-first-steps/why/#two-keys">a</a>'
		);
		expect(atDepth(html, 3)).toContain('href="../../../learn/01-first-steps/why/#two-keys"');
		expect(atDepth(atDepth([{ html }], 3), 1)).toEqual([{ html: atDepth(html, 1) }]);
		expect(atDepth(html, 0)).toContain('href="./learn/');
	});

	it('lead to Lab, glossary and sections of the lesson itself', () => {
		const html = render('[a](lab:envelope) [b](term:kms-key) [c](#one)\n\n## One');
		expect(html).toContain('data-route="/lab/envelope/"');
		expect(html).toContain('data-route="/glossary/#kms-key"');
		expect(html).toContain('<a href="#one">c</a>');
	});

	it('to the outside tell it nothing', () => {
		expect(render('[a](https://docs.aws.amazon.com/)')).toContain(
			'<a href="https://docs.aws.amazon.com/" rel="noreferrer">a</a>'
		);
	});
});

describe('directives', () => {
	it('become blocks in the order of the text', () => {
		expect(why.blocks.map(({ kind }) => kind)).toEqual([
			'prose',
			'figure',
			'example',
			'prose',
			'older',
			'misconceptions',
			'check',
			'lab',
			'prose'
		]);
	});

	it('number figures through the module', () => {
		const numbers = curriculum.lessons
			.flatMap(({ blocks }) => blocks)
			.flatMap((block) => (block.kind === 'figure' ? [block.number] : []));
		expect(numbers).toEqual([1, 2]);
		expect(blockOf('figure')).toMatchObject({
			name: 'two-keys',
			caption: 'A data key of 256 bits, and a <strong>KMS key</strong>.'
		});
	});

	it('bring whole questions, and all of a case', () => {
		expect(blockOf('check').questions.map(({ id }) => id)).toEqual([
			'fs-limit',
			'fs-case-call',
			'fs-case-erase'
		]);
	});

	it('bring facts, misconceptions and the Lab', () => {
		expect(blockOf('older').facts.map(({ id }) => id)).toEqual(['encrypt-limit']);
		expect(blockOf('misconceptions').items[0]?.belief).toBe('AWS KMS encrypts the <em>file</em>.');
		expect(blockOf('lab')).toMatchObject({ scenario: 'envelope', title: 'One envelope' });
		expect(blockOf('example').example.steps).toHaveLength(3);
	});

	it('are plain text inside a code block', () => {
		expect(render('```text\n:::check\n- nothing\n:::\n```')).toContain(':::check\n- nothing');
	});
});

describe('questions', () => {
	const find = (id: string) => curriculum.questions.find((question) => question.id === id);

	it('carry facts and misconceptions whole', () => {
		expect(find('fs-limit')).toMatchObject({
			type: 'single',
			module: '01-first-steps',
			lesson: 'why',
			twins: 'limits',
			facts: [{ id: 'encrypt-limit', value: '4,096 bytes' }],
			options: [
				{ text: 'It refuses, because the limit is 4,096 bytes.', correct: true },
				{ correct: false, misconception: { id: 'kms-encrypts-files' } },
				{ correct: false }
			]
		});
	});

	it('of a case are asked one by one and know their scenario', () => {
		expect(find('fs-case')).toBeUndefined();
		expect(find('fs-case-erase')?.case).toMatchObject({ id: 'fs-case', position: 2, count: 2 });
		expect(find('fs-case-erase')?.case?.scenario).toContain('<li>each has 25 MB</li>');
	});

	it('of ordering keep the right order first, then what does not belong', () => {
		const question = find('fs-order');
		const items = question?.type === 'ordering' ? question.items : [];
		expect(items.map(({ correct }) => correct)).toEqual([true, true, true, false]);
	});

	it('of matching name responses by their index', () => {
		const question = find('fs-match');
		const prompts = question?.type === 'matching' ? question.prompts : [];
		expect(prompts.map(({ response }) => response)).toEqual([0, 1, 2]);
	});
});

describe('the content of this repository', () => {
	let whole: Compiled;
	// All modules at once take seconds where the processor is shared.
	beforeAll(() => {
		whole = checkContent();
	}, 60_000);

	it('has no defect', () => {
		expect(whole.defects.map(lineOf)).toEqual([]);
	});

	it('asks questions of every type', () => {
		const types = new Set(whole.authored.questions.map(({ type }) => type));
		expect([...types].sort()).toEqual(['case', 'matching', 'multiple', 'ordering', 'single']);
	});

	it('is named by a version that changes with any file', () => {
		const other = compile(new Map(good).set('content/README.md', 'x'), { today });
		expect(curriculum.version).toMatch(/^[0-9a-f]{12}$/);
		expect(other.curriculum.version).not.toBe(curriculum.version);
	});
});
