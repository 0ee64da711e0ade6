import type { Transport } from '@sveltejs/kit/hooks';
import { Passages } from '#lib/content/index.ts';

/** A page's data says that there are passages, not what they are: the page itself holds them. */
export const transport: Transport = {
	Passages: {
		encode: (value) => value instanceof Passages,
		decode: () => new Passages()
	}
};
