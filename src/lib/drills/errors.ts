/** No question can be made from what was asked for. */
export class DrillError extends Error {
	readonly code: 'UNKNOWN_TEMPLATE' | 'OTHER_VERSION' | 'MISSING_FACT';

	constructor(code: DrillError['code'], message: string) {
		super(message);
		this.name = 'DrillError';
		this.code = code;
	}
}
