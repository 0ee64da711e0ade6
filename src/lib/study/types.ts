/** How sure a learner said to be, before seeing whether the answer was right. */
export type Confidence = 'sure' | 'think-so' | 'guess';

/** The kinds of entry this version writes. A log may hold kinds of a later version: they are kept. */
export type LogKind = 'answer' | 'undo' | 'flag' | 'note' | 'lesson' | 'dispute' | 'exam' | 'reset';

/** What a learner holds to be wrong with a question. */
export type DisputedPart = 'key' | 'distractor' | 'fact' | 'wording';

/** A question that is made from a template: the same version and seed make the same question. */
export interface GeneratedQuestion {
	template: string;
	version: number;
	seed: number;
}

/**
 * One thing a learner did, on one device. The log of these is the truth: entries are added and
 * never changed or removed, and two logs merge by union of their ids.
 */
export interface LogEntry {
	/** Unique for ever, across devices. */
	id: string;
	/** The device (one browser profile) that wrote it. */
	device: string;
	/** When it happened by that device's clock: ISO 8601, UTC. */
	at: string;
	/** A {@link LogKind}, or a kind that a later version writes. */
	kind: LogKind | (string & Record<never, never>);
	question?: string | GeneratedQuestion;
	/** `version` of the curriculum that was on screen. */
	contentVersion: string;
	/**
	 * `answer`: a `Response` of the content room, by authored index. `dispute`: the one that the
	 * learner had given.
	 */
	response?: unknown;
	correct?: boolean;
	confidence?: Confidence;
	/** `answer`: milliseconds from showing the question to the answer. */
	ms?: number;
	/** `answer` and `dispute`: what `arrange` was given; it reproduces the order on screen. */
	seed?: number;
	/** `answer`: how many hints were opened before it. */
	hints?: number;
	/** `answer`: options that were rejected with a reason before it, by authored index. */
	rejected?: readonly { option: number; reason: string }[];
	/** `undo`: id of the answer, dispute or reset that does not count any more. It stays in the log. */
	undoes?: string;
	/** `flag`: set or taken away. */
	flagged?: boolean;
	/** `note`: what the learner wrote. `dispute`: the reason, in the learner's words. */
	text?: string;
	/** `dispute`: a {@link DisputedPart}, or a part that a later version names. */
	about?: DisputedPart | (string & Record<never, never>);
	/** `dispute`: where the learner has it from, an address or words. */
	source?: string;
	/** `lesson`: `module/lesson` that was read. */
	lesson?: string;
	/** `exam`: the id of the attempt. `answer`: of the attempt that it was given in. */
	exam?: string;
	/** `exam`: the `ExamRecord` of an attempt that has ended. */
	attempt?: unknown;
	/**
	 * `reset`: ids of the questions whose earlier answers, on any device, do not count any more. They
	 * stay in the log. Without it, those of every question.
	 */
	questions?: readonly string[];
	/** `reset`: the module that was chosen for it. */
	module?: string;
}

/** FSRS's names of what an answer says about memory. "Easy" is never given: see `ratingOf`. */
export type Rating = 'Again' | 'Hard' | 'Good';

/** One answer to a question that had been answered before, as evidence of how memory lasts. */
export interface Recall {
	at: Date;
	/** Days since the answer before it. */
	days: number;
	/** FSRS stability in days, from the answer before it. */
	stability: number;
	/** It was rated better than Again: right, and not by a guess. */
	recalled: boolean;
}

/**
 * What the log says about the memory of one question. Plain data that survives a structured clone,
 * so that a later version can store it beside the log.
 */
export interface Card {
	/** Question id; for a generated question the id of its template. */
	question: string;
	/** When it is to be asked again. */
	due: Date;
	/** FSRS: `Learning` until first recalled, `Relearning` after a lapse; both come back the same day. */
	state: 'Learning' | 'Review' | 'Relearning';
	/** FSRS stability: days until the chance of recall has fallen to 90 %. */
	stability: number;
	/** FSRS difficulty, 1 (easy) to 10. */
	difficulty: number;
	/** Answers that count. */
	reps: number;
	/** Times it was rated Again after it had been learned. */
	lapses: number;
	/** When it was answered for the first time. */
	first: Date;
	last: { at: Date; correct: boolean; confidence?: Confidence };
	/** The first answer was right, and no guess. */
	firstRecalled: boolean;
	/** What later answers showed of forgetting, in order of time; those of the same day left out. */
	recalls: readonly Recall[];
	/** It was answered wrong by a learner who was sure, and has not been answered right since. */
	wrongAndSure: boolean;
}
