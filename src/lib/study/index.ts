/**
 * Study: grading, memory and what to do next. Pure: the clock and the seed are given.
 */
export { arrange, mulberry32 } from './arrange.ts';
export { countingAnswers, standingResets, type CountingAnswer } from './counting.ts';
export { disputedIn, standingDisputes } from './disputes.ts';
export {
	LogFileBadChecksumError,
	LogFileBadEntryError,
	LogFileError,
	LogFileForbiddenKeyError,
	LogFileNewerVersionError,
	LogFileNotJsonError,
	LogFileTooBigError,
	LogFileWrongFormatError,
	type Damage,
	type LogFileErrorCode
} from './errors.ts';
export { isCorrect, ratingOf } from './grade.ts';
export {
	checksumOf,
	LOG_FORMAT,
	LOG_VERSION,
	MAX_LOG_FILE_LENGTH,
	parseLogFile,
	problemOf,
	serialiseLog,
	type LogFile,
	type Pause
} from './log-file.ts';
export {
	AGAIN_MINUTES,
	Deck,
	deriveCards,
	previewDue,
	questionIdOf,
	retrievability
} from './memory.ts';
export { byTime, compareLogs, mergeLogs, type MergeReport } from './merge.ts';
export {
	DEFAULT_MINUTES,
	examWeights,
	paceOf,
	planMyExam,
	usedToday,
	type ExamAim
} from './my-exam.ts';
export {
	cardsOf,
	introducedToday,
	planExamDay,
	planToday,
	reviewedToday,
	type ExamDay,
	type TodayOptions,
	type TodayPlan
} from './plan.ts';
export { askedByModule, isAskedBy, lessonsRead, nextLesson, type LessonPlace } from './reading.ts';
export {
	answersBegun,
	examEntries,
	progressOf,
	satExams,
	whereItStands,
	type ExamAttempt,
	type ExamEntries,
	type ExamMark,
	type ExamRecord,
	type Progress,
	type SatExam
} from './exam-attempt.ts';
export {
	clockFace,
	giveBack,
	noticeDue,
	readClock,
	setPaused,
	SHOWN_FROM,
	startClock,
	timeLeft,
	type ClockJump,
	type ClockReading,
	type ExamClock
} from './exam-clock.ts';
export {
	allowedMs,
	EXTRA_MINUTES,
	makePaper,
	MINUTES_A_QUESTION,
	paperRange,
	type ExamPaper,
	type PaperOptions,
	type PaperRange
} from './exam-paper.ts';
export {
	beliefsShown,
	scaledEstimate,
	SCALING_NOTE,
	scoreExam,
	type ExamResult,
	type ScaledEstimate,
	type ShownBelief,
	type Tally,
	type TallyRow
} from './exam-score.ts';
export {
	ExamPlanner,
	type ExamGoal,
	type ExamPlan,
	type ExamPlanOptions,
	type Forecast
} from './exam-plan.ts';
export {
	buildSet,
	isTemplate,
	marksOf,
	matching,
	twinDrill,
	type Choosable,
	type Marks,
	type Pick,
	type Recipe
} from './select.ts';
export {
	ENOUGH_ANSWERS,
	shareOf,
	standingOf,
	type ActivityDay,
	type Belief,
	type Expected,
	type Mastery,
	type MisconceptionKey,
	type RecallBin,
	type RetentionPoint,
	type Share,
	type Standing
} from './standing.ts';
export { planTerms, termOf, termQuestion, type TermPlan } from './terms.ts';
export type {
	Card,
	Confidence,
	DisputedPart,
	GeneratedQuestion,
	LogEntry,
	LogKind,
	Rating,
	Recall
} from './types.ts';
