/** What the learner set for this browser. */
export interface Settings {
	/** New questions a day, at most. */
	newPerDay: number;
	/** Questions asked again on one day, at most; without it, all that are due. */
	reviewsPerDay?: number | undefined;
	/** Whether single keys choose, strike out and answer in practice, and blank what is presented. */
	singleKeys: boolean;
	/** Where others reach this app, for links that are made at an address of this device. */
	publicAddress?: string;
	/** The exam the learner prepares for; nothing while none is chosen. */
	myExam?: MyExam | undefined;
	/** Sets of questions that the learner keeps under names of their own. */
	presets?: readonly Preset[];
	/** Whether practice asks why not, for each wrong option, before an answer is given. */
	whyNotFirst?: boolean;
}

/** A set of questions that is kept. */
export interface Preset {
	id: string;
	name: string;
	/** What it holds, as the query of an address. */
	query: string;
}

/** What the learner prepares for. The exams themselves are content. */
export interface MyExam {
	/** Id of the exam, `SCS-C03`. */
	exam: string;
	/** Its day on the learner's calendar, `2027-01-12`, where it is known. */
	date?: string;
	/** Minutes a day that the learner has for it, where they were said. */
	minutesADay?: number;
}

export const defaultSettings: Settings = { newPerDay: 10, singleKeys: true };

/** A practice session that was begun: what a reload goes on with. */
export interface BegunSession {
	/** The set it was built from, as the address names it. */
	set: string;
	/** The questions in the order they are asked. */
	questions: string[];
	/** ISO 8601, UTC. */
	begunAt: string;
}
