/**
 * The contract between the engine and a scenario. A scenario computes; the engine keeps the steps,
 * records every call to AWS KMS, and shows, replays, undoes and shares what the user does.
 */
import type { Component } from 'svelte';
import type { LabScenarioId, LabStepId } from '#lib/content/index.ts';
import type { Bytes, RandomBytes } from '#lib/crypto/index.ts';
import type { Decision, Principal, RequestContext } from '#lib/iam/index.ts';
import type {
	AuditEvent,
	Clock,
	KmsClient,
	KmsInput,
	LocalKms,
	LocalKmsOptions
} from '#lib/kms/index.ts';
import type { ConnectedKey } from '../connect/try-key.ts';
import type { Difference, Reader, Refusal, Scene, StagePlan } from '../stage/types.ts';
import type { Field, Inputs } from './fields.ts';

/** The code of one scenario: `scenarios/ID/index.ts` exports one by the name `scenario`. */
export interface ScenarioCode<Id extends LabScenarioId = LabScenarioId> {
	readonly id: Id;
	/** Who stands on the stage; a function where it depends on the inputs or the step. */
	readonly stage: StagePlan | ((inputs: Inputs, step: string) => StagePlan);
	/** What it is about, in the sentence "can read the …": `document` unless told otherwise. */
	readonly secret?: string;
	/** What the user may set. */
	readonly fields: readonly Field[];
	/** A sentence about inputs that are each sound and do not go together. */
	check?(inputs: Inputs): { field: string; problem: string } | undefined;
	/**
	 * A run from the beginning: makes the keys that are there before the first step (through
	 * `world.kms`, which nobody counts) and returns what computes the steps.
	 */
	start(inputs: Inputs, world: World): Promise<Run<LabStepId<Id>>> | Run<LabStepId<Id>>;
	/**
	 * How it is walked on a KMS that the user connected; without it, or with a sentence for an answer, it
	 * is not.
	 */
	onOwnKms?(inputs: Inputs, keys: readonly ConnectedKey[]): OwnPlan | string;
	readonly breaks?: readonly BreakCode[];
	readonly acts?: readonly ActCode[];
	/**
	 * Controls that no field gives, shown under the stage. The walk (a `Walk`) is made of what this file
	 * says, so that it cannot be named here; what shows is read from `at`, which follows the stage.
	 */
	readonly Panel?: Component<{ walk: never; at: PanelPlace }>;
	/** Loads what a later step needs: called when somebody begins to do something on the page. */
	readonly ahead?: () => Promise<unknown>;
	/** What this scenario is about in one picture: above the stage, and in its place when presenting. */
	readonly Drawing?: Component<{ walk: never; presenting?: boolean }>;
}

/** What of a walk goes to a KMS that the user connected. The rest stays with the KMS in the page. */
export interface OwnPlan {
	readonly steps: readonly string[];
	/** How many calls these make, all together. */
	readonly calls: number;
	/** What can be broken on it, at those steps. */
	readonly breaks: readonly string[];
	/** Why other steps stay, in a sentence; and what is adapted. */
	readonly note?: string;
}

/** One go through the steps. Steps are computed once each, in order. */
export interface Run<Step extends string = string> {
	/** Does what the step's name says, for real, and takes a picture. */
	compute(step: Step): Promise<Moment> | Moment;
	/** Does what the user asks for at a step, and takes the picture that replaces the step's. */
	act?(act: Act): Promise<Moment> | Moment;
}

/** One moment, complete: going back shows it again without computing anything. */
export interface Moment extends Scene {
	/**
	 * A call that this step shows on its way: the request is there, the response not yet. The step that
	 * sends it gets its exchange from the recorder.
	 */
	awaited?: Pick<Exchange, 'operation' | 'request'> & { principal?: Principal };
	/** For the byte view. */
	messages?: readonly Message[];
	/** What the user may keep: buttons that save it. */
	files?: readonly { label: string; name: string; bytes: Bytes }[];
	/** The evaluation this moment is about, where it is not that of a recorded call. */
	decision?: Decision;
	/** What this moment came to: at first, what a prediction of its step is held against. */
	outcome?: string;
	/** What came of an act: a sentence or two that stand beside the narration of the step. */
	came?: string;
	/** Figures beside the narration, next to the number of calls: `Today`, `10,000 objects`. */
	figures?: readonly { label: string; value: string }[];
	readers: readonly Reader[];
}

/** Where a panel stands: at the walk's moment, or still at the one before it. */
export interface PanelPlace {
	step: string;
	shot: Shot | undefined;
	previous: Shot | undefined;
	/** Grows when the fields must be read again. */
	revision: number;
}

/** Bytes that the byte view explains. */
export interface Message {
	/** `The message in storage`. */
	label: string;
	/** An AWS Encryption SDK message, or a ciphertext blob of AWS KMS. */
	kind: 'message' | 'blob';
	bytes: Bytes;
}

