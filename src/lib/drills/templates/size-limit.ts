import { code, say, text } from '../html.ts';
import { answerOf, freshKms, newKey, secretOf } from '../kms.ts';
import { pick, sample } from '../template.ts';
import type { Made, Random, Template } from '../template.ts';

type Spec = 'SYMMETRIC_DEFAULT' | 'RSA_2048' | 'RSA_3072';
type Algorithm = 'SYMMETRIC_DEFAULT' | 'RSAES_OAEP_SHA_1' | 'RSAES_OAEP_SHA_256';

const kinds: readonly { spec: Spec; algorithm: Algorithm }[] = [
	{ spec: 'SYMMETRIC_DEFAULT', algorithm: 'SYMMETRIC_DEFAULT' },
	{ spec: 'RSA_2048', algorithm: 'RSAES_OAEP_SHA_1' },
	{ spec: 'RSA_2048', algorithm: 'RSAES_OAEP_SHA_256' },
	{ spec: 'RSA_3072', algorithm: 'RSAES_OAEP_SHA_1' },
	{ spec: 'RSA_3072', algorithm: 'RSAES_OAEP_SHA_256' }
];

/** More than any of these keys takes. */
const tooMuch = 5000;

/** The most bytes that `Encrypt` takes, found by asking it. */
async function limitOf(
	takes: (length: number) => Promise<boolean>,
	least = 1,
	most = tooMuch
): Promise<number> {
	let [fits, refused] = [least, most];
	while (refused - fits > 1) {
		const middle = Math.floor((fits + refused) / 2);
		if (await takes(middle)) fits = middle;
		else refused = middle;
	}
	return fits;
}

async function make(random: Random): Promise<Made> {
	const kms = freshKms();
	const keys = new Map<Spec, string>();
	for (const { spec } of kinds)
		if (!keys.has(spec))
			keys.set(spec, await newKey(kms, { KeySpec: spec, KeyUsage: 'ENCRYPT_DECRYPT' }));
	const answer = (kind: (typeof kinds)[number], length: number) =>
		answerOf(kms, 'Encrypt', {
			KeyId: keys.get(kind.spec),
			EncryptionAlgorithm: kind.algorithm,
			Plaintext: secretOf(length)
		});
	const limits = await Promise.all(
		kinds.map((kind) => limitOf(async (length) => 'output' in (await answer(kind, length))))
	);
	const asked = Math.floor(random() * kinds.length);
	const kind = kinds[asked];
	const limit = limits[asked];
	if (!kind || limit === undefined) throw new Error('There is no such kind.');

	const names = new Map(
		kinds.map(({ spec, algorithm }, index) => [
			limits[index],
			spec === algorithm ? code(spec) : say`${code(spec)} with ${code(algorithm)}`
		])
	);
	const others = limits.filter((length) => length !== limit);
	const sizes = [limit, limit + pick(random, [1, 2, 66]), ...sample(random, others, 2)];
	const results = await Promise.all(sizes.map((length) => answer(kind, length)));
	const right = Math.max(...sizes.filter((_, index) => results[index]?.error === undefined));
	const name = names.get(limit) ?? code(kind.spec);
	return {
		type: 'single',
		stem: say`A service calls ${code('Encrypt')} directly, under a KMS key of spec ${name}. Which is the largest of these secrets that one call takes?`,
		options: sizes.map((length, index) => {
			const error = results[index]?.error;
			const also = names.get(length);
			return {
				text: say`A secret of ${text(length)} bytes`,
				correct: length === right,
				why:
					length === right
						? say`${text(length)} bytes pass, and ${text(limit + 1)} would be refused: the limit here is ${text(limit)}.`
						: error === undefined
							? say`It passes, but ${text(right)} bytes pass as well${also ? say`; ${text(length)} is the limit of ${also}` : say``}.`
							: also
								? say`That is the limit of ${also}. Under this key KMS answers ${code(error)}, because it takes ${text(limit)} bytes and no more.`
								: say`KMS answers ${code(error)}: under this key it takes ${text(limit)} bytes and no more.`
			};
		}),
		hints: [
			kind.spec === 'SYMMETRIC_DEFAULT'
				? say`The limit of a symmetric key belongs to the operation, not to the key.`
				: say`RSA loses two hash values and two bytes of its modulus to the padding.`
		]
	};
}

export const sizeLimit: Template = {
	id: 'drill-size-limit',
	version: 1,
	title: 'What fits into one Encrypt call',
	module: '02-kms-keys',
	types: ['single'],
	difficulty: 2,
	facts: ['encrypt-limit', 'encrypt-limit-rsa'],
	exam: ['SCS-C03/5.2'],
	make
};
