import type { Html } from '#lib/content/index.ts';
import { code, say, json, text } from '../html.ts';
import { answerOf, freshKms, newKey, sealed } from '../kms.ts';
import { pick } from '../template.ts';
import type { Made, Random, Template } from '../template.ts';

type Context = Record<string, string>;

const subjects: readonly Context[] = [
	{ tenant: 'orchid', purpose: 'invoice' },
	{ department: 'Radiology', ward: 'north' },
	{ app: 'payroll', stage: 'prod' },
	{ customer: 'C-4711', document: 'contract' }
];

interface Change {
	of: (context: Context) => Context;
	/** What the change does, as the beginning of a reason. */
	does: Html;
}

const changes: readonly Change[] = [
	{
		of: (context) => Object.fromEntries(Object.entries(context).reverse()),
		does: say`The same pairs in another order`
	},
	{
		of: (context) => Object.fromEntries(Object.entries(context)),
		does: say`The same pairs as when it was sealed`
	},
	{
		of: (context) => change(context, (value) => value.toUpperCase()),
		does: say`A value with other letters in upper case`
	},
	{
		of: (context) => Object.fromEntries(Object.entries(context).slice(0, 1)),
		does: say`One pair less`
	},
	{
		of: (context) => ({ ...context, region: 'eu-central-1' }),
		does: say`One pair more`
	},
	{
		of: (context) => {
			const values = Object.values(context).reverse();
			return Object.fromEntries(
				Object.keys(context).map((name, index) => [name, values[index] ?? ''])
			);
		},
		does: say`Exchanging the two values`
	},
	{
		of: (context) => change(context, (value) => `${value} `),
		does: say`A value with a space at its end`
	}
];

/** Changes the value of the last pair. */
function change(context: Context, to: (value: string) => string): Context {
	return Object.fromEntries(
		Object.entries(context).map(([name, value], index, all) => [
			name,
			index === all.length - 1 ? to(value) : value
		])
	);
}

async function make(random: Random): Promise<Made> {
	const kms = freshKms();
	const KeyId = await newKey(kms);
	const context = pick(random, subjects);
	const CiphertextBlob = await sealed(kms, KeyId, context);
	// The two that keep every pair, and three of those that do not.
	const rest = changes.slice(2);
	rest.splice(Math.floor(random() * rest.length), 1);
	rest.splice(Math.floor(random() * rest.length), 1);
	const tried = await Promise.all(
		[...changes.slice(0, 2), ...rest].map(async ({ of, does }, index) => {
			const EncryptionContext = of(context);
			// One of them also names the key, which a symmetric ciphertext does not need.
			const named = index === 1 ? { KeyId } : {};
			const { error } = await answerOf(kms, 'Decrypt', {
				CiphertextBlob,
				EncryptionContext,
				...named
			});
			return { EncryptionContext, does, named: index === 1, error };
		})
	);
	return {
		type: 'multiple',
		stem: say`A secret was encrypted under a symmetric KMS key with this encryption context:${json(context)}Which two of these ${code('Decrypt')} requests open it?`,
		options: tried.map(({ EncryptionContext, does, named, error }) => ({
			text: say`${code(JSON.stringify(EncryptionContext))}${named ? say`, and the ${code('KeyId')} of the key` : say``}`,
			correct: error === undefined,
			why: error
				? say`${does} makes another context. KMS answers ${code(error)}.`
				: say`${does} ${text(named ? 'match; naming the right key does no harm' : 'are the same context: it is a set, and order means nothing')}.`
		})),
		hints: [say`Every name and every value counts, letter by letter. What does not count?`]
	};
}

export const contextMatch: Template = {
	id: 'drill-context-match',
	version: 1,
	title: 'Which encryption context opens it',
	module: '03-envelope-encryption',
	types: ['multiple'],
	difficulty: 1,
	facts: ['context-exact-match', 'context-is-aad', 'invalid-ciphertext-error'],
	exam: ['SCS-C03/5.2', 'DVA-C02/2.2', 'DVA-C03/2.2'],
	make
};
