/** Messages of every suite, sealed with keys that the tests hold. */
import { encodeUtf8 } from '#lib/crypto/index.ts';
import { suites } from '#lib/envelope/index.ts';
import type { SuiteId } from '#lib/envelope/index.ts';
import { createLocalKms } from '#lib/kms/index.ts';
import { seal } from './make.ts';
import type { Keys, Recipe, Sealed } from './make.ts';

export async function testKeys(): Promise<Keys> {
	const kms = createLocalKms();
	const { KeyMetadata } = await kms.send('CreateKey', {});
	return {
		kms,
		keyArn: KeyMetadata?.Arn ?? '',
		wrappingKey: new Uint8Array(32).map((_, i) => i)
	};
}

const recipe: Recipe = {
	plaintext: encodeUtf8('Payroll, November: Ana 4,210 · Ben 3,985'),
	context: { purpose: 'payroll' },
	suite: 0x0578,
	frameLength: 16,
	wrapper: 'aes'
};

export async function sealWith(change: Partial<Recipe> = {}, keys?: Keys): Promise<Sealed> {
	return seal({ ...recipe, ...change }, keys ?? (await testKeys()));
}

/** Rows of a table of tests. */
export const everySuite: { suite: SuiteId; name: string }[] = suites.map(({ id }) => ({
	suite: id,
	name: id.toString(16).padStart(4, '0').toUpperCase()
}));
