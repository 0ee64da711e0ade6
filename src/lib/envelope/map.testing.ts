import { expect } from 'vitest';
import type { Region } from './index.ts';

/** Expects every byte in exactly one region, in order, and an error exactly where one is due. */
export function expectPartition(
	message: Uint8Array,
	regions: readonly Region[],
	state: 'whole' | 'broken' | 'any'
): void {
	let at = 0;
	for (const region of regions) {
		if (region.offset !== at || region.length < 1 || !region.path || !region.meaning)
			throw new Error(`Region ${region.path} at ${region.offset} does not follow ${at}.`);
		at += region.length;
	}
	expect(at).toBe(message.length);
	const errors = regions.filter(({ error }) => error);
	if (state === 'any') expect(errors.length).toBeLessThanOrEqual(1);
	else expect(errors.map(({ error }) => error?.code)).toHaveLength(state === 'whole' ? 0 : 1);
}
