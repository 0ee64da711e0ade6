import type { Moment } from '../../engine/types.ts';

/** A table that grows as the walk goes on: what was tried on which day, and what came of it. */
export interface Ledger {
	title: string;
	head: readonly string[];
	rows: readonly (readonly string[])[];
	/** What to say while there are no rows. */
	empty: string;
}

/** A moment of a scenario that keeps such a table. */
export interface LedgerMoment extends Moment {
	ledger: Ledger;
}

/** The table of a moment, if it has one. */
export function ledgerOf(moment: Moment | undefined): Ledger | undefined {
	return moment && 'ledger' in moment ? (moment as LedgerMoment).ledger : undefined;
}
