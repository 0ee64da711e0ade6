/** The API's shapes, read from the schema that @aws-sdk/client-kms carries, and requests read by them. */
import * as sdk from '@aws-sdk/client-kms';
import { decodeBase64 } from '../../lib/crypto/index.ts';
import { notModelled } from '../../lib/kms/index.ts';
import type { KmsOperation } from '../../lib/kms/index.ts';

export type Shape =
	| { readonly kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' }
	| { readonly kind: 'list'; readonly of: Shape }
	| { readonly kind: 'map'; readonly of: Shape }
	| { readonly kind: 'structure'; readonly members: ReadonlyMap<string, Shape> };

/** The body says something else than the operation takes. */
export class SerializationError extends Error {}

const catalogue: Readonly<Record<string, unknown>> = { ...sdk };

/** Every operation that this sandbox carries out. */
export const operations: readonly KmsOperation[] = Object.entries(catalogue)
	.filter(([name, schema]) => name.endsWith('$') && Array.isArray(schema) && schema[0] === 9)
	.map(([name]) => name.slice(0, -1))
	.filter((name) => !(notModelled as readonly string[]).includes(name))
	.sort() as KmsOperation[];

/** Whether the API has an operation of this name, modelled here or not. */
export function isOperation(name: string): boolean {
	return (operations as readonly string[]).includes(name) || notModelled.some((op) => op === name);
}

const inputs = new Map<string, Shape>();

/** What an operation takes. */
export function inputShape(operation: KmsOperation): Shape {
	const known = inputs.get(operation);
	if (known) return known;
	const schema = catalogue[`${operation}$`] as readonly unknown[];
	const shape = shapeOf(schema[4]);
	inputs.set(operation, shape);
	return shape;
}

/**
 * A shape of the SDK's static schema: a number for what is simple (plus 64 for a list of it, 128 for
 * a map), a tuple that begins with its kind for what has a name, a function around what comes later,
 * and a pair where a member adds traits.
 */
function shapeOf(reference: unknown): Shape {
	if (typeof reference === 'function') return shapeOf((reference as () => unknown)());
	if (typeof reference === 'number') {
		if (reference >= 128) return { kind: 'map', of: shapeOf(reference - 128) };
		if (reference >= 64) return { kind: 'list', of: shapeOf(reference - 64) };
		const simple = (
			{ 0: 'string', 1: 'number', 2: 'boolean', 4: 'timestamp', 21: 'blob' } as const
		)[reference];
		if (simple) return { kind: simple };
	}
	if (Array.isArray(reference)) {
		if (typeof reference[1] !== 'string') return shapeOf(reference[0]);
		const [kind, , , , first, second] = reference as unknown[];
		if (kind === 0) return shapeOf(first);
		if (kind === 1) return { kind: 'list', of: shapeOf(first) };
		if (kind === 2) return { kind: 'map', of: shapeOf(second) };
		if (kind === 3) {
			const references = second as unknown[];
			return {
				kind: 'structure',
				members: new Map(
					(first as string[]).map((name, index) => [name, shapeOf(references[index])])
				)
			};
		}
	}
	throw new Error(`A shape this program does not know: ${String(reference)}`);
}

/**
 * A body as an input of the SDK's types. Members that the operation does not have are passed over and
 * `null` is no value, as in the service.
 * @throws {SerializationError} when it is no JSON or a member is of another kind
 */
export function readInput(operation: KmsOperation, body: string): object {
	let json: unknown;
	try {
		// An empty body is how some clients send an input without members.
		json = body === '' ? {} : JSON.parse(body);
	} catch {
		throw new SerializationError('The body is not JSON.');
	}
	return read(inputShape(operation), json, 'The body') as object;
}

function read(shape: Shape, json: unknown, at: string): unknown {
	const wrong = (expected: string) =>
		new SerializationError(`${at} is ${nameOf(json)} where ${expected} is expected.`);
	switch (shape.kind) {
		case 'string':
			if (typeof json !== 'string') throw wrong('a string');
			return json;
		case 'boolean':
			if (typeof json !== 'boolean') throw wrong('a boolean');
			return json;
		case 'number':
			if (!Number.isSafeInteger(json)) throw wrong('a whole number');
			return json;
		case 'timestamp': {
			const time = new Date(typeof json === 'number' ? json * 1000 : Number.NaN);
			if (Number.isNaN(time.getTime())) throw wrong('a time in seconds since 1970');
			return time;
		}
		case 'blob':
			if (typeof json !== 'string') throw wrong('base64 text');
			try {
				return decodeBase64(json);
			} catch {
				throw new SerializationError(`${at} is not base64.`);
			}
		case 'list':
			if (!Array.isArray(json)) throw wrong('a list');
			return json
				.filter((item: unknown) => item !== null)
				.map((item: unknown, index) => read(shape.of, item, `${at}[${index}]`));
		default: {
			if (typeof json !== 'object' || json === null || Array.isArray(json))
				throw wrong('an object');
			const entries = Object.entries(json).flatMap(([name, value]: [string, unknown]) => {
				const member = shape.kind === 'map' ? shape.of : shape.members.get(name);
				return member && value !== null
					? [[name, read(member, value, at === 'The body' ? name : `${at}.${name}`)]]
					: [];
			});
			return Object.fromEntries(entries);
		}
	}
}

function nameOf(json: unknown): string {
	if (json === null) return 'null';
	if (Array.isArray(json)) return 'a list';
	return typeof json === 'object' ? 'an object' : `a ${typeof json}`;
}
