/**
 * Keys kept in a folder. One file holds everything and is replaced as a whole, so that a crash leaves
 * either what was or what is, and deleted key material leaves the folder with its key.
 *
 * With a passphrase the file is sealed: AES-256-GCM under a key that scrypt derives. Without one, key
 * material lies in it in the clear, readable by this user alone, and README.txt beside it says so.
 */
import { createCipheriv, createDecipheriv, KeyObject, randomBytes, scrypt } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import type { KmsRecord, KmsStore } from '../../lib/kms/index.ts';
import { SetupError } from '../setup.mjs';
import { isNodeError } from './protocol.ts';

export interface FolderStore extends KmsStore {
	/** Waits for what is being written and lets another process have the folder. */
	close(): Promise<void>;
}

const format = 'keywrap-sandbox-1';

const plainNotice = `The keys of a Keywrap sandbox, for learning. state.json holds KEY MATERIAL IN THE CLEAR:
whoever reads it can decrypt whatever these keys encrypted. Never use them for anything
real. To have the file sealed, set KEYWRAP_SANDBOX_PASSPHRASE before the folder is first used.
`;
const sealedNotice = `The keys of a Keywrap sandbox, for learning. state.json is sealed with AES-256-GCM under a
key derived from the passphrase that it was started with. Without that passphrase nobody
can read it again.
`;

/**
 * Opens a folder, and makes it where it is not.
 * @throws {SetupError} with a sentence: another sandbox has it, a wrong or missing passphrase, a damaged file
 */
export async function openFolder(folder: string, passphrase?: string): Promise<FolderStore> {
	try {
		await mkdir(folder, { recursive: true, mode: 0o700 });
	} catch (error) {
		throw new SetupError(`${folder} is no folder that can be written to.`, { cause: error });
	}
	const release = await lock(folder);
	try {
		return await openLocked(folder, passphrase, release);
	} catch (error) {
		await release();
		throw error;
	}
}

async function openLocked(
	folder: string,
	passphrase: string | undefined,
	release: () => Promise<void>
): Promise<FolderStore> {
	const file = path.join(folder, 'state.json');
	const { records, sealing } = await readState(file, passphrase);
	const readme = path.join(folder, 'README.txt');
	await writeFile(readme, sealing ? sealedNotice : plainNotice);
	let queue: Promise<unknown> = Promise.resolve();
	return {
		all: async () => Promise.all([...records.values()].map(decodeRecord)),
		write(changed, removed) {
			const turn = async () => {
				const next = new Map(records);
				for (const arn of removed) next.delete(arn);
				for (const record of changed) next.set(record.arn, encode(record));
				await replace(file, writeState([...next.values()], sealing));
				records.clear();
				for (const [arn, text] of next) records.set(arn, text);
			};
			const written = queue.then(turn, turn);
			queue = written.catch(() => undefined);
			return written;
		},
		async close() {
			await queue;
			await release();
		}
	};
}

//  The file

interface Sealing {
	salt: Buffer;
	key: Buffer;
}

/** Records by ARN, each as it stands in the file. */
async function readState(
	file: string,
	passphrase: string | undefined
): Promise<{ records: Map<string, unknown>; sealing: Sealing | undefined }> {
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch (error) {
		if (!isNodeError(error) || error.code !== 'ENOENT')
			throw new SetupError(`${file} cannot be read.`, { cause: error });
		const salt = randomBytes(16);
		const sealing = passphrase ? { salt, key: await keyOf(passphrase, salt) } : undefined;
		return { records: new Map(), sealing };
	}
	const damaged = (cause?: unknown) =>
		new SetupError(`${file} is no state of a sandbox, or is damaged. It was left as it is.`, {
			cause
		});
	let state: {
		format?: unknown;
		records?: unknown;
		sealed?: unknown;
		salt?: unknown;
		iv?: unknown;
	};
	try {
		state = JSON.parse(text) as typeof state;
	} catch (error) {
		throw damaged(error);
	}
	if (state.format !== format) throw damaged();
	let sealing: Sealing | undefined;
	let list = state.records;
	if (typeof state.sealed === 'string') {
		if (!passphrase)
			throw new SetupError(
				`${file} is sealed: set KEYWRAP_SANDBOX_PASSPHRASE to the passphrase that it was made with.`
			);
		const salt = Buffer.from(String(state.salt), 'base64');
		sealing = { salt, key: await keyOf(passphrase, salt) };
		list = unseal(state.sealed, String(state.iv), sealing, file);
	} else if (passphrase)
		throw new SetupError(
			`${file} was made without a passphrase. Start without KEYWRAP_SANDBOX_PASSPHRASE, or with an empty folder.`
		);
	if (!Array.isArray(list)) throw damaged();
	const records = new Map<string, unknown>();
	try {
		for (const item of list) {
			const record = await decodeRecord(item);
			records.set(record.arn, item);
		}
	} catch (error) {
		throw damaged(error);
	}
	return { records, sealing };
}

function writeState(records: readonly unknown[], sealing: Sealing | undefined): string {
	if (!sealing) return JSON.stringify({ format, records }, undefined, '\t');
	const iv = randomBytes(12);
	const cipher = createCipheriv('aes-256-gcm', sealing.key, iv);
	cipher.setAAD(Buffer.from(format));
	const sealed = Buffer.concat([
		cipher.update(JSON.stringify(records), 'utf8'),
		cipher.final(),
		cipher.getAuthTag()
	]).toString('base64');
	return JSON.stringify({
		format,
		salt: sealing.salt.toString('base64'),
		iv: iv.toString('base64'),
		sealed
	});
}

