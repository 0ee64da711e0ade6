/**
 * The steps that each scenario of the Lab computes, in order. The narration in `content/lab/` must
 * tell exactly these; the Lab's code takes its steps from here.
 */
export const labSteps = {
	envelope: [
		'start',
		'ask-data-key',
		'receive-data-key',
		'encrypt',
		'erase',
		'store',
		'fetch',
		'ask-decrypt',
		'receive-key',
		'decrypt',
		'done'
	]
} as const;

/** A scenario that the Lab can walk. */
export type LabScenarioId = keyof typeof labSteps;
