import { tick } from 'svelte';
import { copyBytes, hasWebCrypto } from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import { createClock, createLocalKms } from '#lib/kms/index.ts';
import { formatAddress, mostInLink, parseAddress } from './address.ts';
import type { Place } from './address.ts';
import type { Again } from './again.ts';
import type { Break } from './breaks.ts';
import { mapBytes, recognise } from './fields.ts';
import type { ByteKind, ByteMap } from './fields.ts';
import { makeWrappingKey, seal } from './make.ts';
import type { Keys, Recipe, Sealed } from './make.ts';
import { readPasted, textInFile } from './paste.ts';
import type { PasteForm, PasteProblem } from './paste.ts';

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
}

/** The largest file that is read, in bytes: 64 MB. */
export const largest = 64_000_000;

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
	/** Everything that lay here in this visit: Back brings it out again, with its key. */
	readonly #kept: Specimen[] = [];
	/** What links made here, by what stands in them. */
	readonly #made: { packed: string; specimen: Specimen; fresh: string }[] = [];

	/** Reads a text of hex or base64. */
	async paste(slot: Slot, text: string, as?: PasteForm): Promise<boolean> {
		this.#begin();
		const read = readPasted(text, as);
		if ('problem' in read) {
			this.problem = { slot, problem: read };
			return false;
		}
		const around = read.around ? `, without ${read.around}` : '';
		const doubt = read.alsoFits
			? `. It would be ${read.alsoFits}, too: the other reading is a click away`
			: '';
		await this.#put(slot, read.bytes, `read as ${read.form}${around}${doubt}`);
		return true;
	}

	async file(slot: Slot, file: File): Promise<void> {
		this.#begin();
		if (file.size > largest) {
			this.notice = `${file.name} has ${file.size.toLocaleString('en-US')} bytes; this page reads up to ${largest.toLocaleString('en-US')}. What was here is still here.`;
			return;
		}
		this.busy = `Reading ${file.name}…`;
		try {
			const bytes = new Uint8Array(await file.arrayBuffer());
			const again = await againIn(bytes);
			if (again) {
				this.slots = { first: await this.#again(again), second: undefined };
				this.told = `Made anew from ${file.name}. ${whatIsFresh(again)}`;
				this.#tell();
				return;
			}
			const text = recognise(bytes).sure ? undefined : textInFile(bytes);
			await this.#put(
				slot,
				text?.bytes ?? bytes,
				text ? `the ${text.form} in ${file.name}` : `the file ${file.name}`
			);
		} catch {
			this.notice = `${file.name} could not be read. What was here is still here; choose the file once more.`;
		} finally {
			this.busy = '';
		}
	}

	/** Seals a text, for real, with the keys of this visit. */
	async make(slot: Slot, recipe: Recipe): Promise<void> {
		this.#begin();
		this.busy = 'Encrypting…';
		try {
			const sealed = await this.sealAgain(recipe);
			await this.#put(slot, sealed.message, 'made in this page', sealed);
		} catch (error) {
			this.notice = `No message was made. ${error instanceof Error ? error.message : ''}`;
		} finally {
			this.busy = '';
		}
	}

	async sealAgain(recipe: Recipe): Promise<Sealed> {
		return seal(recipe, await this.#keyring());
	}

	/** Lays bytes that came of the first message beside it. */
	async lay(bytes: Uint8Array, from: string): Promise<void> {
		this.#begin();
		await this.#put('second', copyBytes(bytes), from, undefined, this.slots.first?.map.kind);
	}

	/** Takes the bytes for the other kind. */
	async readAs(slot: Slot, kind: ByteKind): Promise<void> {
		const specimen = this.slots[slot];
		if (specimen) await this.#put(slot, specimen.bytes, specimen.from, specimen.sealed, kind);
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
		this.#begin();
		const [one, two] = [await this.#specimenAt(first), await this.#specimenAt(second)];
		this.slots = { first: one, second: two };
		if (broken)
			this.notice =
				'This link does not hold a message: part of it is missing or was changed. Ask for it again, or paste the message itself.';
		else if ((first && !one) || (second && !two))
			this.notice =
				'A message too large for the address lay here. It was kept in the page alone, and is gone since it was loaded again. Paste it or choose the file once more.';
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
		this.#begin();
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
			if (made) {
				this.slots = { first: made.specimen, second: undefined };
				this.told = `Made anew from a link. ${made.fresh}`;
			} else this.notice = 'The link is incomplete or was changed on its way. Ask for it again.';
		} catch (error) {
			this.notice = `No message was made. ${error instanceof Error ? error.message : ''}`;
		}
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
			...(await this.#specimen(sealed.message, 'made in this page', sealed)),
			breaks: redone
		};
	}

	async #specimenAt(place: Place): Promise<Specimen | undefined> {
		if (!place) return undefined;
		if ('kept' in place) return this.#kept[place.kept];
		const known = this.#kept.find(({ bytes }) => sameBytes(bytes, place.bytes));
		return known ?? (await this.#specimen(place.bytes, 'from the link'));
	}

	#begin(): void {
		this.problem = undefined;
		this.notice = '';
		this.told = '';
		this.cleared = undefined;
	}

	async #put(
		slot: Slot,
		bytes: Bytes,
		from: string,
		sealed?: Sealed,
		kind?: ByteKind
	): Promise<void> {
		if (bytes.length === 0) {
			this.notice = 'There are no bytes in it.';
			return;
		}
		const specimen = await this.#specimen(bytes, from, sealed, kind);
		this.slots = { ...this.slots, [slot]: specimen };
		this.#tell();
	}

	async #specimen(bytes: Bytes, from: string, sealed?: Sealed, kind?: ByteKind): Promise<Specimen> {
		if (bytes.length > 200_000) {
			// The page says so before it is busy with it.
			this.busy ||= 'Mapping the message…';
			await tick();
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		const found = recognise(bytes);
		const map = mapBytes(copyBytes(bytes), kind ?? found.kind);
		const specimen = {
			bytes: map.bytes as Bytes,
			map,
			sure: found.sure && (kind ?? found.kind) === found.kind,
			from,
			sealed
		};
		this.#kept.push(specimen);
		this.busy = '';
		return specimen;
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
