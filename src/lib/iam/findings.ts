/** What the parts of the validation share: noting faults, and reading members that may be anything. */
import type { PolicyKind } from './document.ts';
import type { PolicyFaultCode, PolicyReaction } from './faults.ts';
import { pointerTo } from './json.ts';

export interface ValidationOptions {
	/**
	 * Whether a principal named in the policy exists: a user, role, session, or account ARN. KMS refuses
	 * others (API:PutKeyPolicy). Left out, all exist.
	 */
	principalExists?: ((arn: string) => boolean) | undefined;
}

/** Notes faults while the document is walked through. */
export interface Findings {
	readonly kind: PolicyKind;
	readonly options: ValidationOptions;
	/** A document AWS does not take. The reaction is Malformed… unless another is given. */
	refuse(
		code: PolicyFaultCode,
		pointer: string,
		message: string,
		how?: { reaction?: PolicyReaction | undefined; awsMessage?: string; at?: 'name' | 'value' }
	): void;
	/** A document AWS takes, which does not do what it seems to. */
	warn(code: PolicyFaultCode, pointer: string, message: string, at?: 'name' | 'value'): void;
}

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The items of a member that is one value or a list of at least one, each with its pointer. What is
 * no such thing is noted and left out.
 */
export function itemsOf<T>(
	findings: Findings,
	value: unknown,
	pointer: string,
	is: (item: unknown) => item is T,
	what: string
): { item: T; pointer: string }[] {
	if (!Array.isArray(value)) {
		if (is(value)) return [{ item: value, pointer }];
		findings.refuse('WRONG_TYPE', pointer, `Here stands ${what}, or a list of them.`);
		return [];
	}
	const items: unknown[] = value;
	if (items.length === 0) findings.refuse('EMPTY_LIST', pointer, 'The list is empty.');
	return items.flatMap((item, at) => {
		const place = pointerTo(pointer, at);
		if (is(item)) return [{ item, pointer: place }];
		findings.refuse('WRONG_TYPE', place, `Here stands ${what}.`);
		return [];
	});
}

export const isString = (value: unknown): value is string => typeof value === 'string';

/** API:PutKeyPolicy: the characters of a key policy. */
export function checkCharacters(findings: Findings, value: unknown, pointer: string): void {
	if (findings.kind !== 'key-policy' || !isString(value)) return;
	const stranger = /[^\t\n\r\u0020-\u00ff]/u.exec(value);
	if (stranger)
		findings.refuse(
			'INVALID_CHARACTER',
			pointer,
			`“${stranger[0]}” cannot stand in a key policy, only tab, line ends and U+0020 to U+00FF.`
		);
}
