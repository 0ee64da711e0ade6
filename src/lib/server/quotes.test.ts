import { expect, test } from 'vitest';
import { setQuotes } from './quotes.ts';

test.each([
	["it&#39;s AWS's", 'it’s AWS’s'],
	['the keys&#39; names', 'the keys’ names'],
	['&quot;one&quot; and "two"', '“one” and “two”'],
	['(&quot;so&quot;), &quot;so.&quot;', '(“so”), “so.”'],
	['&quot;He said &#39;no&#39;&quot;', '“He said ‘no’”'],
	['no&nbsp;&quot;key&quot;', 'no&nbsp;“key”'],
	['the &#39;90s', 'the ’90s'],
	['key — &quot;mine&quot; — and &quot;yours&quot;', 'key — “mine” — and “yours”'],
	['&quot;a&quot;—&quot;b&quot;', '“a”—“b”'],
	['client-side &quot;re-wrap&quot;', 'client-side “re-wrap”'],
	['<p>&quot;One&quot;</p>\n<p>&quot;Two&quot;</p>', '<p>“One”</p>\n<p>“Two”</p>'],
	['&quot;<strong>all</strong>&quot;', '“<strong>all</strong>”'],
	['<em>&quot;all&quot;</em>', '<em>“all”</em>'],
	[
		'&quot;told&quot;<sup class="m"><a href="#n">1</a></sup>, it&#39;s',
		'“told”<sup class="m"><a href="#n">1</a></sup>, it’s'
	],
	['&amp;quot; &lt;&#39;x&#39;&gt;', '&amp;quot; &lt;’x’&gt;'],
	['it’s “set”', 'it’s “set”']
])('%s', (html, set) => {
	expect(setQuotes(html)).toBe(set);
	expect(setQuotes(set)).toBe(set);
});

test.each([
	'<code>x = &quot;a&#39;b&quot;</code>',
	'<pre class="code"><code><span class="tok-string">&quot;a&quot;</span> it&#39;s</code></pre>',
	'<a href="https://x.test/?a=&#39;b&#39;" id="o&#39;x" aria-label="it&#39;s">x</a>',
	'<td role="cell" data-l="AWS&#39;s">x</td>'
])('%s stays as it was typed', (html) => {
	expect(setQuotes(html)).toBe(html);
});

test('a word after code is set by what stands before it', () => {
	expect(setQuotes('<code>Decrypt</code>&#39;s &quot;<code>KeyId</code>&quot;')).toBe(
		'<code>Decrypt</code>’s “<code>KeyId</code>”'
	);
});
