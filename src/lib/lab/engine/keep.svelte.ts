import { LazyStudyLog, openLabShelf, type ShelfEntry } from '#lib/storage/index.ts';
import { copyText } from '#lib/ui/index.ts';
import { now } from './words.ts';
import { isOwnAddress, linkTo, publicAddressOf } from './address.ts';
import { initialInputs } from './fields.ts';
import { replay, stateOf } from './replay.ts';
import { mostLink } from './packed.ts';
import { LabStateError, packState, readState, unpackState, writeState } from './share.ts';
import type { LabState, Walk } from './walk.svelte.ts';

/** A QR code that no camera has trouble with ends about here, in characters. */
const mostQr = 1200;

/** A state without its time: what the shelf is told apart by. */
interface Kept {
	id: number;
	name: string;
	savedAt: string;
}

/** Keeping and sharing what somebody did in a scenario. Loaded when it is asked for. */
export class Keep {
	/** The link, once it is made. */
	link = $state('');
	/** A sentence where there is no link. */
	linkProblem = $state('');
	/** Rows of the QR code: `true` is dark. */
	qr = $state.raw<readonly (readonly boolean[])[]>([]);
	/** What the QR code leaves out, as a sentence. */
	qrNote = $state('');
	/** Only this device could open a link: where do others reach the app? */
	asksAddress = $state(false);
	address = $state('');
	addressProblem = $state('');
	kept = $state.raw<readonly Kept[]>([]);
	/** What was done last, or did not work, as a sentence. */
	said = $state('');
	failed = $state(false);

	readonly #walk: Walk;
	readonly #log: LazyStudyLog;
	readonly #shelf = openLabShelf();
	readonly #app: string;
	#rows: readonly ShelfEntry[] = [];

	/** @param app the address of the app's first page, here */
	constructor(walk: Walk, app: string, log = new LazyStudyLog()) {
		this.#walk = walk;
		this.#app = app;
		this.#log = log;
	}

	/** Makes link and QR code, and lists what is kept. */
	async begin(): Promise<void> {
		this.asksAddress = isOwnAddress(this.#app);
		if (this.asksAddress) {
			try {
				const { publicAddress = '' } = await this.#log.settings();
				// Somebody may have given one before what is remembered was read.
				this.address ||= publicAddress;
			} catch {
				// It is asked for all the same.
			}
		}
		await Promise.all([this.#makeLink(), this.#list()]);
	}

	/** Takes the address under which others reach the app, and remembers it. */
	async setAddress(typed: string): Promise<void> {
		const address = publicAddressOf(typed);
		if (address === undefined) {
			this.addressProblem =
				'Others cannot open that. Type the address at which the app is on the network, such as https://keywrap.example/.';
			return;
		}
		this.addressProblem = '';
		this.address = address;
		await this.#makeLink();
		try {
			await this.#log.setSettings({ publicAddress: address });
		} catch {
			this.#tell('The address is used now, and could not be remembered in this browser.', true);
		}
	}

	async copyLink(): Promise<void> {
		if (await copyText(this.link)) this.#tell('The link is copied.');
		else this.#tell('Copying is not allowed here: select the link and copy it.', true);
	}

	/** The state as a file. */
	file(): { name: string; text: string } {
		return {
			name: `keywrap-${this.#walk.code.id}-${this.#walk.step}.json`,
			text: writeState(stateOf(this.#walk))
		};
	}

	/** Opens a file that somebody chose. Returns whether it is open now. */
	async openFile(file: File): Promise<boolean> {
		return this.#open(
			async () => readState(await file.text(), this.#walk.code),
			`Opened from “${file.name}”.`
		);
	}

	async keep(name: string): Promise<void> {
		const text = name.trim().slice(0, 100) || (this.#walk.told?.title ?? 'Unnamed');
		await this.#attempt(async () => {
			const state = stateOf(this.#walk);
			const savedAt = now();
			await this.#shelf.keep({ name: text, scenario: state.scenario, savedAt, state });
			this.#tell(`“${text}” is kept in this browser.`);
		});
	}

	async openKept(id: number): Promise<boolean> {
		const row = this.#rows.find((one) => one.id === id);
		if (!row) return false;
		// Kept by an older build, perhaps: it is checked as a file would be.
		return this.#open(
			() => Promise.resolve(readState(writeState(row.state as LabState), this.#walk.code)),
			`Opened “${row.name}”.`
		);
	}

	async rename(id: number, name: string): Promise<void> {
		const text = name.trim().slice(0, 100);
		if (text === '') return;
		await this.#attempt(async () => {
			await this.#shelf.rename(id, text);
			this.#tell(`It is called “${text}” now.`);
		});
	}

	async remove(id: number): Promise<void> {
		const name = this.kept.find((one) => one.id === id)?.name ?? '';
		await this.#attempt(async () => {
			await this.#shelf.remove(id);
			this.#tell(`“${name}” is removed.`);
		});
	}

	#tell(said: string, failed = false): void {
		this.said = said;
		this.failed = failed;
	}

	async #open(read: () => Promise<LabState>, notice: string): Promise<boolean> {
		try {
			const state = await read();
			this.#tell(beingDone);
			await replay(this.#walk, state, `${notice} ${freshKeys}`);
			return true;
		} catch (error) {
			this.#tell(
				error instanceof LabStateError
					? `${error.message} What was on the stage is still there.`
					: 'It could not be read. What was on the stage is still there.',
				true
			);
			return false;
		}
	}

