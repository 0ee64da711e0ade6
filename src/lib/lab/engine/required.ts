/** What an earlier step of a run made. @throws {Error} where that step has not been computed */
export function required<T>(value: T | undefined): T {
	if (value === undefined) throw new Error('A step before this one has not been computed.');
	return value;
}