function unseal(text: string, iv: string, { key }: Sealing, file: string): unknown {
	const sealed = Buffer.from(text, 'base64');
	try {
		const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'));
		decipher.setAAD(Buffer.from(format));
		decipher.setAuthTag(sealed.subarray(-16));
		const opened = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
		return JSON.parse(opened.toString('utf8')) as unknown;
	} catch (error) {
		throw new SetupError(
			`${file} does not open with this passphrase, or is damaged. It was left as it is.`,
			{ cause: error }
		);
	}
}

async function keyOf(passphrase: string, salt: Buffer): Promise<Buffer> {
	const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
	return derive(passphrase, salt, 32, { N: 2 ** 16, r: 8, p: 1, maxmem: 2 ** 27 });
}

/** The new file is on the disk before it takes the old one's name. */
async function replace(file: string, text: string): Promise<void> {
	const beside = `${file}.new`;
	// Made anew each time: what lies there may be a link, or readable by others.
	await rm(beside, { force: true });
	const handle = await open(beside, 'wx', 0o600);
	try {
		await handle.writeFile(text);
		await handle.sync();
	} finally {
		await handle.close();
	}
	await rename(beside, file);
}

//  One process at a time

async function lock(folder: string): Promise<() => Promise<void>> {
	const file = path.join(folder, 'lock');
	for (let attempt = 0; ; attempt++)
		try {
			const handle = await open(file, 'wx', 0o600);
			await handle.writeFile(String(process.pid));
			await handle.close();
			return async () => {
				await rm(file, { force: true });
			};
		} catch (error) {
			if (!isNodeError(error) || error.code !== 'EEXIST')
				throw new SetupError(`${folder} is no folder that can be written to.`, { cause: error });
			const holder = Number(await readFile(file, 'utf8').catch(() => ''));
			if (attempt > 0 || (holder > 0 && isRunning(holder)))
				throw new SetupError(
					`${folder} is in use by another sandbox (process ${holder}). Stop that one, or name another folder. If that process is no sandbox, remove ${file}.`
				);
			// Its process ended without tidying up.
			await rm(file, { force: true });
		}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return isNodeError(error) && error.code === 'EPERM';
	}
}

//  Records as JSON

/**
 * Dates, bytes and CryptoKeys are objects with one member that begins with `$`; an object of a caller
 * that has such a member, an encryption context for one, stands as a list of pairs.
 */
function encode(value: unknown): unknown {
	if (value instanceof Date) return { $date: value.toISOString() };
	if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
	if (value instanceof CryptoKey) return { $key: encodeKey(value) };
	if (Array.isArray(value)) return value.map(encode);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value)
		.filter(([, member]) => member !== undefined)
		.map(([name, member]: [string, unknown]) => [name, encode(member)] as const);
	return entries.some(([name]) => name.startsWith('$') || name === '__proto__')
		? { $pairs: entries }
		: Object.fromEntries(entries);
}

async function decodeRecord(json: unknown): Promise<KmsRecord> {
	const record = (await decode(json)) as Partial<KmsRecord>;
	if ((record.kind !== 'key' && record.kind !== 'alias') || typeof record.arn !== 'string')
		throw new TypeError('not a record');
	return record as KmsRecord;
}

async function decode(json: unknown): Promise<unknown> {
	if (Array.isArray(json)) return Promise.all(json.map(decode));
	if (typeof json !== 'object' || json === null) return json;
	if ('$date' in json) return new Date(String(json.$date));
	if ('$bytes' in json) return new Uint8Array(Buffer.from(String(json.$bytes), 'base64'));
	if ('$key' in json) return decodeKey(json.$key as KeptKey);
	const pairs = '$pairs' in json ? (json.$pairs as [string, unknown][]) : Object.entries(json);
	return Object.fromEntries(
		await Promise.all(
			pairs.map(async ([name, member]: [string, unknown]) => [name, await decode(member)] as const)
		)
	);
}

interface KeptKey {
	format: 'raw' | 'pkcs8';
	bytes: string;
	algorithm: Record<string, unknown>;
	usages: KeyUsage[];
}

/**
 * The bytes of a key that WebCrypto exports to nobody. Node, which holds them, still gives them to its
 * own KeyObject, with a warning that it will not for ever; there is no other way to keep such a key.
 */
function encodeKey(key: CryptoKey): KeptKey {
	const before = process.noDeprecation;
	process.noDeprecation = true;
	try {
		const held = KeyObject.from(key);
		const isSecret = key.type === 'secret';
		const bytes = isSecret ? held.export() : held.export({ type: 'pkcs8', format: 'der' });
		return {
			format: isSecret ? 'raw' : 'pkcs8',
			bytes: bytes.toString('base64'),
			algorithm: encode(key.algorithm) as Record<string, unknown>,
			usages: key.usages
		};
	} finally {
		process.noDeprecation = before ?? false;
	}
}

async function decodeKey({ format: form, bytes, algorithm, usages }: KeptKey): Promise<CryptoKey> {
	const reading = (await decode(algorithm)) as { name: string };
	return crypto.subtle.importKey(form, Buffer.from(bytes, 'base64'), reading, false, usages);
}
