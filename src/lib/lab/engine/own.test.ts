/** Walks on a connected KMS: here another KMS in memory, which sees what is asked of it. */
import { describe, expect, it } from 'vitest';
import { labScenarios } from '#lib/content/index.ts';
import { sentOperations } from '#lib/kms/aws/index.ts';
import { createLocalKms } from '#lib/kms/index.ts';
import type { Connection } from '../connect/connection.svelte.ts';
import type { ConnectedKey } from '../connect/try-key.ts';
import { loadScenario } from '../scenarios/index.ts';
import { initialInputs } from './fields.ts';
import { Session } from './session.ts';
import { attempt, noon } from './session.testing.ts';
import type { OwnPlan } from './types.ts';

const kms = createLocalKms({ accountId: '444455556666' });

async function keyOf(spec: string, usage: string): Promise<ConnectedKey> {
	const { KeyMetadata } = await kms.send('CreateKey', {
		KeySpec: spec as 'RSA_2048',
		KeyUsage: usage as 'SIGN_VERIFY'
	});
	return { arn: KeyMetadata?.Arn ?? '', spec, usage };
}
const symmetric = () => keyOf('SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT');
const encrypting = () => keyOf('RSA_2048', 'ENCRYPT_DECRYPT');
const signing = () => keyOf('RSA_2048', 'SIGN_VERIFY');

async function walkOn(id: string, keys: ConnectedKey[], inputs = {}) {
	const asked: string[] = [];
	const connection: Connection = {
		region: 'us-east-1',
		endpoint: undefined,
		expiration: undefined,
		keys,
		call: async (operation, input) => {
			asked.push(operation);
			return { output: await kms.send(operation, input), requestId: `request-${asked.length}` };
		},
		explain: (error) => {
			throw error;
		},
		erase: () => undefined
	};
	const code = await loadScenario(id);
	const all = { ...initialInputs(code.fields), ...inputs };
	const { steps } = labScenarios[code.id];
	const session = Session.begin(code, steps, all, { now: noon, connection });
	const plan = code.onOwnKms?.(all, keys);
	await session.to(steps.length - 1);
	return { asked, code, plan, session };
}

function planned(plan: OwnPlan | string | undefined): OwnPlan {
	if (typeof plan !== 'object') throw new Error(`No plan: ${String(plan)}`);
	return plan;
}

describe('a walk on a connected KMS', () => {
	it.each([
		['direct', [symmetric], {}],
		['direct', [encrypting], { key: 'RSA_2048' }],
		['envelope', [symmetric], {}],
		['context', [symmetric], {}],
		['reencrypt', [symmetric], {}],
		['reencrypt', [symmetric, symmetric], {}],
		['rsa', [encrypting, signing], {}],
		['rsa', [encrypting], {}],
		['rsa', [signing], {}]
	] as const)('%s: makes as many calls as it says, and comes to the same', async (...test) => {
		const [id, kinds, inputs] = test;
		const keys = await Promise.all(kinds.map((make) => make()));
		const { asked, plan, session, code } = await walkOn(id, keys, inputs);
		const { calls, steps } = planned(plan);
		expect(asked).toHaveLength(calls);
		for (const operation of asked) expect(sentOperations).toContain(operation);

		const inPage = Session.begin(code, labScenarios[id].steps, session.inputs, { now: noon });
		await inPage.to(labScenarios[id].steps.length - 1);
		const outcomes = (of: Session) => of.shots.map(({ step, outcome }) => [step, outcome]);
		expect(outcomes(session)).toEqual(outcomes(inPage));

		const onOwn = session.shots.filter(({ inPage }) => inPage !== undefined);
		expect(onOwn.map(({ step }) => step)).toEqual(steps);
		const made = onOwn.flatMap(({ exchanges }) => exchanges.filter(({ own }) => own));
		expect(made.map(({ operation }) => operation)).toEqual(asked);
		expect(made.map(({ measured }) => measured?.requestId)).toEqual(
			asked.map((_, i) => (made[i]?.refusal ? undefined : `request-${i + 1}`))
		);
		for (const { measured } of made) expect(measured?.milliseconds).toBeGreaterThanOrEqual(0);
	});

	it('breaks on it what can be broken there, and the rest in the page', async () => {
		const { session, code, asked } = await walkOn('envelope', [await symmetric()]);
		const flip = { bit: { byte: 140, bit: 0 } };
		const broken = await attempt(session, code, {
			step: 'ask-decrypt',
			id: 'wrapped-key-bit',
			values: flip
		});
		expect(broken.code).toBe('InvalidCiphertextException');
		expect(asked).toEqual(['GenerateDataKey', 'Decrypt', 'Decrypt']);
		const role = await attempt(session, code, {
			step: 'ask-decrypt',
			id: 'other-role',
			values: { allowed: 'storage' }
		});
		expect(role.code).toBe('AccessDeniedException');
		expect(asked).toHaveLength(3);
	});

	it('leaves a key alone that a break would disable', async () => {
		const { session, code, asked } = await walkOn('reencrypt', [await symmetric()]);
		const before = asked.length;
		const outcome = await attempt(session, code, {
			step: 'open',
			id: 'old-key-disabled',
			values: { copy: 'old' }
		});
		expect(outcome.code).toBe('DisabledException');
		expect(asked).toHaveLength(before);
	});

	it.each([
		['envelope', encrypting, 'symmetric key'],
		['direct', encrypting, 'SYMMETRIC_DEFAULT'],
		['rsa', symmetric, 'RSA_2048']
	] as const)('%s says which key it lacks', async (id, make, words) => {
		const { asked, plan } = await walkOn(id, [await make()]);
		expect(plan).toContain(words);
		expect(asked).toEqual([]);
	});
});
