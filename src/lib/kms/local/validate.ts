/** Constraints of the service model on members of a request, with the service's texts. */
import { KmsError, NotModelledError } from '../errors.ts';

/** The service's text for a member that breaks a rule of the model [S]. */
export function validation(member: string, rule: string): KmsError {
	return new KmsError(
		'ValidationException',
		`1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must ${rule}`
	);
}

/** The value of a required member. @throws {KmsError} `ValidationException` when it is missing */
export function required<T>(member: string, value: T | undefined): T {
	if (value === undefined) throw validation(member, 'not be null');
	return value;
}

/** @throws {KmsError} `ValidationException` outside `least` to `most` bytes or characters */
export function assertLength(
	member: string,
	value: { length: number },
	least: number,
	most: number
): void {
	if (value.length > most) throw validation(member, `have length less than or equal to ${most}`);
	if (value.length < least)
		throw validation(member, `have length greater than or equal to ${least}`);
}

/** @throws {KmsError} `ValidationException` outside `least` to `most` */
export function assertRange(member: string, value: number, least: number, most: number): void {
	if (value > most) throw validation(member, `have value less than or equal to ${most}`);
	if (value < least) throw validation(member, `have value greater than or equal to ${least}`);
}

/** @throws {KmsError} `ValidationException` when the value is none of these [S] */
export function assertOneOf<T extends string>(
	member: string,
	value: string,
	values: readonly T[]
): asserts value is T {
	if (!values.some((known) => known === value))
		throw validation(member, `satisfy enum value set: [${values.join(', ')}]`);
}

/** @throws {NotModelledError} when a member that is not modelled is set to anything that matters */
export function assertModelled<T extends object>(input: T, ...members: (keyof T & string)[]): void {
	for (const member of members) {
		const value = input[member];
		const empty = Array.isArray(value)
			? value.length === 0
			: value === undefined || value === false;
		if (!empty) throw new NotModelledError(`the member ${member}`);
	}
}
