/** What a stage shows, whatever the scenario: who holds which things, and what is on its way. */
import type { Bytes } from '#lib/crypto/index.ts';

/** `application`, `kms`, `storage`, or whoever else stands on the stage of a scenario. */
export type ActorId = string;

/** Somebody or something that holds things. */
export interface ActorPlace {
	id: ActorId;
	/** As it is called on the stage: `Your application`, `AWS KMS`. */
	name: string;
	/** A few words under the name: where it is, as whom it acts. */
	where: string;
	kind: 'application' | 'kms' | 'storage' | 'service' | 'person';
	/** It stands below the actor before it instead of beside it. */
	below?: boolean;
}

/** A line between two actors; the first stands before the second in reading order. */
export interface LanePlace {
	between: readonly [ActorId, ActorId];
	/** What the line is where nothing is on it; `no call at this step` unless told otherwise. */
	label?: string;
}

/** Who stands on the stage in reading order, and the lines between them. */
export interface StagePlan {
	actors: readonly ActorPlace[];
	lanes: readonly LanePlace[];
}

export type ThingKind =
	| 'plaintext'
	| 'ciphertext'
	| 'data-key'
	| 'message-key'
	| 'wrapped-key'
	| 'kms-key'
	| 'context'
	| 'public-key'
	| 'signature'
	| 'token'
	| 'policy';

/** Bytes of a thing; named where a thing has several (the IV and the tag of a ciphertext). */
export interface Part {
	name?: string;
	bytes: Bytes;
}

export interface Thing {
	kind: ThingKind;
	/** Tells things of one actor apart, from one step to the next too. */
	name: string;
	/** A few words under the name. */
	note?: string;
	/** What a person can read of it: the text of a document, the pairs of a context. */
	text?: string;
	/** Copies: the picture must outlive what becomes of the bytes. */
	parts: readonly Part[];
	/** The whole that it is part of: neighbours that name the same one are drawn in one frame. */
	within?: string;
	/** The thing is no more, or cannot be used: shown as an absence. */
	gone?: boolean;
}

/** Cryptography done inside one actor: these made that. */
export interface Work {
	actor: ActorId;
	/** `AES-256-GCM`, or what is done in a word or two. */
	label: string;
	from: readonly ThingKind[];
	to: readonly ThingKind[];
	/** The whole of it as a sentence, where the usual names of the kinds would tell it wrong. */
	spoken?: string;
}

/** Something on a line of the stage. */
export interface Travel {
	from: ActorId;
	to: ActorId;
	/** The API's name of the call, or a plain word where none is modelled. */
	operation: string;
	/** `request to AWS KMS`, `response`: under the operation. */
	caption: string;
	things: readonly Thing[];
}

/** Somebody says no: shown at the actor that refuses. */
export interface Refusal {
	actor: ActorId;
	/** The error's own name. */
	name: string;
	/** The error's own text; AWS KMS leaves it empty for some. */
	message: string;
	/** Why, in a sentence or two. */
	why: string;
	/** What the actor cannot do, where it refuses nobody but fails: `cannot encrypt it`. */
	fails?: string;
}

/** One difference between what was expected and what was used. */
export interface Difference {
	what: string;
	/** Empty where it was not there. */
	was: string;
	/** Empty where it is not there. */
	now: string;
}

/** Whether somebody could read the secret at this moment, and why. */
export interface Reader {
	who: string;
	can: 'yes' | 'no' | 'with-permission';
	why: string;
}

/** What the stage draws of one moment. */
export interface Scene {
	/** By actor; an actor that is left out holds nothing. */
	holds: Readonly<Record<ActorId, readonly Thing[]>>;
	/** A line of small print under what an actor holds: `445 bytes in all`. */
	notes?: Readonly<Record<ActorId, string>>;
	work?: readonly Work[];
	travel?: readonly Travel[];
	refusal?: Refusal;
}
