/** What a stage shows, whatever the scenario: who holds which things, and what is on its way. */
import type { Bytes } from '#lib/crypto/index.ts';

export type ActorId = 'application' | 'kms' | 'storage';

export type ThingKind =
	'plaintext' | 'ciphertext' | 'data-key' | 'wrapped-key' | 'kms-key' | 'context';

/** Bytes of a thing; named where a thing has several (the IV and the tag of a ciphertext). */
export interface Part {
	name?: string;
	bytes: Bytes;
}

export interface Thing {
	kind: ThingKind;
	name: string;
	/** A few words under the name. */
	note?: string;
	/** What a person can read of it: the text of a document, the pairs of a context. */
	text?: string;
	parts: readonly Part[];
	/** The thing is no more: shown as an absence. */
	gone?: boolean;
}

/** Cryptography done inside one actor: these made that. */
export interface Work {
	actor: ActorId;
	/** `AES-256-GCM`, or what is done in a word or two. */
	label: string;
	from: readonly ThingKind[];
	to: readonly ThingKind[];
}

/** Something on a line of the stage. */
export interface Travel {
	from: ActorId;
	to: ActorId;
	/** The API's name of the call, or a plain word where none is modelled. */
	operation: string;
	/** `request`, `response`: under the operation. */
	caption: string;
	things: readonly Thing[];
}

/** One API call as it stands at a step: the response is missing while it is awaited. */
export interface Exchange {
	operation: string;
	request: object;
	response?: object;
	/** The service refused: the error's name and its own text. */
	refusal?: { name: string; message: string };
}

/** Whether somebody could read the document at this moment, and why. */
export interface Reader {
	who: string;
	can: 'yes' | 'no' | 'with-permission';
	why: string;
}

/** One moment of a scenario, complete: going back shows it again without computing anything. */
export interface Snapshot {
	holds: Readonly<Record<ActorId, readonly Thing[]>>;
	work?: Work;
	travel?: Travel;
	exchange?: Exchange;
	/** Calls to AWS KMS up to this moment. */
	calls: number;
	readers: readonly Reader[];
}
