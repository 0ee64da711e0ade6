/**
 * A message that was made in this page and what was done to it, as a link or a file: the text, how it was
 * sealed, and the breaks. No key and no byte that was computed: whoever opens it seals it anew.
 */
import * as v from 'valibot';
import { decodeBase64, encodeBase64, EncodingError } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { suites } from '#lib/envelope/index.ts';
import { pack, unpack } from '../engine/packed.ts';
import type { Break } from './breaks.ts';
import type { Recipe } from './make.ts';

/** A break as it travels: wrapped keys of another message are made anew, by its recipe. */
export type SharedBreak =
	| Exclude<Break, { kind: 'swap-keys' }>
	| {
			readonly kind: 'swap-keys';
			/** Where it is missing, the same text is sealed once more. */
			readonly recipe: Recipe | undefined;
			/** That stands in for a message that cannot be made anew: it was pasted, say. */
			readonly standsIn?: true;
	  };

/** What is done once more, with fresh keys. */
export interface Again {
	readonly recipe: Recipe;
	readonly breaks: readonly SharedBreak[];
}

/** Characters of JSON that are read. */
export const mostJson = 400_000;

const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));
const bytes = (most: number) => v.pipe(v.string(), v.maxLength(most), v.transform(bytesOf));
const pairs = v.pipe(
	v.array(v.tuple([v.pipe(v.string(), v.maxLength(100)), v.pipe(v.string(), v.maxLength(300))])),
	v.maxLength(50),
	v.transform((entries): Readonly<Record<string, string>> => Object.fromEntries(entries))
);
const RecipeSchema = v.strictObject({
	plaintext: bytes(200_000),
	context: pairs,
	suite: v.picklist(suites.map(({ id }) => id)),
	frameLength: v.pipe(whole, v.minValue(1)),
	wrapper: v.picklist(['kms', 'aes'])
});
const BreakSchema = v.variant('kind', [
	v.strictObject({
		kind: v.literal('flip'),
		byte: whole,
		bit: v.pipe(whole, v.maxValue(7))
	}),
	v.strictObject({ kind: v.literal('truncate'), length: whole }),
	v.strictObject({ kind: v.literal('remove'), offset: whole, length: whole }),
	v.strictObject({ kind: v.literal('append'), bytes: bytes(2000) }),
	v.strictObject({
		kind: v.literal('swap-frames'),
		first: whole,
		second: whole,
		renumber: v.boolean()
	}),
	v.strictObject({
		kind: v.literal('swap-keys'),
		recipe: v.optional(RecipeSchema),
		standsIn: v.optional(v.literal(true))
	}),
	v.strictObject({ kind: v.literal('context'), context: pairs })
]);
const AgainSchema = v.strictObject({
	keywrap: v.literal('message'),
	version: v.literal(1),
	recipe: RecipeSchema,
	breaks: v.pipe(v.array(BreakSchema), v.maxLength(100))
});

/** A break as it is handed on. */
export function shared(change: Break): SharedBreak {
	if (change.kind !== 'swap-keys') return change;
	const { kind, recipe, brought } = change;
	return { kind, recipe, ...(brought ? { standsIn: true } : {}) };
}

/** The text of a file. */
export function writeAgain({ recipe, breaks }: Again): string {
	return JSON.stringify({
		keywrap: 'message',
		version: 1,
		recipe: plainRecipe(recipe),
		breaks: breaks.map(plainBreak)
	});
}

/** Reads a file, which may come from anybody; `undefined` where it is none of these. */
export function readAgain(text: string): Again | undefined {
	if (text.length > mostJson) return undefined;
	try {
		const parsed = v.safeParse(AgainSchema, JSON.parse(text));
		if (!parsed.success) return undefined;
		const { recipe, breaks } = parsed.output;
		return {
			recipe,
			breaks: breaks.map((one) =>
				one.kind === 'swap-keys'
					? {
							kind: one.kind,
							recipe: one.recipe,
							...(one.standsIn ? { standsIn: one.standsIn } : {})
						}
					: one
			)
		};
	} catch (error) {
		if (error instanceof SyntaxError || error instanceof EncodingError) return undefined;
		throw error;
	}
}

/** As it stands in a link, behind `again=`. */
export const packAgain = (again: Again): Promise<string> => pack(writeAgain(again));

/** @returns `undefined` where the link is incomplete or was changed */
export async function unpackAgain(packed: string): Promise<Again | undefined> {
	try {
		return readAgain(await unpack(packed, mostJson));
	} catch {
		return undefined;
	}
}

function plainRecipe({ plaintext, context, suite, frameLength, wrapper }: Recipe) {
	// Pairs, not an object: their names come from outside, and `__proto__` is one.
	return {
		plaintext: encodeBase64(plaintext),
		context: Object.entries(context),
		suite,
		frameLength,
		wrapper
	};
}

function plainBreak(change: SharedBreak) {
	switch (change.kind) {
		case 'append':
			return { kind: change.kind, bytes: encodeBase64(change.bytes) };
		case 'context':
			return { kind: change.kind, context: Object.entries(change.context) };
		case 'swap-keys':
			return {
				kind: change.kind,
				...(change.recipe ? { recipe: plainRecipe(change.recipe) } : {}),
				...(change.standsIn ? { standsIn: change.standsIn } : {})
			};
		default:
			return change;
	}
}

function bytesOf(base64: string): Bytes {
	return decodeBase64(base64);
}