/** One call to AWS KMS, as it was sent and answered. */
export interface Exchange {
	operation: string;
	principal: Principal;
	request: object;
	/** Missing while it is awaited, and where it was refused. */
	response?: object;
	/** The service refused: the error's name and its own text. */
	refusal?: { name: string; message: string };
	/** What the audit trail says of it. */
	event?: AuditEvent;
	/** Whether the caller might, and why; the last one where a call asks for several permissions. */
	decision?: Decision;
	/** It was sent altered, on purpose. */
	altered?: boolean;
	/** Where a KMS is connected: how long the answer took, in ms, and by which id the other side knows it. */
	measured?: { milliseconds: number; requestId?: string };
	/** It went to the KMS that the user connected: in this Region, to this endpoint instead of AWS. */
	own?: { region: string; endpoint: string | undefined };
}

/** A moment as the engine keeps it. */
export interface Shot extends Moment {
	step: string;
	/** A connected KMS did this step; these are the calls with which the KMS in the page did the same. */
	inPage?: readonly Exchange[];
	/** The code that a prediction of this step is held against, whatever was done there since. */
	predicted?: string;
	/** Calls of this step, awaited ones last. */
	exchanges: readonly Exchange[];
	/** Every call so far that was answered, oldest first. */
	trail: readonly Exchange[];
	/** Calls so far, the awaited one included. */
	calls: number;
	/** The time on the clock of this world. */
	now: Date;
}

/** Where a run lives: AWS KMS, the time, and randomness. All of it is the run's own. */
export interface World {
	/** As the account's root user; not recorded. For what is there before the scenario begins. */
	readonly kms: LocalKms;
	/** The ARN of a KMS key that is there before the walk begins: a fresh one, or one that was connected. */
	key(input?: KmsInput<'CreateKey'>): Promise<string>;
	/** For calls before the walk begins. */
	readonly early: KmsClient;
	/** Calls of the application go to a KMS that the user connected. */
	readonly isOwn: boolean;
	/** The application's client: every call is counted and shown. */
	readonly app: RecordedKms;
	/** A recorded client of another principal, of any account. */
	as(principal: Principal): RecordedKms;
	/** AWS KMS once more, with nothing in it, and with other things around it. Calls are recorded here. */
	another(
		options: Pick<LocalKmsOptions, 'clock' | 'decided' | 'guardrails' | 'random'>
	): Pick<World, 'kms' | 'as'>;
	readonly clock: Clock;
	/** Fresh bytes; when a run is replayed, the same ones again. */
	readonly random: RandomBytes;
}

/** A client of which every call is counted, shown, and in the audit trail. */
export interface RecordedKms extends KmsClient {
	readonly principal: Principal;
	/** The same caller with more condition keys, through a service for one. */
	via(context: RequestContext): RecordedKms;
	in(region: string): RecordedKms;
}

/** Something that can be broken on purpose; its words are the entry of the same id in the content. */
export interface BreakCode {
	readonly id: string;
	/** At which steps it is offered. */
	readonly at: readonly string[];
	/** Inputs for which it makes sense; all unless told otherwise. */
	when?(inputs: Inputs): boolean;
	/** What the user chooses about it. */
	readonly fields?: readonly Field[] | ((at: BreakPlace) => readonly Field[]);
	/** What the button says: `Send with this context`. */
	readonly button: string;
	/**
	 * Does it for real and tells what came of it. The walk itself goes on as if nothing had been: what
	 * `run` holds must be the same afterwards, and it may have gone beyond this step; unless `exact`.
	 */
	attempt(run: Run, values: Inputs, world: World): Promise<Outcome>;
	/**
	 * The state of the service matters: give it a run of its own that has come exactly to this step. It
	 * may change the keys and move the clock, for nobody goes on with that run.
	 */
	readonly exact?: boolean;
}

export interface BreakPlace {
	inputs: Inputs;
	moment: Shot;
	/** What is chosen so far; empty at first. */
	values: Inputs;
}

/** What came of something that was broken. */
export interface Outcome {
	/** The code that predictions are held against. */
	code: string;
	/** Somebody refused; without it, this is what happened. */
	refusal?: Refusal;
	/** What happened, where nobody refused. */
	told?: string;
	differences?: readonly Difference[];
	/** Bytes that show the damage: two plaintexts and their XOR. */
	bytes?: readonly { label: string; bytes: Bytes; text?: string }[];
	/** For the byte view: the message as it was broken. */
	messages?: readonly Message[];
}

/** Something the user can do at a step that changes what follows: move the clock, put an object. */
export interface ActCode {
	readonly id: string;
	readonly at: readonly string[];
	/** Heading of the form. */
	readonly title: string;
	readonly fields?: readonly Field[];
	/** What the button says. */
	readonly button: string;
	/** How the timeline tells of it. */
	told(values: Inputs): string;
	/** The panel of the scenario has a control of its own for it: no form. */
	readonly inPanel?: boolean;
	/** It is predicted like the step itself, whose prediction is held against what came of it. */
	readonly asksAgain?: boolean;
}

/** An act as it was done. JSON, so that it can be shared. */
export interface Act {
	readonly id: string;
	readonly values: Inputs;
}

export type { Difference, Reader, Refusal };
