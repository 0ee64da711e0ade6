import { encodeUtf8, hasWebCrypto, ownBytes } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { createClock, createLocalKms } from '#lib/kms/index.ts';
import { sayBytes } from '#lib/ui/index.ts';
import { formatAddress, mostInLink, parseAddress } from './address.ts';
import type { Place } from './address.ts';
import type { Again } from './again.ts';
import type { Break } from './breaks.ts';
import { mapInSteps, recognise } from './fields.ts';
import type { ByteKind, ByteMap } from './fields.ts';
import { makeWrappingKey, seal } from './make.ts';
import type { Keys, Recipe, Sealed } from './make.ts';
import { looksLikeText, plainText, readPasted, textInFile } from './paste.ts';
import type { PasteForm, PasteProblem } from './paste.ts';
import { inSlices, pause } from './slices.ts';

export type Slot = 'first' | 'second';

/** A message on the bench. */
export interface Specimen {
	readonly bytes: Bytes;
	readonly map: ByteMap;
	/** The bytes begin as their kind does; otherwise it is a guess. */
	readonly sure: boolean;
	/** Where it came from, in words. */
	readonly from: string;
	/** There when it was made in this visit: then its key is at hand. */
	readonly sealed: Sealed | undefined;
	/** What was done to it where it was shared: done once more. */
	readonly breaks?: readonly Break[];
	/** There when it is the beginning of a longer file: how many bytes that has. */
	readonly of?: number;
}

/** Of a longer file its beginning is read, in bytes: 100 MB. */
export const largest = 100_000_000;

/** What lay here before is kept up to this many bytes, to bring it out again. */
const mostKept = 2 * largest;

/** A text of more characters is read only where it is nothing but hex or base64. */
const mostText = 2_000_000;
const onlyPlain = `Of more than ${sayBytes(mostText)} of text only what is nothing but hex or base64 is read.`;

/** Bytes of a file that are read at once. */
const piece = 4_000_000;

/** What else is known of bytes. */
type More = Partial<Pick<Specimen, 'sealed' | 'of'>> & { kind?: ByteKind };

type Slots = Readonly<Record<Slot, Specimen | undefined>>;

/**
 * What lies on the bench: up to two messages, and what came before them. All of it stays in this
 * page; messages that fit stand in the address, which no browser sends.
 */
export class MessageBench {
	slots = $state.raw<Slots>({ first: undefined, second: undefined });
	/** What was pasted and could not be read. */
	problem = $state.raw<{ slot: Slot; problem: PasteProblem } | undefined>();
	/** A sentence on what went wrong, or what the page could not bring back. */
	notice = $state('');
	/** A sentence about where a message comes from. */
	told = $state('');
	/** What is being done, for messages that take a moment. */
	busy = $state('');
	/** How much of it is done, from 0 to 1; nothing where that is not known. */
	progress = $state<number>();
	/** What was taken away last, to bring it back. */
	cleared = $state.raw<{ slot: Slot; specimen: Specimen } | undefined>();
	/** Both messages were made of the same text. */
	readonly samePlaintext = $derived.by(() => {
		const [a, b] = [this.slots.first?.sealed, this.slots.second?.sealed];
		return a !== undefined && b !== undefined && sameBytes(a.plaintext, b.plaintext);
	});

	/** Told when the address should name what shows. */
	onaddress: ((hash: string) => void) | undefined;
	#keys: Promise<Keys> | undefined;
	/**
	 * What lay here in this visit, by its number in the address: Back brings it out again, with its key.
	 * The oldest of the large ones are given up, so that memory stays bounded.
	 */
	readonly #kept: (Specimen | undefined)[] = [];
	/** Stops what is being done. */
	#work = new AbortController();
	/** What links made here, by what stands in them. */
	readonly #made: { packed: string; specimen: Specimen; fresh: string }[] = [];

