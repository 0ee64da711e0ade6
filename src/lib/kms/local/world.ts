/** Everything the service holds, for all accounts, Regions and callers of one world. */
import type { RandomBytes } from '#lib/crypto/index.ts';
import type { AccessRequest, Decision, PolicyDocument, PolicySet } from '#lib/iam/index.ts';
import type { Clock } from './clock.ts';
import type { AuditEvent } from './events.ts';
import type { ActiveFaults } from './faults.ts';
import { parseKeyPolicy } from './policies.ts';
import type { AliasRecord, KeyRecord, KmsRecord } from './records.ts';
import type { KmsStore } from './store.ts';

/** What an organization and the network put around every call. */
export type Guardrails = Pick<PolicySet, 'scps' | 'scpAccountId' | 'rcps' | 'vpcEndpointPolicy'>;

export interface WorldParts {
	readonly accountId: string;
	readonly clock: Clock;
	readonly random: RandomBytes;
	readonly store: KmsStore;
	readonly faults: ActiveFaults;
	readonly guardrails: Guardrails;
	readonly principalExists: ((arn: string) => boolean) | undefined;
	readonly decided: ((decision: Decision, request: AccessRequest) => void) | undefined;
	readonly mostEvents: number;
}

export class World {
	readonly parts: WorldParts;
	readonly events: AuditEvent[] = [];
	/** By ARN. */
	readonly keys = new Map<string, KeyRecord>();
	readonly aliases = new Map<string, AliasRecord>();
	readonly #policies = new Map<string, PolicyDocument>();
	readonly #changed = new Set<KmsRecord>();
	readonly #removed = new Set<string>();
	#loaded = false;
	#queue: Promise<unknown> = Promise.resolve();

	readonly #bringToPresent: (world: World) => Promise<void>;

	/** @param bringToPresent lets happen what time has brought */
	constructor(parts: WorldParts, bringToPresent: (world: World) => Promise<void>) {
		this.parts = parts;
		this.#bringToPresent = bringToPresent;
	}

	get now(): Date {
		return this.parts.clock.now();
	}

	/**
	 * Reads the store the first time, and lets happen what time has brought since the last call. Then
	 * carries out what is asked: whatever changes records one after the other, the rest side by side.
	 * What the store does not take has not happened: it leaves no event, and the store is read again.
	 */
	async run<T extends { readonly event?: AuditEvent | undefined }>(
		changes: boolean,
		work: () => Promise<T>
	): Promise<T> {
		if (!changes) {
			await this.#inTurn(() => this.#settle());
			return this.#log(await work());
		}
		return this.#inTurn(async () => {
			await this.#settle();
			const answer = await work();
			await this.#commit();
			return this.#log(answer);
		});
	}

	#log<T extends { readonly event?: AuditEvent | undefined }>(answer: T): T {
		if (answer.event) this.events.push(answer.event);
		if (this.events.length > this.parts.mostEvents) this.events.shift();
		return answer;
	}

	/** Notes that a record is new or has changed. */
	touch(record: KmsRecord): void {
		if (record.kind === 'key') this.keys.set(record.arn, record);
		else this.aliases.set(record.arn, record);
		this.#removed.delete(record.arn);
		this.#changed.add(record);
	}

	remove(record: KmsRecord): void {
		this.keys.delete(record.arn);
		this.aliases.delete(record.arn);
		this.#changed.delete(record);
		this.#removed.add(record.arn);
	}

	aliasesOf(key: KeyRecord): AliasRecord[] {
		return [...this.aliases.values()].filter(({ target }) => target === key.arn);
	}

	/** The key policy, read once a text: `authorize` keeps what it makes of a document. */
	policyOf(key: KeyRecord): PolicyDocument {
		const known = this.#policies.get(key.policy);
		if (known) return known;
		const document = parseKeyPolicy(key.policy, this.parts.principalExists);
		// Policies come and go; what no key has any longer goes with the next one.
		if (this.#policies.size > 2 * this.keys.size + 16) this.#policies.clear();
		this.#policies.set(key.policy, document);
		return document;
	}

	async #settle(): Promise<void> {
		if (!this.#loaded) await this.#load();
		await this.#bringToPresent(this);
		await this.#commit();
	}

	async #load(): Promise<void> {
		const records = await this.parts.store.all();
		this.keys.clear();
		this.aliases.clear();
		for (const record of records)
			if (record.kind === 'key') this.keys.set(record.arn, record);
			else this.aliases.set(record.arn, record);
		this.#loaded = true;
	}

	async #commit(): Promise<void> {
		if (this.#changed.size === 0 && this.#removed.size === 0) return;
		const changed = [...this.#changed];
		const removed = [...this.#removed];
		this.#changed.clear();
		this.#removed.clear();
		try {
			await this.parts.store.write(changed, removed);
		} catch (error) {
			this.#loaded = false;
			throw error;
		}
	}

	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const turn = this.#queue.then(work, work);
		this.#queue = turn.catch(() => undefined);
		return turn;
	}
}
