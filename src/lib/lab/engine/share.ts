/**
 * States of the Lab as links and files: inputs and actions, no keys and no bytes that were computed.
 * What comes in may come from anybody, and is checked before anything of it is used.
 */
import * as v from 'valibot';
import { decodeBase64, encodeBase64 } from '#lib/crypto/index.ts';
import { problemOf } from './fields.ts';
import { pack, PackedTooLongError, unpack } from './packed.ts';
import type { Inputs, InputValue } from './fields.ts';
import type { ScenarioCode } from './types.ts';
import type { LabState } from './walk.svelte.ts';

export type LabStateErrorCode =
	| 'lab-state-too-large'
	| 'lab-state-unreadable'
	| 'lab-state-other-scenario'
	| 'lab-state-later'
	| 'lab-state-misfit';

/** A link or file that cannot be opened; `message` is a sentence for whoever tried. */
export class LabStateError extends Error {
	override readonly name = 'LabStateError';
	readonly code: LabStateErrorCode;

	constructor(code: LabStateErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

/** Longest fragment that is read, in characters: a file of 1 MB in base64, with room. */
const mostFragment = 2_000_000;
/** Most JSON that a state has once it is inflated: a deflated bomb ends here. */
const mostJson = 4_000_000;
const mostActs = 200;
const mostBreaks = 200;

const id = v.pipe(v.string(), v.maxLength(60));
const ValueSchema = v.union([
	v.pipe(v.string(), v.maxLength(200_000)),
	v.number(),
	v.strictObject({ text: v.pipe(v.string(), v.maxLength(200_000)) }),
	v.strictObject({ name: v.pipe(v.string(), v.maxLength(300)), base64: v.string() }),
	v.strictObject({ byte: v.number(), bit: v.number() }),
	v.strictObject({
		pairs: v.pipe(v.array(v.tuple([v.string(), v.string()])), v.maxLength(100))
	})
]);
const place = v.pipe(v.number(), v.integer());
const ValuesSchema = v.pipe(v.array(v.tuple([id, ValueSchema])), v.maxLength(100));
const StateSchema = v.strictObject({
	keywrap: v.literal('lab'),
	version: v.number(),
	scenario: id,
	step: id,
	inputs: ValuesSchema,
	acts: v.optional(
		v.pipe(v.array(v.strictObject({ id, at: place, values: ValuesSchema })), v.maxLength(mostActs)),
		[]
	),
	broken: v.optional(v.strictObject({ id, values: ValuesSchema })),
	breaks: v.optional(
		v.pipe(
			v.array(v.strictObject({ id, at: place, after: place, values: ValuesSchema })),
			v.maxLength(mostBreaks)
		)
	)
});

/** The second has `breaks`; without them a state is one of the first, for whoever reads only that. */
const version = 2;

//  Out

/** A state as the text of a file. */
export function writeState(state: LabState): string {
	const { scenario, step, inputs, acts, broken, breaks } = state;
	return JSON.stringify(
		{
			keywrap: 'lab',
			version: breaks ? version : 1,
			scenario,
			step,
			inputs: entriesOf(inputs),
			...(acts.length > 0
				? { acts: acts.map(({ id, at, values }) => ({ id, at, values: entriesOf(values) })) }
				: {}),
			...(broken ? { broken: { id: broken.id, values: entriesOf(broken.values) } } : {}),
			...(breaks
				? { breaks: breaks.map((one) => ({ ...one, values: entriesOf(one.values) })) }
				: {})
		},
		null,
		'\t'
	);
}

/** A state as it stands in a link, behind `state=`. */
export async function packState(state: LabState): Promise<string> {
	const json = JSON.stringify(JSON.parse(writeState(state)));
	return pack(json);
}

// Pairs, not objects: their names come from outside, and `__proto__` is one.
const entriesOf = (inputs: Inputs) =>
	Object.entries(inputs).map(([name, value]) => [name, plain(value)]);

function plain(value: InputValue): unknown {
	if (typeof value !== 'object') return value;
	if ('pairs' in value) return { pairs: Object.entries(value.pairs) };
	if ('bytes' in value) return { name: value.name, base64: encodeBase64(value.bytes) };
	return value;
}

//  In

/**
 * The state of a link, checked against the scenario that is to show it.
 * @throws {LabStateError}
 */
export async function unpackState(packed: string, code: ScenarioCode): Promise<LabState> {
	if (packed.length > mostFragment) throw tooLarge();
	let json: string;
	try {
		json = await unpack(packed, mostJson);
	} catch (error) {
		if (error instanceof PackedTooLongError) throw tooLarge();
		throw unreadable('link', error);
	}
	return stateOf(json, code, 'link');
}

/**
 * The state of a file, checked against the scenario that is to show it.
 * @throws {LabStateError}
 */
export function readState(text: string, code: ScenarioCode): LabState {
	if (text.length > mostJson) throw tooLarge();
	return stateOf(text, code, 'file');
}

function stateOf(json: string, code: ScenarioCode, where: 'link' | 'file'): LabState {
	let data: unknown;
	try {
		data = JSON.parse(json);
	} catch (error) {
		throw unreadable(where, error);
	}
	if (isLater(data))
		throw new LabStateError(
			'lab-state-later',
			`This ${where} was made by a later version of Keywrap. Reload the page to get it, then open the ${where} again.`
		);
	const parsed = v.safeParse(StateSchema, data);
	if (!parsed.success) throw unreadable(where);
	const { scenario, step, inputs, acts, broken, breaks } = parsed.output;
	if (scenario !== code.id)
		throw new LabStateError(
			'lab-state-other-scenario',
			`This ${where} belongs to another scenario of the Lab, “${scenario}”. Open that one first.`
		);
	const misfit = (what: string) =>
		new LabStateError(
			'lab-state-misfit',
			`This ${where} holds something that this scenario does not take. ${what}`
		);
	const values = valuesOf(inputs);
	for (const [name, value] of Object.entries(values)) {
		const field = code.fields.find((one) => one.id === name);
		if (!field) throw misfit('It has a field that is not here.');
		const problem = problemOf(field, value);
		if (problem) throw misfit(problem);
	}
	const placed = acts.map((act) => {
		const known = code.acts?.find((one) => one.id === act.id);
		const given = valuesOf(act.values);
		if (!known || act.at < 0) throw misfit('It has an action that is not here.');
		for (const field of known.fields ?? []) {
			const value = given[field.id];
			const problem = value === undefined ? undefined : problemOf(field, value);
			if (problem) throw misfit(problem);
		}
		return { id: act.id, at: act.at, values: given };
	});
	if (placed.some((act, i) => act.at < (placed[i - 1]?.at ?? 0)))
		throw misfit('Its actions are out of order.');
	for (const { id: name } of [...(broken ? [broken] : []), ...(breaks ?? [])])
		if (!code.breaks?.some((one) => one.id === name))
			throw misfit('It breaks something that is not here.');
	if (breaks?.some(({ at, after }) => at < 0 || after < 0 || after > acts.length))
		throw misfit('What it breaks has no place in it.');
	return {
		scenario,
		step,
		inputs: values,
		acts: placed,
		...(broken ? { broken: { id: broken.id, values: valuesOf(broken.values) } } : {}),
		...(breaks ? { breaks: breaks.map((one) => ({ ...one, values: valuesOf(one.values) })) } : {})
	};
}

function valuesOf(entries: v.InferOutput<typeof ValuesSchema>): Inputs {
	return Object.fromEntries(
		entries.map(([name, value]): [string, InputValue] => {
			if (typeof value !== 'object') return [name, value];
			if ('pairs' in value) return [name, { pairs: Object.fromEntries(value.pairs) }];
			if ('base64' in value) return [name, { name: value.name, bytes: bytesOf(value.base64) }];
			return [name, value];
		})
	);
}

function bytesOf(base64: string) {
	try {
		return decodeBase64(base64);
	} catch (cause) {
		throw new LabStateError('lab-state-unreadable', 'A file in it cannot be read.', { cause });
	}
}

function isLater(data: unknown): boolean {
	return (
		typeof data === 'object' &&
		data !== null &&
		'keywrap' in data &&
		data.keywrap === 'lab' &&
		'version' in data &&
		typeof data.version === 'number' &&
		data.version > version
	);
}

const tooLarge = () =>
	new LabStateError(
		'lab-state-too-large',
		'This is larger than anything the Lab writes. It was not opened.'
	);
const unreadable = (where: 'link' | 'file', cause?: unknown) =>
	new LabStateError(
		'lab-state-unreadable',
		where === 'link'
			? 'The link is incomplete or was changed on its way. Ask for it again, or for the file.'
			: 'This is not a file of the Lab, or it was changed. Ask for it again.',
		{ cause }
	);