	async #attempt(work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch {
			this.#tell(
				'The browser did not store it. Take the file instead; nothing on the stage is lost.',
				true
			);
		}
		await this.#list();
	}

	async #list(): Promise<void> {
		try {
			this.#rows = await this.#shelf.list(this.#walk.code.id);
			this.kept = this.#rows.map(({ id, name, savedAt }) => ({ id, name, savedAt }));
		} catch {
			this.#rows = [];
			this.kept = [];
		}
	}

	async #makeLink(): Promise<void> {
		this.link = '';
		this.qr = [];
		this.qrNote = '';
		this.linkProblem = '';
		if (this.asksAddress && this.address === '') return;
		const app = this.asksAddress ? this.address : this.#app;
		const { scenario, step } = stateOf(this.#walk);
		const packed = this.#isUntouched() ? '' : await packState(stateOf(this.#walk));
		const link = linkTo(app, { scenario, step, state: packed });
		const plain = linkTo(app, { scenario, step });
		if (link.length > mostLink)
			this.linkProblem =
				'Your input is too long for a link. Share it as a file; the QR code leads to this step with the sample.';
		else this.link = link;
		const short = link.length <= mostQr ? link : plain;
		if (short !== link)
			this.qrNote =
				'Your own input is too long for a QR code: it leads to this step with the sample.';
		const { encode } = await import('uqr');
		this.qr = encode(short, { border: 2 }).data;
	}

	/** Nothing was typed, done or broken: the step alone says it all. */
	#isUntouched(): boolean {
		const { inputs, acts, broken, breaks } = stateOf(this.#walk);
		return (
			acts.length === 0 &&
			!broken &&
			!breaks &&
			Object.entries(initialInputs(this.#walk.code.fields)).every(
				([id, value]) => inputs[id] === value
			)
		);
	}
}

/** What everybody is told who opens something that was shared. */
export const freshKeys =
	'Inputs and actions are as they were; the keys are fresh, so that every computed byte is another one.';

const beingDone = 'What was done is being done again…';

/** Opens what a link brought. @returns a sentence where that did not work */
export async function openLink(walk: Walk, packed: string): Promise<string | undefined> {
	try {
		const state = await unpackState(packed, walk.code);
		walk.notice = beingDone;
		await replay(walk, state, `Opened from a link. ${freshKeys}`);
		return undefined;
	} catch (error) {
		walk.notice = '';
		return error instanceof LabStateError
			? `${error.message} The walk begins with the sample.`
			: 'The link could not be opened. The walk begins with the sample.';
	}
}
