import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeHex } from '#lib/crypto/index.ts';
import { cachingMaterials, decrypt, encrypt, rawAesKeyring } from '#lib/envelope/index.ts';
import type { MaterialsManager } from '#lib/envelope/index.ts';
import { createClock } from '#lib/kms/index.ts';
import { attempt, begin, bytesOf, find, names, walkThrough } from '../../engine/session.testing.ts';
import type { PlacedAct } from '../../engine/session.ts';
import type { Inputs } from '../../engine/fields.ts';
import type { Shot } from '../../engine/types.ts';
import { layOut } from '../../stage/layout.ts';
import { ledgerOf } from '../key-life/ledger.ts';
import { scenario } from './index.ts';
import { project } from './projection.ts';

const text = 'Ωmega, 30 bytes or so of it.';
const inputs = { document: { text } };
const steps = (await import('#lib/content/index.ts')).labScenarios.caching.steps;
type Step = (typeof steps)[number];
const at = (step: Step) => steps.indexOf(step);
const act = (step: Step, id: string, values: Inputs): PlacedAct => ({ id, values, at: at(step) });
const seal = (step: Step, values: Inputs = {}) =>
	act(step, 'seal', { text: '', times: 1, context: 'own', cache: 'yes', ...values });

async function shown(acts: readonly PlacedAct[], step: Step, more: Inputs = {}): Promise<Shot> {
	const session = begin(scenario, { ...inputs, ...more }, acts);
	await session.to(at(step));
	const shot = session.shots[at(step)];
	if (!shot) throw new Error(`No picture of ${step}`);
	return shot;
}
const figure = (shot: Shot, label: string) =>
	shot.figures?.find((one) => one.label.startsWith(label))?.value;
const keys = (shot: Shot) => ledgerOf(shot)?.rows ?? [];

describe('data key caching', () => {
	it('asks for each message, then once for many, and again at each border', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(steps.map((step) => shots[step].calls)).toEqual([0, 3, 4, 4, 5, 6, 7, 8, 8, 8]);
		expect(steps.map((step) => shots[step].outcome)).toEqual([
			undefined,
			'3',
			'1',
			'0',
			'1',
			'new-key',
			'sealed',
			'AccessDeniedException',
			'5',
			undefined
		]);
		expect(
			shots.count.trail.map(({ operation, event }) => [
				operation,
				event?.userIdentity.arn.split('/')[1]
			])
		).toEqual([
			...Array<unknown>(6).fill(['GenerateDataKey', 'payroll-app']),
			['PutKeyPolicy', 'key-administrator'],
			['GenerateDataKey', 'payroll-app']
		]);
	});

	it('tells what each data key opens, and how long it lay in memory', async () => {
		const shots = await walkThrough(scenario, inputs);
		const size = new TextEncoder().encode(text).length;
		expect(keys(shots.count)).toEqual([
			...[1, 2, 3].map((number) => [
				`Data key ${number}`,
				'site = north',
				`1 message, ${size} bytes`,
				'erased after use'
			]),
			['Data key 4', 'site = north', `5 messages, ${5 * size} bytes`, 'for 2 minutes, then erased'],
			[
				'Data key 5',
				'site = south',
				`1 message, ${size} bytes`,
				'for 12 minutes so far, too old to seal with'
			],
			['Data key 6', 'site = north', `2 messages, ${2 * size} bytes`, 'for 11 minutes, then erased']
		]);
		expect(figure(shots.count, 'Messages')).toBe('11');
		expect(figure(shots.count, 'One data key')).toBe('5 messages');
		expect(figure(shots.exposed, 'The copy')).toBe('5 of 11 messages');
	});

	it('keeps the data key in memory, and seals with the same wrapped one', async () => {
		const shots = await walkThrough(scenario, inputs);
		expect(names(shots.without, 'application')).toEqual(['Message', 'No data key']);
		const key = (step: Step) =>
			encodeHex(bytesOf(find(shots[step], 'application', 'Data key 4 in the cache')));
		expect(key('more')).toBe(key('first'));
		const wrapped = (step: Step) =>
			encodeHex(bytesOf(find(shots[step], 'storage', 'Wrapped data key')));
		expect(wrapped('more')).toBe(wrapped('first'));
		expect(wrapped('without')).not.toBe(wrapped('first'));
		expect(encodeHex(bytesOf(find(shots.more, 'storage', 'Ciphertext')))).not.toBe(
			encodeHex(bytesOf(find(shots.first, 'storage', 'Ciphertext')))
		);
	});

	it.each([
		[{ messages: 1 }, { more: '2', 'taken-away': 'AccessDeniedException' }],
		[{ messages: 2 }, { more: '1', 'taken-away': 'sealed' }],
		[{ bytes: 10 }, { more: '2', 'taken-away': 'AccessDeniedException' }],
		[{ messages: 1000 }, { more: '0', limit: 'no-end' }],
		[{ other: { pairs: { site: 'north' } } }, { 'other-context': '0' }]
	] as const)('under limits of %o', async (more, outcomes) => {
		const shots = await walkThrough(scenario, { ...inputs, ...more });
		for (const [step, outcome] of Object.entries(outcomes))
			expect([step, shots[step as Step].outcome]).toEqual([step, outcome]);
	});
});

