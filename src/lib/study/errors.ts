/** Why a log file cannot be read. Stable: screens choose their words by it. */
export type LogFileErrorCode =
	| 'log-file-too-big'
	| 'log-file-not-json'
	| 'log-file-wrong-format'
	| 'log-file-newer-version'
	| 'log-file-forbidden-key'
	| 'log-file-bad-entry'
	| 'log-file-bad-checksum';

/** Where a file is damaged. */
export interface Damage {
	/** Line of the file, from 1. */
	line: number;
	/** Entry in it, from 1, if the damage is in an entry. */
	entry?: number;
	/** The file ends there. */
	cutOff: boolean;
}

/** A file that cannot be taken as a log. Nothing of it is used. */
export abstract class LogFileError extends Error {
	abstract readonly code: LogFileErrorCode;
}

/** Longer than any log this version would write. */
export class LogFileTooBigError extends LogFileError {
	override readonly name = 'LogFileTooBigError';
	readonly code = 'log-file-too-big';
}

/** Not JSON; cut off, perhaps. */
export class LogFileNotJsonError extends LogFileError {
	override readonly name = 'LogFileNotJsonError';
	readonly code = 'log-file-not-json';
	/** Where it is damaged, if it was a log written by `serialiseLog`. */
	readonly damage: Damage | undefined;

	constructor(message: string, options: ErrorOptions & { damage?: Damage | undefined }) {
		super(message, options);
		this.damage = options.damage;
	}
}

/** JSON, but not a log of Keywrap. */
export class LogFileWrongFormatError extends LogFileError {
	override readonly name = 'LogFileWrongFormatError';
	readonly code = 'log-file-wrong-format';
}

/** Written by a later version, in a format this one does not know. */
export class LogFileNewerVersionError extends LogFileError {
	override readonly name = 'LogFileNewerVersionError';
	readonly code = 'log-file-newer-version';
	readonly version: number;

	constructor(version: number) {
		super(`The file has version ${version} of the format`);
		this.version = version;
	}
}

/** Holds a member name that could reach an object's prototype. */
export class LogFileForbiddenKeyError extends LogFileError {
	override readonly name = 'LogFileForbiddenKeyError';
	readonly code = 'log-file-forbidden-key';
}

/** An entry that is none: a member is missing or of a wrong type. */
export class LogFileBadEntryError extends LogFileError {
	override readonly name = 'LogFileBadEntryError';
	readonly code = 'log-file-bad-entry';
	/** Position in the file, from 0. */
	readonly index: number;

	constructor(index: number, problem: string) {
		super(`Entry ${index}: ${problem}`);
		this.index = index;
	}
}

/** The entries are not those that were exported. */
export class LogFileBadChecksumError extends LogFileError {
	override readonly name = 'LogFileBadChecksumError';
	readonly code = 'log-file-bad-checksum';
	/**
	 * Position of the first entry that is not what was exported, from 0; `undefined` where the file does
	 * not tell.
	 */
	readonly index: number | undefined;

	constructor(message: string, index?: number) {
		super(message);
		this.index = index;
	}
}
