import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import { figures } from './index.ts';

/** The HTML as a page gets it. */
function html(name: keyof typeof figures): string {
	return render(figures[name]).body;
}

describe.each(Object.keys(figures) as (keyof typeof figures)[])('figure %s', (name) => {
	const body = html(name);

	it('has a broad and a tall drawing that both say to a blind reader what they show', () => {
		const drawings = [...body.matchAll(/<svg class="(\w+)" viewBox="0 0 (\d+) \d+" ([^>]*)>/g)];
		expect(drawings.map(([, kind, width]) => [kind, width])).toEqual([
			['broad', '900'],
			['tall', '328']
		]);
		for (const [, , , attributes] of drawings) {
			expect(attributes).toContain('role="img"');
			expect(attributes).toMatch(/aria-label="[^"]{120,}"/);
		}
	});

	it('names each refusal in both drawings and to a blind reader', () => {
		const [broad = '', tall = ''] = body.split('<svg class="tall"');
		for (const drawing of [broad, tall]) {
			const words = [...drawing.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text).join('');
			const label = /aria-label="([^"]*)"/.exec(drawing)?.[1] ?? '';
			expect(words.includes('refuses')).toBe(drawing.includes('sym-refused'));
			expect(label.includes('refuse')).toBe(drawing.includes('sym-refused'));
			for (const [error] of label.matchAll(/\w+Exception/g)) expect(words).toContain(error);
		}
	});

	it('carries nothing that the policy of the page forbids or that a second copy would clash with', () => {
		expect(body).not.toMatch(/\s(style|id|on\w+)=/);
		expect(body).not.toMatch(/<(style|script)\b/);
	});

	it('draws a KMS key only inside the double line of an HSM', () => {
		const hsm = /<g class="hsm">(?:<!--.*?-->|\s)*<rect class="f-hsm".*?<\/g>/gs;
		expect(body).not.toMatch(/undefined|NaN/);
		expect(body.replace(hsm, '')).not.toContain('sym-kms');
	});

	it('speaks of AWS numbers nowhere: they belong to the fact ledger', () => {
		const words = [...body.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
		expect(words.join(' ')).not.toMatch(/\d,\d{3}|\b(256|128|12|16)\b/);
	});
});
