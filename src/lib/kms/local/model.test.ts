/**
 * Any sequence of operations agrees with a model of key states that is written apart from the service: a
 * dozen lines a key, from the tables of the behaviour paper (sections 3 and 4). After every step the
 * service shows what the model says, and a ciphertext opens exactly when the model says so.
 */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeUtf8 } from '#lib/crypto/index.ts';
import { createFaults, createLocalKms, createMemoryStore, KmsError } from '../index.ts';
import type { KmsStore, LocalKms } from '../index.ts';
import { createClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { newKey } from './kms.testing.ts';

const day = 86_400_000;
const bytes = new Uint8Array(32).fill(3);

interface ModelKey {
	readonly external: boolean;
	/** Asked for by the caller: enabled or disabled. */
	enabled: boolean;
	/** Has what it needs to work. */
	material: boolean;
	/** Imported material goes at this time. */
	expires: number;
	/** The key goes at this time. */
	deleted: number;
	period: number;
	next: number;
	missed: boolean;
	rotations: number;
	onDemand: number;
	aliases: number;
	sealed: Uint8Array[];
}

/** States that the sequences reached. */
const seen = new Set<string>();

interface Model {
	now: number;
	keys: Map<string, ModelKey>;
}

interface Real {
	kms: LocalKms;
	clock: Clock;
	store: KmsStore;
	aliases: number;
}

function stateOf(key: ModelKey): string {
	if (key.deleted < Infinity) return 'PendingDeletion';
	if (!key.material) return 'PendingImport';
	return key.enabled ? 'Enabled' : 'Disabled';
}

/** What an operation answers: nothing when it is carried out, else the name of the error. */
type Answer = string | undefined;

const cryptography: Record<string, Answer> = {
	Disabled: 'DisabledException',
	PendingDeletion: 'KMSInvalidStateException',
	PendingImport: 'KMSInvalidStateException'
};
const deletionOnly: Record<string, Answer> = { PendingDeletion: 'KMSInvalidStateException' };

function pass(model: Model, time: number): void {
	model.now += time;
	for (const [arn, key] of model.keys) {
		if (key.deleted <= model.now) {
			model.keys.delete(arn);
			continue;
		}
		if (key.expires <= model.now) {
			key.material = false;
			key.expires = Infinity;
		}
		if (stateOf(key) !== 'Enabled') key.missed ||= key.next <= model.now;
		else catchUp(model, key);
	}
}

function catchUp(model: Model, key: ModelKey): void {
	if (key.missed) {
		key.rotations++;
		key.next = model.now + key.period;
		key.missed = false;
	}
	while (key.next <= model.now) {
		key.rotations++;
		key.next += key.period;
	}
}

abstract class Step implements fc.AsyncCommand<Model, Real> {
	readonly which: number;

	constructor(which: number) {
		this.which = which;
	}

	check({ keys }: Readonly<Model>): boolean {
		return keys.size > 0;
	}

	abstract expected(model: Model, key: ModelKey): Answer;
	abstract send(real: Real, arn: string, key: ModelKey): Promise<unknown>;
	/** Changes the model, once the service has carried it out. */
	done?(model: Model, key: ModelKey, answer: unknown): void;

	async run(model: Model, real: Real): Promise<void> {
		const [arn, key] = [...model.keys][this.which % model.keys.size] ?? [];
		if (!arn || !key) throw new Error('no key');
		const expected = this.expected(model, key);
		let answer: unknown;
		let name: Answer;
		try {
			answer = await this.send(real, arn, key);
		} catch (error) {
			if (!(error instanceof KmsError)) throw error;
			({ name } = error);
		}
		expect(`${this.constructor.name}: ${name ?? 'done'}`).toBe(
			`${this.constructor.name}: ${expected ?? 'done'}`
		);
		if (expected === undefined) this.done?.(model, key, answer);
		await agree(model, real);
	}

	toString(): string {
		return `${this.constructor.name}(${this.which})`;
	}
}

/** The service shows what the model says. */
async function agree(model: Model, { kms }: Real): Promise<void> {
	const { Keys = [] } = await kms.send('ListKeys', { Limit: 1000 });
	expect(Keys.map(({ KeyArn }) => KeyArn).sort()).toEqual([...model.keys.keys()].sort());
	for (const [arn, key] of model.keys) {
		const { KeyMetadata } = await kms.send('DescribeKey', { KeyId: arn });
		const state = stateOf(key);
		seen.add(state);
		expect(KeyMetadata).toMatchObject({ KeyState: state, Enabled: state === 'Enabled' });
		expect(KeyMetadata?.DeletionDate?.getTime() ?? Infinity).toBe(key.deleted);
		const { Rotations } = await kms.send('ListKeyRotations', { KeyId: arn, Limit: 1000 });
		expect(Rotations).toHaveLength(key.rotations);
		const { Aliases } = await kms.send('ListAliases', { KeyId: arn });
		expect(Aliases).toHaveLength(key.aliases);
		for (const CiphertextBlob of key.sealed.slice(-2)) {
			const opened = await kms.send('Decrypt', { CiphertextBlob }).then(
				() => undefined,
				(error: unknown) => (error as Error).name
			);
			expect(opened).toBe(cryptography[state]);
		}
	}
}

class Create extends Step {
	override check({ keys }: Readonly<Model>): boolean {
		return keys.size < 4;
	}
	override expected(): Answer {
		return undefined;
	}
	override send(): Promise<unknown> {
		return Promise.resolve();
	}
	override async run(model: Model, real: Real): Promise<void> {
		const external = this.which % 3 === 0;
		const { arn } = await newKey(real.kms, external ? { Origin: 'EXTERNAL' } : {});
		model.keys.set(arn, {
			external,
			enabled: true,
			material: !external,
			expires: Infinity,
			deleted: Infinity,
			period: 0,
			next: Infinity,
			missed: false,
			rotations: 0,
			onDemand: 0,
			aliases: 0,
			sealed: []
		});
		await agree(model, real);
	}
}

class Encrypt extends Step {
	override expected(_: Model, key: ModelKey) {
		return cryptography[stateOf(key)];
	}
	override send({ kms }: Real, KeyId: string) {
		return kms.send('Encrypt', { KeyId, Plaintext: encodeUtf8('x') });
	}
	override done(_: Model, key: ModelKey, answer: unknown) {
		key.sealed.push((answer as { CiphertextBlob: Uint8Array }).CiphertextBlob);
	}
}

class Enable extends Step {
	override expected(_: Model, key: ModelKey) {
		const state = stateOf(key);
		return state === 'Disabled' ? undefined : cryptography[state];
	}
	override send({ kms }: Real, KeyId: string) {
		return kms.send('EnableKey', { KeyId });
	}
	override done(model: Model, key: ModelKey) {
		key.enabled = true;
		catchUp(model, key);
	}
}

class Disable extends Step {
	override expected(_: Model, key: ModelKey) {
		const state = stateOf(key);
		return state === 'Disabled' ? undefined : cryptography[state];
	}
	override send({ kms }: Real, KeyId: string) {
		return kms.send('DisableKey', { KeyId });
	}
	override done(_: Model, key: ModelKey) {
		key.enabled = false;
	}
}

class ScheduleDeletion extends Step {
	get days() {
		return 7 + (this.which % 24);
	}
	override expected(_: Model, key: ModelKey) {
		return deletionOnly[stateOf(key)];
	}
	override send({ kms }: Real, KeyId: string) {
		return kms.send('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: this.days });
	}
	override done(model: Model, key: ModelKey) {
		key.deleted = model.now + this.days * day;
	}
}

class CancelDeletion extends Step {
	override expected(_: Model, key: ModelKey): Answer {
		return stateOf(key) === 'PendingDeletion' ? undefined : 'KMSInvalidStateException';
	}
	override send({ kms }: Real, KeyId: string) {
		return kms.send('CancelKeyDeletion', { KeyId });
	}
	override done(_: Model, key: ModelKey) {
		key.deleted = Infinity;
		key.enabled = false;
	}
}

class EnableRotation extends Step {
	get period() {
		return 90 + (this.which % 3) * 100;
	}
	override expected(_: Model, key: ModelKey) {
		return key.external ? 'UnsupportedOperationException' : cryptography[stateOf(key)];
	}
	override send({ kms }: Real, KeyId: string) {
		return kms.send('EnableKeyRotation', { KeyId, RotationPeriodInDays: this.period });
	}
	override done(model: Model, key: ModelKey) {
		if (key.period === this.period * day) return;
		key.period = this.period * day;
		key.next = model.now + key.period;
		key.missed = false;
	}
}

class DisableRotation extends Step {
	override expected(_: Model, key: ModelKey) {
		return key.external ? 'UnsupportedOperationException' : cryptography[stateOf(key)];
	}
	override send({ kms }: Real, KeyId: string) {
		return kms.send('DisableKeyRotation', { KeyId });
	}
	override done(_: Model, key: ModelKey) {
		key.period = 0;
		key.next = Infinity;
		key.missed = false;
	}
}

class RotateOnDemand extends Step {
	override expected(model: Model, key: ModelKey): Answer {
		const inState = cryptography[stateOf(key)];
		if (inState) return inState;
		if (key.external) return 'KMSInvalidStateException';
		if (key.onDemand === 25) return 'LimitExceededException';
		return key.next - model.now <= 20 * 60_000 ? 'ConflictException' : undefined;
	}
	override send({ kms }: Real, KeyId: string) {
		return kms.send('RotateKeyOnDemand', { KeyId });
	}
	override done(_: Model, key: ModelKey) {
		key.rotations++;
		key.onDemand++;
	}
}

class AddAlias extends Step {
	override expected(_: Model, key: ModelKey) {
		return deletionOnly[stateOf(key)];
	}
	override send(real: Real, KeyId: string) {
		const AliasName = `alias/${real.aliases++}`;
		return real.kms.send('CreateAlias', { AliasName, TargetKeyId: KeyId });
	}
	override done(_: Model, key: ModelKey) {
		key.aliases++;
	}
}

class Import extends Step {
	/** Some of it expires. */
	get days() {
		return this.which % 2 === 0 ? Infinity : 1 + (this.which % 365);
	}
	override expected(_: Model, key: ModelKey): Answer {
		if (!key.external) return 'UnsupportedOperationException';
		return deletionOnly[stateOf(key)];
	}
	override async send({ kms, clock }: Real, KeyId: string) {
		const { ImportToken, PublicKey = bytes } = await kms.send('GetParametersForImport', {
			KeyId,
			WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
			WrappingKeySpec: 'RSA_2048'
		});
		const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
		const padding = constants.RSA_PKCS1_OAEP_PADDING;
		return kms.send('ImportKeyMaterial', {
			KeyId,
			ImportToken,
			EncryptedKeyMaterial: publicEncrypt({ key, padding, oaepHash: 'sha256' }, bytes),
			...(this.days === Infinity
				? { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }
				: { ValidTo: new Date(clock.now().getTime() + this.days * day) })
		});
	}
	override done(model: Model, key: ModelKey) {
		// An import enables a key that waited for it, and leaves any other as it was.
		if (!key.material) key.enabled = true;
		key.material = true;
		key.expires = model.now + this.days * day;
	}
}

class DeleteMaterial extends Step {
	override expected(_: Model, key: ModelKey): Answer {
		return key.external ? undefined : 'UnsupportedOperationException';
	}
	override send({ kms }: Real, KeyId: string) {
		return kms.send('DeleteImportedKeyMaterial', { KeyId });
	}
	override done(_: Model, key: ModelKey) {
		key.material = false;
		key.expires = Infinity;
	}
}

class Wait extends Step {
	override expected(): Answer {
		return undefined;
	}
	override send() {
		return Promise.resolve();
	}
	override async run(model: Model, real: Real): Promise<void> {
		const time = this.which * 8 * 3_600_000;
		real.clock.advance(time);
		pass(model, time);
		await agree(model, real);
	}
}

/** The program ends and begins anew over the same store. */
class Restart extends Step {
	override expected(): Answer {
		return undefined;
	}
	override send() {
		return Promise.resolve();
	}
	override async run(model: Model, real: Real): Promise<void> {
		real.kms = createLocalKms({ clock: real.clock, store: real.store, faults: createFaults() });
		await agree(model, real);
	}
}

const steps = [
	Create,
	Encrypt,
	Encrypt,
	Enable,
	Disable,
	ScheduleDeletion,
	CancelDeletion,
	EnableRotation,
	DisableRotation,
	RotateOnDemand,
	AddAlias,
	Import,
	DeleteMaterial,
	Wait,
	Wait,
	Restart
];

it('agrees with the model after any sequence of operations', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.commands(
				steps.map((step) => fc.nat({ max: 400 }).map((which) => new step(which))),
				{ size: '+1', maxCommands: 40 }
			),
			async (commands) => {
				const clock = createClock();
				const store = createMemoryStore();
				const setup = () => ({
					model: { now: clock.now().getTime(), keys: new Map<string, ModelKey>() },
					real: { kms: createLocalKms({ clock, store }), clock, store, aliases: 0 }
				});
				const { model, real } = setup();
				await fc.asyncModelRun(() => ({ model, real }), [new Create(1), ...commands]);
			}
		),
		{ numRuns: 60 }
	);
	// The sequences did reach every state.
	expect([...seen].sort()).toEqual(['Disabled', 'Enabled', 'PendingDeletion', 'PendingImport']);
}, 30_000);
