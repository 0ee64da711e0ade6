import { expect, test } from 'vitest';
import { Stopwatch } from './stopwatch.ts';
import { plain } from './text.ts';

test('plain words of compiled content', () => {
	expect(plain('<p>Call <code>Encrypt</code> &amp; send &lt;4&#x20;KB&#62;</p>\n')).toBe(
		'Call Encrypt & send <4 KB>'
	);
});

test('the stopwatch counts only while it runs', () => {
	let now = 0;
	const watch = new Stopwatch(() => now);
	now = 50;
	watch.run(true);
	now = 1050;
	watch.run(true);
	watch.run(false);
	now = 9000;
	expect(watch.ms).toBe(1000);
	watch.run(true);
	now = 9500.4;
	expect(watch.ms).toBe(1500);
});
