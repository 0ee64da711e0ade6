import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Tokens of tokens.css as `[light, dark]` hex pairs. */
const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
	[...css.matchAll(/--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g)].map(
		([, name = '', light = '', dark = '']) => [name, [light, dark] as const]
	)
);

/** Relative luminance of WCAG 2.2, of `#rrggbb`. */
function luminance(hex: string): number {
	const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
		const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
		return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
	const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (light + 0.05) / (dark + 0.05);
}

const surfaces = ['paper', 'sheet', 'wash'];
const notText = new Set([...surfaces, 'line', 'rule']);
const pairs = [...tokens.keys()].flatMap((name) =>
	surfaces.filter((surface) => surface !== name).map((surface) => [name, surface] as const)
);

test('the tokens are read from the stylesheet', () => {
	expect([...tokens.keys()]).toEqual(expect.arrayContaining(['ink', 'muted', 'accent', 'refused']));
});

test.each(pairs.filter(([name]) => !notText.has(name)))('--%s can be read on --%s', (text, on) => {
	for (const theme of [0, 1] as const) {
		expect(
			contrast(tokens.get(text)?.[theme] ?? '', tokens.get(on)?.[theme] ?? '')
		).toBeGreaterThan(4.5);
	}
});

test.each(surfaces)('--rule bounds controls on --%s', (on) => {
	for (const theme of [0, 1] as const) {
		expect(
			contrast(tokens.get('rule')?.[theme] ?? '', tokens.get(on)?.[theme] ?? '')
		).toBeGreaterThan(3);
	}
});
