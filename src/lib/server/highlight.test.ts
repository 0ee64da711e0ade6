import { afterEach, expect, test, vi } from 'vitest';
import { createHighlight } from './highlight.ts';

const code =
	"const answer = await kms.send(new DecryptCommand({ KeyId: 'alias/scans' })); // opened";

afterEach(() => {
	vi.restoreAllMocks();
});

// Grammars take their time on the busy machine that this is about.
test('a busy machine colours code as an idle one does', { timeout: 60_000 }, async () => {
	const highlight = await createHighlight();
	const idle = highlight(code, 'typescript');
	expect(idle).toContain('<span class="tok-comment">// opened</span>');
	let now = Date.now();
	vi.spyOn(Date, 'now').mockImplementation(() => (now += 1000));
	expect(highlight(code, 'typescript')).toBe(idle);
});