describe('what the user does', () => {
	it('seals texts through the cache and past it', async () => {
		const shot = await shown(
			[
				seal('more', { text: 'own words', times: 2 }),
				seal('more', { cache: 'no' }),
				seal('more', { context: 'other', times: 3 })
			],
			'more'
		);
		expect(shot.calls).toBe(6);
		expect(keys(shot).map((row) => row[2]?.split(',')[0])).toEqual([
			'1 message',
			'1 message',
			'1 message',
			'5 messages',
			'1 message',
			'3 messages'
		]);
	});

	it('opens messages through the cache: one call for all of one data key', async () => {
		const open = (message: number) => act('more', 'open', { message });
		const first = await shown([open(4)], 'more');
		expect([first.calls, first.outcome]).toEqual([5, 'opens']);
		expect(decodeUtf8(bytesOf(find(first, 'application', 'Message 4, opened')))).toBe(text);
		expect((await shown([open(4), open(5), open(6)], 'more')).calls).toBe(5);
		expect((await shown([open(4), open(1)], 'more')).calls).toBe(6);
	});

	it('lets time and permissions be changed', async () => {
		const deny = act('more', 'permission', { may: 'no' });
		const allow = act('more', 'permission', { may: 'yes' });
		const wait = act('more', 'wait', { minutes: 10 });
		expect((await shown([deny, seal('more')], 'more')).outcome).toBe('sealed');
		expect((await shown([deny, wait, seal('more')], 'more')).outcome).toBe('AccessDeniedException');
		expect((await shown([deny, wait, allow, seal('more')], 'more')).outcome).toBe('1');
		expect((await shown([deny, act('more', 'open', { message: 1 })], 'more')).outcome).toBe(
			'AccessDeniedException'
		);
	});
});

it('tells what came of what was done', async () => {
	const came = async (...acts: PlacedAct[]) => (await shown(acts, 'more')).came;
	expect(await came(seal('more', { times: 6 }))).toBe(
		'Sealed: 6 messages, with 1 new data key from AWS KMS.'
	);
	expect(await came(act('more', 'wait', { minutes: 3 }))).toBe(
		'It is 3 minutes later. No data key in the cache is too old yet.'
	);
	expect(await came(act('more', 'wait', { minutes: 10 }))).toBe(
		'It is 10 minutes later. The data key in the cache is too old to seal with.'
	);
	const deny = act('more', 'permission', { may: 'no' });
	expect(await came(deny, seal('more', { times: 6 }))).toBe(
		'Sealed: 2 messages, with 0 new data keys from AWS KMS. Then it refused, and the rest was not sealed.'
	);
	expect((await shown([act('more', 'open', { message: 99 })], 'more')).refusal).toMatchObject({
		actor: 'storage',
		name: 'NoSuchKey',
		why: 'There are 6 messages in storage so far.'
	});
});

it('says of each moment what the keys in memory open, not those erased since', async () => {
	const shots = await walkThrough(scenario, inputs);
	const why = (step: Step) =>
		shots[step].readers.find(({ who }) => who.startsWith('Whoever copies its'))?.why;
	expect(why('more')).toContain('opens 3 messages');
	expect(why('bites')).toContain('opens 1 message');
	expect(why('without')).toContain('No data key');
});

