import { describe, expect, it, vi } from 'vitest';
import { SingleKeys } from './single-keys.svelte.ts';

describe('single keys', () => {
	it('are used as this browser keeps it', async () => {
		const keys = new SingleKeys(() =>
			Promise.resolve({
				settings: () => Promise.resolve({ singleKeys: false }),
				setSettings: () => Promise.resolve()
			})
		);
		expect(keys.on).toBe(true);
		await keys.read();
		expect(keys.on).toBe(false);
	});

	it('stay as chosen, though what was kept before is read later', async () => {
		const { promise: kept, resolve } = Promise.withResolvers<{ singleKeys: boolean }>();
		const setSettings = vi.fn(() => Promise.resolve());
		const keys = new SingleKeys(() => Promise.resolve({ settings: () => kept, setSettings }));
		const reading = keys.read();
		await keys.choose(true);
		resolve({ singleKeys: false });
		await reading;
		expect(keys.on).toBe(true);
		expect(setSettings).toHaveBeenCalledExactlyOnceWith({ singleKeys: true });
	});

	it('hold as chosen where that cannot be kept, and say so', async () => {
		const warn = vi.spyOn(console, 'warn').mockReturnValue();
		const keys = new SingleKeys(() => Promise.reject(new Error('no room')));
		await keys.choose(false);
		expect(keys.on).toBe(false);
		expect(warn).toHaveBeenCalledOnce();
		warn.mockRestore();
	});
});
