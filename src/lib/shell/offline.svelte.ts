/**
 * The page's side of the service worker: whether the app is complete on this device, and whether a
 * newer version waits. SvelteKit registers the worker; `src/service-worker/` is the other side.
 */
import { dev, version } from '$app/env';

/**
 * `unsupported`: this browser or address has no service workers · `installing`: not yet complete on
 * this device · `ready`: everything works without a network · `update-waiting`: as `ready`, and a
 * newer version can take over.
 */
export type OfflineState = 'unsupported' | 'installing' | 'ready' | 'update-waiting';

/** How often, at most, moving about in the app asks the host for a newer version. */
const CHECK_EVERY = 15 * 60 * 1000;

class Offline {
	#state = $state<OfflineState>('installing');
	#justInstalled = $state(false);
	#updatedElsewhere = $state(false);
	/** Only the tab that asked for the new version may be loaded again. */
	#asked = $state(false);

	#registration: ServiceWorkerRegistration | undefined;
	#lastCheck = 0;

	get state(): OfflineState {
		return this.#state;
	}

	/** Whether the app became complete on this device while this page was open. */
	get justInstalled(): boolean {
		return this.#justInstalled;
	}

	/** Whether another tab already runs the newer version; this one goes on with its own files. */
	get updatedElsewhere(): boolean {
		return this.#updatedElsewhere;
	}

	/** Whether this tab asked for the newer version and is about to be loaded with it. */
	get updating(): boolean {
		return this.#asked;
	}

	/** Begins to watch the service worker. Call once, when the first page shows. */
	start(): void {
		// Also absent: over plain HTTP, and in some private windows.
		const container = (navigator as Partial<Navigator>).serviceWorker;
		if (dev || !container) {
			this.#state = 'unsupported';
			return;
		}
		container.addEventListener('controllerchange', () => {
			if (this.#asked) location.reload();
			else this.#greet();
		});
		container.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
			if (!isWelcome(data)) return;
			this.#updatedElsewhere = data.behind;
			this.#look();
		});
		document.addEventListener('visibilitychange', () => {
			if (document.visibilityState === 'visible') this.checkForUpdate();
		});
		void this.#watch(container);
	}

	/** Asks the host for a newer version, unless that was done a moment ago. Never fails. */
	checkForUpdate(): void {
		if (!this.#registration || Date.now() - this.#lastCheck < CHECK_EVERY) return;
		this.#lastCheck = Date.now();
		// Without a network there is nothing to tell; the next occasion tries again.
		this.#registration.update().catch(() => {
			this.#lastCheck = 0;
		});
	}

	/** Loads this tab again with the newer version. Other tabs stay as they are. */
	applyUpdate(): void {
		this.#asked = true;
		const waiting = this.#registration?.waiting;
		if (waiting) waiting.postMessage({ type: 'take-over' });
		else location.reload();
	}

	async #watch(container: ServiceWorkerContainer) {
		const isFirst = !(await container.getRegistration())?.active;
		const registration = await container.ready;
		this.#registration = registration;
		this.#justInstalled = isFirst;
		registration.addEventListener('updatefound', () => {
			this.#follow(registration.installing);
		});
		this.#follow(registration.installing);
		this.#look();
		this.#greet();
		// The worker was checked just now if this page installed it.
		if (isFirst) this.#lastCheck = Date.now();
		else this.checkForUpdate();
	}

	#follow(worker: ServiceWorker | null) {
		worker?.addEventListener('statechange', () => {
			this.#look();
		});
	}

	#look() {
		if (!this.#registration) return;
		const canUpdate = this.#updatedElsewhere || this.#registration.waiting !== null;
		this.#state = canUpdate ? 'update-waiting' : 'ready';
	}

	/** Tells the worker which version this page runs, so that it keeps that version's files. */
	#greet() {
		this.#registration?.active?.postMessage({ type: 'hello', version });
	}
}

function isWelcome(data: unknown): data is { behind: boolean } {
	return (
		typeof data === 'object' &&
		data !== null &&
		'type' in data &&
		data.type === 'welcome' &&
		'behind' in data &&
		typeof data.behind === 'boolean'
	);
}

export const offline = new Offline();