	/** Reads a text of hex or base64. */
	async paste(slot: Slot, text: string, as?: PasteForm): Promise<boolean> {
		let read = false;
		await this.#while('', async (signal) => {
			if (text.length > mostText) {
				this.busy = 'Reading the text…';
				await pause();
				const long = await this.#plain(encodeUtf8(text), signal);
				read = long !== undefined;
				if (long) await this.#put(slot, long.bytes, `read as ${long.form}`);
				else
					this.notice = `${onlyPlain} This text is something else; it still stands in its field.`;
				return;
			}
			const found = readPasted(text, as);
			if ('problem' in found) {
				this.problem = { slot, problem: found };
				return;
			}
			read = true;
			const around = found.around ? `, without ${found.around}` : '';
			const doubt = found.alsoFits
				? `. It would be ${found.alsoFits}, too: the other reading is a click away`
				: '';
			await this.#put(slot, found.bytes, `read as ${found.form}${around}${doubt}`);
		});
		return read;
	}

	/** Reads a file in pieces; of one that is too long for this page its beginning. */
	async file(slot: Slot, file: File): Promise<void> {
		await this.#while(`Reading ${file.name}…`, async (signal) => {
			try {
				const bytes = await this.#read(file, signal);
				const again = await againIn(bytes);
				if (again) {
					const first = await this.#again(again);
					signal.throwIfAborted();
					this.slots = { first, second: undefined };
					this.told = `Made anew from ${file.name}. ${whatIsFresh(again)}`;
					this.#tell();
					return;
				}
				const long = bytes.length > mostText;
				const text = recognise(bytes).sure
					? undefined
					: long
						? await this.#plain(bytes, signal)
						: textInFile(bytes);
				const from = text
					? `the ${text.form} in ${file.name}`
					: long && looksLikeText(bytes)
						? `the file ${file.name}, its letters taken for bytes. ${onlyPlain}`
						: `the file ${file.name}`;
				const of = file.size > bytes.length ? { of: file.size } : {};
				signal.throwIfAborted();
				await this.#put(slot, text?.bytes ?? bytes, from, of);
			} catch {
				if (!signal.aborted)
					this.notice = `${file.name} could not be read. What was here is still here; choose the file once more.`;
			}
		});
	}

	/** Stops what is being done; what was here is still here. */
	cancel(): void {
		this.#work.abort();
		this.#end(this.#work.signal);
		this.notice = 'Stopped. What was here is still here.';
	}

	async #read(file: File, signal: AbortSignal): Promise<Bytes> {
		const length = Math.min(file.size, largest);
		if (length <= piece) return new Uint8Array(await file.slice(0, length).arrayBuffer());
		const bytes = new Uint8Array(length);
		for (let at = 0; at < length; at += piece) {
			const end = Math.min(length, at + piece);
			bytes.set(new Uint8Array(await file.slice(at, end).arrayBuffer()), at);
			signal.throwIfAborted();
			this.progress = end / length;
		}
		return bytes;
	}

	#plain(text: Bytes, signal: AbortSignal) {
		return inSlices(plainText(text), this.#following(text.length, signal));
	}

	/** For work of so many bytes: it shows how far it is, and can be stopped. */
	#following(length: number, signal: AbortSignal) {
		return {
			signal,
			onprogress: (done: number) => {
				this.busy ||= 'Reading the bytes…';
				this.progress = done / length;
			}
		};
	}

	/** Seals a text, for real, with the keys of this visit. */
	async make(slot: Slot, recipe: Recipe): Promise<void> {
		await this.#while('Encrypting…', async (signal) => {
			try {
				const sealed = await this.sealAgain(recipe);
				signal.throwIfAborted();
				await this.#put(slot, sealed.message, 'made in this page', { sealed });
			} catch (error) {
				if (!signal.aborted)
					this.notice = `No message was made. ${error instanceof Error ? error.message : ''}`;
			}
		});
	}

	async sealAgain(recipe: Recipe): Promise<Sealed> {
		return seal(recipe, await this.#keyring());
	}

	/** Lays bytes that came of the first message beside it. */
	async lay(bytes: Uint8Array, from: string): Promise<void> {
		const { kind } = this.slots.first?.map ?? {};
		await this.#while('', () => this.#put('second', ownBytes(bytes), from, kind ? { kind } : {}));
	}

	/** Takes the bytes for the other kind. */
	async readAs(slot: Slot, kind: ByteKind): Promise<void> {
		const specimen = this.slots[slot];
		if (!specimen) return;
		await this.#while('', () =>
			this.#put(slot, specimen.bytes, specimen.from, { ...specimen, kind })
		);
	}

	clear(slot: Slot): void {
		const specimen = this.slots[slot];
		if (!specimen) return;
		this.#begin();
		this.cleared = { slot, specimen };
		this.slots = { ...this.slots, [slot]: undefined };
		this.#tell();
	}

	undoClear(): void {
		if (!this.cleared) return;
		const { slot, specimen } = this.cleared;
		this.cleared = undefined;
		this.slots = { ...this.slots, [slot]: specimen };
		this.#tell();
	}

	exchange(): void {
		this.#begin();
		this.slots = { first: this.slots.second, second: this.slots.first };
		this.#tell();
	}

	/** Shows what an address names: a link that was opened, or Back. */
	async open(hash: string): Promise<void> {
		if (hash === this.hash) return;
		const packed = /^#again=([\w-]+)$/.exec(hash)?.[1];
		if (packed !== undefined) {
			await this.#openAgain(packed);
			return;
		}
		const { first, second, broken } = parseAddress(hash);
		await this.#while('', async () => {
			const [one, two] = [await this.#specimenAt(first), await this.#specimenAt(second)];
			this.slots = { first: one, second: two };
			if (broken)
				this.notice =
					'This link does not hold a message: part of it is missing or was changed. Ask for it again, or paste the message itself.';
			else if ((first && !one) || (second && !two))
				this.notice =
					'A message too large for the address lay here. It was kept in the page alone, and is gone since the page was loaded again or others took its room. Paste it or choose the file once more.';
		});
	}

	/** The address of what shows. */
	get hash(): string {
		const place = (specimen: Specimen | undefined): Place =>
			!specimen
				? undefined
				: specimen.bytes.length <= mostInLink
					? { bytes: specimen.bytes }
					: { kept: this.#kept.indexOf(specimen) };
		return formatAddress({ first: place(this.slots.first), second: place(this.slots.second) });
	}

	async #openAgain(packed: string): Promise<void> {
		await this.#while('', async (signal) => {
			try {
				let made = this.#made.find((one) => one.packed === packed);
				if (!made) {
					const { unpackAgain } = await import('./again.ts');
					const again = await unpackAgain(packed);
					if (again) {
						made = { packed, specimen: await this.#again(again), fresh: whatIsFresh(again) };
						this.#made.push(made);
					}
				}
				signal.throwIfAborted();
				if (made) {
					this.slots = { first: made.specimen, second: undefined };
					this.told = `Made anew from a link. ${made.fresh}`;
				} else this.notice = 'The link is incomplete or was changed on its way. Ask for it again.';
			} catch (error) {
				if (!signal.aborted)
					this.notice = `No message was made. ${error instanceof Error ? error.message : ''}`;
			}
		});
	}

	/** Seals once more what was shared. */
	async #again({ recipe, breaks }: Again): Promise<Specimen> {
		const sealed = await this.sealAgain(recipe);
		const redone: Break[] = [];
		for (const one of breaks)
			redone.push(
				one.kind === 'swap-keys'
					? {
							kind: one.kind,
							other: (await this.sealAgain(one.recipe ?? recipe)).message,
							...(one.recipe ? { recipe: one.recipe } : {}),
							// Handed on once more, it still is not what it was.
							...(one.standsIn ? { brought: true as const } : {})
						}
					: one
			);
		return {
			...(await this.#specimen(sealed.message, 'made in this page', { sealed })),
			breaks: redone
		};
	}

	async #specimenAt(place: Place): Promise<Specimen | undefined> {
		if (!place) return undefined;
		if ('kept' in place) return this.#kept[place.kept];
		const known = this.#kept.find((kept) => kept && sameBytes(kept.bytes, place.bytes));
		return known ?? (await this.#specimen(place.bytes, 'from the link'));
	}

	/** Puts away what was told, and stops what was being done: what comes later counts. */
	#begin(): AbortController {
		this.#work.abort();
		this.#end(this.#work.signal);
		this.problem = undefined;
		this.notice = '';
		this.told = '';
		this.cleared = undefined;
		return (this.#work = new AbortController());
	}

	/** Does what can be stopped, in place of what was being done. */
	async #while(words: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
		const { signal } = this.#begin();
		this.busy = words;
		try {
			await work(signal);
		} catch (error) {
			if (!signal.aborted) throw error;
		} finally {
			this.#end(signal);
		}
	}

	/** Nothing is being done any more, unless something else was begun. */
	#end(signal: AbortSignal): void {
		if (signal !== this.#work.signal) return;
		this.busy = '';
		this.progress = undefined;
	}

	async #put(slot: Slot, bytes: Bytes, from: string, more: More = {}): Promise<void> {
		if (bytes.length === 0) {
			this.notice = 'There are no bytes in it.';
			return;
		}
		const specimen = await this.#specimen(bytes, from, more);
		this.slots = { ...this.slots, [slot]: specimen };
		this.#tell();
	}

	/** The caller has seen to it that this is still wanted. */
	async #specimen(bytes: Bytes, from: string, { sealed, kind, of }: More = {}): Promise<Specimen> {
		const found = recognise(bytes);
		const { signal } = this.#work;
		const map = await inSlices(
			mapInSteps(bytes, kind ?? found.kind),
			this.#following(bytes.length, signal)
		);
		signal.throwIfAborted();
		const specimen: Specimen = {
			bytes,
			map,
			sure: found.sure && (kind ?? found.kind) === found.kind,
			from,
			sealed,
			...(of === undefined ? {} : { of })
		};
		this.#keep(specimen);
		return specimen;
	}

	/** Keeps a specimen for Back, and gives up the oldest where too much is kept. */
	#keep(specimen: Specimen): void {
		this.#kept.push(specimen);
		let held = 0;
		for (let i = this.#kept.length - 1; i >= 0; i--) {
			const { length = 0 } = this.#kept[i]?.bytes ?? {};
			// What stands in the address is found by it.
			if (length <= mostInLink) continue;
			held += length;
			if (held > mostKept) this.#kept[i] = undefined;
		}
	}

	#tell(): void {
		this.onaddress?.(this.hash);
	}

	#keyring(): Promise<Keys> {
		if (!hasWebCrypto())
			throw new Error(
				'The browser offers its cryptography only on a secure page: open this address with https, or from localhost.'
			);
		return (this.#keys ??= makeKeys());
	}
}

/** What a file says is to be made anew, if it is such a file; no message begins with a brace. */
async function againIn(bytes: Uint8Array): Promise<Again | undefined> {
	if (bytes[0] !== 0x7b) return undefined;
	const { mostJson, readAgain } = await import('./again.ts');
	return readAgain(new TextDecoder().decode(bytes.subarray(0, mostJson + 1)));
}

const freshKeys =
	'The text, the context and what was done to it are as they were; the keys are fresh, so that every computed byte is another one.';

function whatIsFresh({ breaks }: Again): string {
	return breaks.some((one) => one.kind === 'swap-keys' && one.standsIn)
		? `${freshKeys} The message whose wrapped keys were put in could not be handed on: the same text, sealed once more, stands in for it, and what comes of that may be something else.`
		: freshKeys;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** A KMS of this page, on today's date, with one key in it. It is gone when the page is. */
async function makeKeys(): Promise<Keys> {
	const kms = createLocalKms({ clock: createClock(new Date()) });
	const { KeyMetadata } = await kms.send('CreateKey', {});
	if (!KeyMetadata?.Arn) throw new Error('AWS KMS answered without a key.');
	return { kms, keyArn: KeyMetadata.Arn, wrappingKey: makeWrappingKey() };
}
