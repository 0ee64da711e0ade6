import { hkdfSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { deriveBytes, encodeUtf8, importHkdfKey, systemRandom } from './index.ts';
import type { HkdfHash } from './index.ts';

it.each<HkdfHash>(['SHA-256', 'SHA-384', 'SHA-512'])(
	'derives with %s what OpenSSL derives',
	async (hash) => {
		const material = systemRandom(32);
		const salt = systemRandom(16);
		const info = encodeUtf8('DERIVEKEY');
		const theirs = hkdfSync(hash.replace('-', ''), material, salt, info, 48);
		const ours = await deriveBytes(await importHkdfKey(material), { hash, salt, info }, 48);
		expect(ours).toEqual(new Uint8Array(theirs));
	}
);
