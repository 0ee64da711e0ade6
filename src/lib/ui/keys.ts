/** A row of the sheet of keys. */
export interface KeyRow {
	keys: readonly string[];
	/** The last of a run of keys that begins with the one named: A to H. */
	to?: string;
	/** What they do, as the sheet says it. */
	does: string;
}
