import type { ImportResult, MyExam, Persistence } from '#lib/storage/index.ts';
import type { Damage } from '#lib/study/index.ts';
import { calendarDay } from '#lib/ui/index.ts';

const dayAndTime = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short' });
const day = new Intl.DateTimeFormat('en', { dateStyle: 'long' });
const number = new Intl.NumberFormat('en');

export const sayTime = (time: Date) => dayAndTime.format(time);
export const sayCount = (count: number, one: string, many: string) =>
	`${number.format(count)} ${count === 1 ? one : many}`;

/** The name of an exported file, by the learner's own calendar. */
export function exportFileName(now = new Date()): string {
	const part = (n: number) => String(n).padStart(2, '0');
	return `keywrap-log-${now.getFullYear()}-${part(now.getMonth() + 1)}-${part(now.getDate())}.json`;
}

/** What the browser has promised, and what to do about it. */
export function sayPersistence({ supported, persisted, asked }: Persistence): string {
	if (persisted) {
		return 'The browser has promised to keep your progress, even when the device runs out of room. Only you can remove it, here or by clearing site data.';
	}
	const may =
		'The browser has not promised to keep your progress: it may clear it when the device runs out of room, and some browsers do so after weeks without a visit. Export a copy now and then.';
	if (!supported) return `${may} This browser cannot be asked to keep it.`;
	if (!asked) return may;
	return `${may} It was asked on ${day.format(new Date(asked.at))} and said no. Installing Keywrap as an app, or coming back often, can change its mind.`;
}

/** What was kept of the learner's exam. */
export const sayMyExam = ({ exam, date, minutesADay }: MyExam): string =>
	`Kept: ${exam}${date === undefined ? '' : ` on ${calendarDay(date)}`}${minutesADay === undefined ? '' : `, ${sayCount(minutesADay, 'minute', 'minutes')} a day`}.`;

export function sayImport({ added, known, conflicts }: ImportResult): string {
	const parts: string[] = [];
	if (added === 0) parts.push('Nothing new: everything in the file was here already.');
	else {
		const here = known === 0 ? '' : `; ${number.format(known)} were here already`;
		parts.push(`Imported ${sayCount(added, 'new entry', 'new entries')}${here}.`);
	}
	if (conflicts > 0) {
		const differ = conflicts === 1 ? 'entry differs' : 'entries differ';
		parts.push(`${number.format(conflicts)} ${differ} from what is here; yours stayed.`);
	}
	if (added === 0 && known === 0 && conflicts === 0)
		return 'The file is a copy without any entries.';
	if (added === 0 && conflicts > 0) parts.shift();
	return parts.join(' ');
}

const unchanged = 'Nothing here was changed.';

/** What happened, what was kept, what to do: by the code of an error, for importing a file. */
export function sayImportError(error: unknown): string {
	switch (codeOf(error)) {
		case 'log-file-too-big':
			return `This file is larger than any copy that Keywrap writes, so it was not read. ${unchanged} Choose a file that was exported here.`;
		case 'cancelled':
			return `Cancelled. ${unchanged}`;
		case 'log-file-not-json':
			if (damageOf(error))
				return `This file ${sayDamage(damageOf(error))}. ${unchanged} Export it again where it came from.`;
			return `This file cannot be read: it is no Keywrap copy, or its end is missing. ${unchanged} Export it again where it came from.`;
		case 'log-file-wrong-format':
			return `This file is not a copy of Keywrap progress. ${unchanged} Choose a file named like keywrap-log-2026-11-21.json.`;
		case 'log-file-newer-version':
			return `This copy was made by a newer Keywrap than this one. ${unchanged} Reload the page to get the newest version, then import again.`;
		case 'log-file-forbidden-key':
			return `This file holds something that no Keywrap copy holds, and it was refused. ${unchanged} Export it again where it came from.`;
		case 'log-file-bad-entry':
			return `Entry ${sayPlace(error)} of this file is damaged, so none was taken. ${unchanged} Export it again where it came from.`;
		case 'log-file-bad-checksum':
			if (sayPlace(error) !== '')
				return `Entry ${sayPlace(error)} of this file is not what was exported: it was changed, or damaged on the way. ${unchanged} Export it again where it came from.`;
			return `This file was changed after it was exported, or damaged on the way. ${unchanged} Export it again where it came from.`;
		default:
			return `${sayStorageError(error)} ${unchanged}`;
	}
}

/** What happened and what to do, by the code of an error of the storage. */
export function sayStorageError(error: unknown): string {
	switch (codeOf(error)) {
		case 'storage-full':
			return 'The browser has no room left. Free some space on this device, then try again.';
		case 'storage-unavailable':
			return 'This browser does not let Keywrap keep anything, as in some private windows. Open Keywrap in an ordinary window.';
		case 'storage-in-use':
			return 'Another tab of Keywrap has this open. Close that tab, then try again.';
		case 'storage-superseded':
			return 'A newer Keywrap is open in another tab. Reload this page, then try again.';
		default:
			return 'The browser’s database reported an error. Reload this page, then try again.';
	}
}

const damageOf = (error: unknown) => (error as { damage?: Damage } | undefined)?.damage;

function sayDamage(damage: Damage | undefined): string {
	if (!damage) return 'cannot be read';
	const { line, entry, cutOff } = damage;
	const place = entry === undefined ? `line ${line}` : `entry ${entry}, on line ${line}`;
	return cutOff ? `ends too early, at ${place}` : `is damaged at ${place}`;
}

/** The number of an entry, from 1, where an error has it. */
function sayPlace(error: unknown): string {
	const { index } = (error ?? {}) as { index?: number };
	return index === undefined ? '' : number.format(index + 1);
}

const codeOf = (error: unknown) => (error as { code?: unknown } | undefined)?.code;
