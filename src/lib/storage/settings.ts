/** What the learner set for this browser. */
export interface Settings {
	/** New questions a day, at most. */
	newPerDay: number;
	/** Whether single keys choose, strike out and answer in practice. */
	singleKeys: boolean;
}

export const defaultSettings: Settings = { newPerDay: 10, singleKeys: true };