it('has the thief on the stage with the copied key, and with what it opens', async () => {
	const shots = await walkThrough(scenario, inputs);
	const plan = (step: Step) =>
		typeof scenario.stage === 'function' ? scenario.stage({}, step) : scenario.stage;
	const stands = (step: Step) => plan(step).actors.some(({ id }) => id === 'thief');
	expect(Object.keys(shots).filter((step) => stands(step as Step))).toEqual(['exposed', 'count']);
	// In a column of its own: nobody further down has to begin below it.
	expect(layOut(plan('exposed'))).toMatchObject({ columns: 4, deep: 2 });
	expect(shots.bites.holds.thief).toBeUndefined();
	const [key, ...read] = shots.exposed.holds.thief ?? [];
	expect(key?.name).toBe('Data key 4, copied at step 3');
	expect(bytesOf(find(shots.first, 'application', 'Data key 4 in the cache'))).toEqual(
		key && bytesOf(key)
	);
	expect(read.map((thing) => [thing.name, thing.text])).toEqual([
		['Message 4', text],
		['Message 5', text]
	]);
	expect(shots.exposed.notes?.thief).toMatch(/^Of \d+ messages the copy opens 5: these and 3 more/);
	// What is sealed there afterwards is tried as well.
	const allow = act('exposed', 'permission', { may: 'yes' });
	const later = await shown([allow, seal('exposed', { times: 2, cache: 'no' })], 'exposed');
	const total = Number(shots.exposed.figures?.[0]?.value) + 2;
	expect(later.notes?.thief).toContain(`Of ${total} messages the copy opens 5`);
});

describe('broken on purpose', () => {
	it.each([
		[0, 'sealed'],
		[9, 'sealed'],
		[10, 'AccessDeniedException']
	])('%d minutes after the permission went: %s', async (minutes, code) => {
		const outcome = await attempt(begin(scenario, inputs), scenario, {
			step: 'more',
			id: 'revoke-and-wait',
			values: { minutes }
		});
		expect(outcome.code).toBe(code);
	});

	it.each([
		[1, 'refused'],
		[4, 'opens'],
		[6, 'opens'],
		[7, 'refused']
	])('message %d with the copied data key: %s', async (message, code) => {
		const outcome = await attempt(begin(scenario, inputs), scenario, {
			step: 'exposed',
			id: 'copied-key',
			values: { message }
		});
		expect(outcome.code).toBe(code);
		expect([outcome.refusal?.actor, outcome.refusal?.name]).toEqual(
			code === 'opens' ? [undefined, undefined] : ['thief', 'CommitmentMismatchError']
		);
		expect(outcome.bytes?.[0]?.text).toBe(code === 'opens' ? text : undefined);
	});
});

it.each([
	[{ maxMessages: 5 }],
	[{ maxBytes: 45 }],
	[{ maxAge: 3 }],
	[{ maxAge: 2, maxMessages: 3, maxBytes: 100 }],
	[{ maxBytes: 9 }]
])('projects what the cache does: %o', async (limits) => {
	const plan = {
		messages: 40,
		pace: 2,
		size: 10,
		maxAge: 1000,
		maxMessages: 1000,
		maxBytes: 10_000,
		...limits
	};
	const clock = createClock();
	const raw = rawAesKeyring({ namespace: 'a', name: 'b', wrappingKey: new Uint8Array(32) });
	let calls = 0;
	const counting = {
		...raw,
		onEncrypt: (...of: Parameters<typeof raw.onEncrypt>) => (calls++, raw.onEncrypt(...of))
	};
	const keyring: MaterialsManager = cachingMaterials({
		keyring: counting,
		clock,
		maxAge: plan.maxAge * 60_000,
		maxMessages: plan.maxMessages,
		maxBytes: plan.maxBytes
	});
	for (let i = 0; i < plan.messages; i++) {
		const { message } = await encrypt(new Uint8Array(plan.size), { keyring, suite: 0x0478 });
		if (i === 0) expect((await decrypt(message, { keyring: raw })).plaintext.length).toBe(10);
		clock.advance(60_000 / plan.pace);
	}
	expect(project(plan).calls).toBe(calls);
});
