/**
 * What a lesson gives only to read, as HTML, passage by passage. It travels once, in the page of the
 * lesson: `transport` in `src/hooks.ts` leaves it out of the page's data, and the app reads it from a
 * page (`passagesOf` of the learn room), so that nobody downloads or keeps a second copy.
 */
export class Passages {
	readonly html: readonly string[];

	/** @param html HTML of the build; nothing when it is still to be read from the page */
	constructor(html: readonly string[] = []) {
		this.html = html;
	}
}
