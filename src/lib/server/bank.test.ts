import { expect, it } from 'vitest';
import { packBank, unpackBank, type ModuleBank, type PackedBank } from '#lib/content/index.ts';
import { compile } from './compile.ts';
import { readTree } from './tree.ts';

it.each(['tests/content/good', 'content'])('the banks of %s come out as they went in', (folder) => {
	const { curriculum } = compile(readTree(folder), { today: '2026-11-21' });
	let before = 0;
	let after = 0;
	for (const { id, title } of curriculum.modules) {
		const bank: ModuleBank = {
			module: id,
			title,
			questions: curriculum.questions.filter(({ module }) => module === id)
		};
		const whole = JSON.stringify(bank);
		const packed = JSON.stringify(packBank(bank));
		expect(unpackBank(JSON.parse(packed) as PackedBank)).toEqual(JSON.parse(whole));
		before += whole.length;
		after += packed.length;
	}
	expect(after).toBeLessThan(before);
});
