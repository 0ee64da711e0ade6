import { afterEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '#lib/ui/tokens.css';
import '#lib/ui/base.css';
import { application, kms, storage, usualStage } from '../engine/places.ts';
import {
	answer,
	contextThing,
	dataKeyThing,
	kmsKeyThing,
	request,
	wrappedKeyThing
} from '../engine/things.ts';
import Stage from './Stage.svelte';
import type { Scene, StagePlan } from './types.ts';

const wrapped = wrappedKeyThing(new Uint8Array(40));
const context = contextThing({ purpose: 'payroll' });
const holds = { kms: [kmsKeyThing('arn:aws:kms:eu-central-1:1:key/12345678-')], application: [] };

async function draw(scene: Scene, width = 1280, plan = usualStage) {
	await page.viewport(width, 900);
	const { container } = await render(Stage, {
		plan,
		scene,
		moment: '1',
		format: 'hex',
		moving: false
	});
	const one = (selector: string) => {
		const found = container.querySelector(selector);
		if (!found) throw new Error(`Nothing is ${selector}.`);
		return found;
	};
	return { container, one, box: (selector: string) => one(selector).getBoundingClientRect() };
}
const refused = (name: string): Scene => ({
	holds,
	travel: [request('Decrypt', [context, wrapped])],
	refusal: { actor: kms.id, name, message: '', why: 'It is a test.' }
});

afterEach(() => page.viewport(1280, 900));

describe('a refusal of AWS KMS', () => {
	it('is inside the HSM where cryptography found it, and before it otherwise', async () => {
		for (const name of ['InvalidCiphertextException', 'KMSInvalidSignatureException']) {
			const { container, one } = await draw(refused(name));
			expect(one('.hsm .refuses').textContent).toContain(name);
			expect(container.querySelectorAll('.refuses')).toHaveLength(1);
		}
		for (const name of [
			'AccessDeniedException',
			'DisabledException',
			'KMSInvalidStateException',
			'ValidationException'
		]) {
			const { container, one } = await draw(refused(name));
			expect(one('.refuses').textContent).toContain(name);
			expect(container.querySelector('.hsm .refuses'), name).toBeNull();
		}
	});

	it('comes back on the line beside what was sent, and covers neither it nor the lock', async () => {
		const { container, box } = await draw(refused('AccessDeniedException'));
		for (const animation of document.getAnimations()) animation.finish();
		const sign = box('.return .sym');
		const lock = box('.refused .lock svg');
		const sent = [...container.querySelectorAll('.track:not(.return) .sym')].map((symbol) =>
			symbol.getBoundingClientRect()
		);
		const walls = box('.line:not(.idle)');
		expect(sent).toHaveLength(2);
		expect(sign.left).toBeGreaterThan(walls.left);
		expect(lock.left).toBeGreaterThan(sign.right);
		expect(Math.min(...sent.map(({ left }) => left))).toBeGreaterThan(lock.right);
		expect(Math.max(...sent.map(({ right }) => right))).toBeLessThan(walls.right);
	});
});

it('draws what is part of one message in one frame, in a list of its own', async () => {
	const within = 'One message, 482 bytes';
	const parts = [context, wrapped].map((thing) => ({ ...thing, within }));
	const scene = { holds: { ...holds, application: [dataKeyThing(new Uint8Array(32)), ...parts] } };
	const { container } = await draw(scene);
	const application = page.getByRole('region', { name: 'Your application' });
	await expect.element(application.getByRole('list', { name: within })).toBeVisible();
	expect(application.getByRole('list', { name: within }).getByRole('listitem').all()).toHaveLength(
		2
	);
	expect(container.querySelectorAll('.whole')).toHaveLength(1);
	expect(container.querySelector('.whole')?.textContent).not.toContain('in the clear');
});

describe('on a phone', () => {
	const put: Scene = {
		holds,
		travel: [
			{
				from: 'application',
				to: 'storage',
				operation: 'put',
				caption: 'one message',
				things: [context, wrapped]
			}
		]
	};

	it('leads a line past AWS KMS from the application to storage, and says so', async () => {
		const { container, one, box } = await draw(put, 360);
		const passed = [...container.querySelectorAll('.beside')];
		expect(passed.map((piece) => piece.classList.contains('line'))).toEqual([true, false]);
		const service = box('.actor.kms');
		const line = box('.under .rail').left;
		expect(line).toBeLessThan(service.left - 8);
		for (const piece of passed) {
			const drawn = getComputedStyle(piece, '::before');
			expect(drawn.borderLeftStyle).toBe('solid');
			const left = piece.getBoundingClientRect().left + Number.parseFloat(drawn.left);
			expect(Math.abs(left - line)).toBeLessThan(1);
		}
		// It begins where the application ends and leads to storage, without a gap.
		const first = passed[0]?.getBoundingClientRect();
		expect(Math.abs((first?.top ?? 0) - box('.actor.application').bottom)).toBeLessThan(1);
		expect(Math.abs(box('.under .rail').bottom - box('.actor.storage').top)).toBeLessThan(1);
		const words = one('.under .lock');
		expect(words.textContent).toContain('not through AWS KMS');
		expect(Number.parseFloat(getComputedStyle(words).fontSize)).toBeGreaterThan(12);
	});

	it('leads a line past whoever shares a column with who is at its end, both ways', async () => {
		const plan: StagePlan = {
			actors: [
				{ id: 'reader', name: 'Reader', where: 'another role', kind: 'person' },
				{ ...application, below: true },
				kms,
				storage
			],
			lanes: [
				{ between: ['reader', 'kms'] },
				{ between: ['application', 'kms'] },
				{ between: ['application', 'storage'] }
			]
		};
		const send = request('Decrypt', [wrapped], 'reader');
		const reply = answer('Decrypt', [wrapped], 'reader');
		for (const [travel, isReply] of [
			[send, false],
			[reply, true]
		] as const) {
			const { container, box } = await draw({ holds, travel: [travel] }, 360, plan);
			const [passed, ...more] = container.querySelectorAll('.beside');
			expect(more).toEqual([]);
			const drawn = passed && getComputedStyle(passed, '::before');
			const { left = 0, top = 0 } = passed?.getBoundingClientRect() ?? {};
			// From the reader, past the application, into AWS KMS, in one line.
			expect(passed?.querySelector('.application')).toBeTruthy();
			expect(top + Number.parseFloat(drawn?.top ?? '')).toBeCloseTo(box('.actor.person').bottom, 0);
			expect(left + Number.parseFloat(drawn?.left ?? '')).toBeCloseTo(
				box('.passing .rail').left,
				0
			);
			expect(box('.passing .rail').bottom).toBeCloseTo(box('.actor.kms').top, 0);
			// The arrow points at who gets it.
			const head = passed && getComputedStyle(passed, '::after').content;
			expect(head).toBe(isReply ? '""' : 'none');
			const rail = container.querySelector('.passing .rail');
			const own = rail && getComputedStyle(rail, '::after').display;
			expect(own).toBe(isReply ? 'none' : 'block');
		}
	});

	it('keeps the parts of a message that travel in the frame of the message', async () => {
		const within = 'One message, 482 bytes';
		const ciphertext = { ...wrapped, kind: 'ciphertext' as const, name: 'Ciphertext' };
		const things = [context, wrapped, ciphertext].map((thing) => ({ ...thing, within }));
		const travel = (put.travel ?? []).map((one) => ({ ...one, things }));
		for (const width of [360, 1280]) {
			const { container, box } = await draw({ ...put, travel }, width);
			const frame = box('.rider.whole');
			for (const symbol of container.querySelectorAll('.rider .sym')) {
				const { top, bottom, left, right } = symbol.getBoundingClientRect();
				expect(Math.min(top - frame.top, left - frame.left), `${width} px`).toBeGreaterThan(0);
				expect(Math.min(frame.bottom - bottom, frame.right - right)).toBeGreaterThan(0);
			}
			if (width > 900) expect(frame.bottom).toBeLessThan(box('.under .lock').top);
		}
	});

	it('has room for five things on a line, beside their names and the lock', async () => {
		const things = ['one', 'two', 'three', 'four', 'five'].map((name) => ({ ...wrapped, name }));
		const { one, box } = await draw(
			{
				holds,
				travel: [
					{
						from: 'storage',
						to: 'application',
						operation: 'get',
						caption: 'as it is stored',
						things
					}
				]
			},
			360
		);
		for (const animation of document.getAnimations()) animation.finish();
		const lane = one('.lane:has(.many)').getBoundingClientRect();
		expect(box('.many .sym').top).toBeGreaterThan(lane.top);
		expect(box('.many .sym:last-child').bottom).toBeLessThan(box('.under .lock').top);
		expect(box('.cargo li:last-child').bottom).toBeLessThanOrEqual(box('.under .lock').top);
	});

	it('shows the journey from wall to wall without scrolling', async () => {
		const { box } = await draw(
			{ ...refused('InvalidCiphertextException'), holds: { ...holds, application: [wrapped] } },
			360
		);
		const whole = box('.actor.kms').bottom - box('.actor.application').top;
		expect(whole).toBeLessThan(640);
	});
});

it('stands four side by side', async () => {
	const { container } = await draw({ holds }, 1280, {
		...usualStage,
		actors: [...usualStage.actors, { id: 'thief', name: 'A thief', where: '', kind: 'person' }]
	});
	const boxes = [...container.querySelectorAll('.actor')].map((actor) =>
		actor.getBoundingClientRect()
	);
	expect(boxes).toHaveLength(4);
	for (const [i, { left, width }] of boxes.entries()) {
		expect(width).toBeGreaterThan(200);
		if (i > 0) expect(left).toBeGreaterThan(boxes[i - 1]?.right ?? 0);
	}
});
