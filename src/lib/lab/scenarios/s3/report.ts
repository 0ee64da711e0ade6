import type { Moment } from '../../engine/types.ts';
import type { Kind } from './kinds.ts';

/** One object, as the table of the scenario has it. */
export interface ObjectRow {
	number: number;
	name: string;
	kind: Kind;
	/** What lies beside the ciphertext. */
	beside: string;
	/** Calls to AWS KMS while it was written, from the audit trail. */
	calls: number;
}

/** What one kind of encryption has cost here, and would cost for many objects. */
export interface KindRow {
	kind: Kind;
	written: number;
	writeCalls: number;
	read: number;
	readCalls: number;
	/** Calls to write as many objects as the user asks about. */
	projected: number;
}

export interface Report {
	objects: readonly ObjectRow[];
	kinds: readonly KindRow[];
	/** As many objects are projected to. */
	count: number;
	/** Objects a minute, and minutes for which a bucket-level key is kept: for the projection. */
	pace: number;
	lifetime: number;
}

export interface ReportMoment extends Moment {
	report: Report;
}

/** The tables of a moment, if it has any. */
export function reportOf(moment: Moment | undefined): Report | undefined {
	return moment && 'report' in moment ? (moment as ReportMoment).report : undefined;
}
