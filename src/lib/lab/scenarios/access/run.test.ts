import { describe, expect, it } from 'vitest';
import { labScenarios } from '#lib/content/index.ts';
import { decodeUtf8 } from '#lib/crypto/index.ts';
import { begin, bytesOf, find, names, walkThrough } from '../../engine/session.testing.ts';
import { fittingInputs } from '../../engine/fields.ts';
import type { Inputs } from '../../engine/fields.ts';
import type { Shot } from '../../engine/types.ts';
import {
	accessOf,
	briefOf,
	codeOf,
	isSound,
	markedIn,
	sidesOf,
	standing,
	toldOf
} from './access.ts';
import type { Access } from './access.ts';
import { starts, startWith } from './arrangements.ts';
import type { Arrangement, StartId } from './arrangements.ts';
import { scenario } from './index.ts';
import { arrangementIn } from './run.ts';

const { steps } = labScenarios.access;
const access = (shot: Shot | undefined): Access => {
	const found = accessOf(shot);
	if (!found) throw new Error('The moment carries no request');
	return found;
};
const valuesOf = ({ context, ...rest }: Arrangement, ask = 'now'): Inputs => ({
	...rest,
	context: { pairs: context },
	ask
});

/** The picture after an arrangement was put in the place of the first answer. */
async function ask(start: StartId, change: Partial<Arrangement> = {}, inputs: Inputs = {}) {
	const session = begin(scenario, inputs);
	await session.to(1);
	const { keyArn } = access(session.shots[1]);
	const arrangement = { ...startWith(start, keyArn), ...change };
	const next = await session.act(1, { id: 'arrange', values: valuesOf(arrangement) });
	const shot = next.shots[1];
	if (!shot) throw new Error('There is no picture');
	return { shot, access: access(shot), exchange: shot.exchanges.at(-1), keyArn };
}

describe('the walk', () => {
	it('comes to what each step is about', async () => {
		const shots = await walkThrough(scenario, { document: { text: 'Ωmega, 1' } });
		const outcomes = Object.fromEntries(steps.map((step) => [step, shots[step].outcome]));
		expect(outcomes).toEqual({
			'bucket-only': undefined,
			'bucket-only-answer': 'caller-side',
			'key-only': undefined,
			'key-only-answer': 's3',
			both: undefined,
			'both-answer': 'allowed',
			'admin-default': undefined,
			'admin-default-answer': 'allowed',
			'admin-named': undefined,
			'admin-named-answer': 'key-side',
			'cross-key-half': undefined,
			'cross-key-half-answer': 'caller-side',
			deny: undefined,
			'deny-answer': 'denied'
		});
		// The object comes back as it was typed, and only where both circles let it.
		expect(decodeUtf8(bytesOf(find(shots['both-answer'], 'caller', 'The object')))).toBe(
			'Ωmega, 1'
		);
		for (const step of steps) {
			const isRead = step === 'both-answer' || step === 'admin-default-answer';
			expect(names(shots[step], 'caller').includes('The object')).toBe(isRead);
			expect(shots[step].readers.find(({ who }) => who.startsWith('Role'))?.can).toBe(
				isRead ? 'yes' : 'no'
			);
		}
		// Amazon S3 refused once, and AWS KMS heard nothing of it.
		expect(shots['key-only-answer'].calls).toBe(1);
		expect(shots['key-only-answer'].exchanges).toEqual([]);
		expect(shots['deny-answer'].calls).toBe(6);
	});

	it('keeps one key under all policies', async () => {
		const shots = await walkThrough(scenario);
		const arns = new Set(steps.map((step) => access(shots[step]).keyArn));
		expect(arns.size).toBe(1);
		const wrapped = steps.map((step) => find(shots[step], 's3', 'Wrapped data key'));
		expect(new Set(wrapped.map((thing) => bytesOf(thing).join())).size).toBe(1);
	});

	it('shows in the trail who called, through whom, and the text of the refusal', async () => {
		const shots = await walkThrough(scenario);
		const [exchange] = shots['bucket-only-answer'].exchanges;
		const { keyArn } = access(shots['bucket-only-answer']);
		expect(exchange?.refusal).toEqual({
			name: 'AccessDeniedException',
			message: `User: arn:aws:sts::111122223333:assumed-role/Payroll/mia is not authorized to perform: kms:Decrypt on resource: ${keyArn} because no identity-based policy allows the kms:Decrypt action`
		});
		// Amazon S3 hands the refusal on to the caller.
		expect(shots['bucket-only-answer'].travel?.map(({ from, to }) => `${from} ${to}`)).toEqual([
			's3 kms',
			's3 caller'
		]);
		expect(shots['bucket-only-answer'].refusal).toMatchObject({
			actor: 'kms',
			message: exchange?.refusal?.message
		});
		expect(exchange?.event).toMatchObject({
			eventName: 'Decrypt',
			errorCode: 'AccessDeniedException',
			requestParameters: {
				encryptionContext: { 'aws:s3:arn': 'arn:aws:s3:::payroll-archive/2026-11.csv' }
			}
		});
		expect(exchange?.principal.arn).toContain('Payroll');
		expect(exchange?.decision?.reason).toBe('NO_IDENTITY_ALLOW');
	});
});

describe('arrangements to begin with', () => {
	const cases: [StartId, string, string][] = [
		['bucket-only', 'caller-side', 'NO_IDENTITY_ALLOW'],
		['key-only', 's3', 'ALLOW_DELEGATED'],
		['both', 'allowed', 'ALLOW_DELEGATED'],
		['role-named', 'allowed', 'ALLOW_ROLE'],
		['other-named', 'key-side', 'NO_KEY_POLICY_ALLOW'],
		['admin-default', 'allowed', 'ALLOW_DELEGATED'],
		['admin-named', 'key-side', 'NO_KEY_POLICY_ALLOW'],
		['cross-key-half', 'caller-side', 'NO_IDENTITY_ALLOW'],
		['cross-caller-half', 'key-side', 'NO_KEY_POLICY_ALLOW'],
		['cross-both', 'allowed', 'ALLOW_BOTH_ACCOUNTS'],
		['deny', 'denied', 'EXPLICIT_DENY'],
		['via-service', 'key-side', 'NO_KEY_POLICY_ALLOW'],
		['context', 'key-side', 'NO_KEY_POLICY_ALLOW'],
		['grant', 'allowed', 'ALLOW_GRANT'],
		['scp-silent', 'caller-side', 'NO_SCP_ALLOW']
	];

	it('are all here, and are policies that AWS takes', () => {
		expect(cases.map(([id]) => id)).toEqual(starts.map(({ id }) => id));
		for (const { id } of starts)
			expect(isSound(startWith(id, 'arn:aws:kms:eu-central-1:111122223333:key/1'))).toBe(true);
	});

	it.each(cases)('%s comes to %s, by %s', async (id, code, reason) => {
		const { shot, access: came } = await ask(id);
		expect(shot.outcome).toBe(code);
		expect(codeOf(came)).toBe(code);
		expect(came.key.decision?.reason).toBe(reason);
		expect(shot.refusal === undefined).toBe(code === 'allowed');
		// What decided, as the recorder has it, is what the circles are drawn from.
		if (came.key.asked)
			expect(shot.exchanges.at(-1)?.decision?.reason).toBe(came.key.decision?.reason);
		else expect(shot.exchanges).toHaveLength(1);
	});

	it('change with one word', async () => {
		expect((await ask('via-service', { call: 'get' })).shot.outcome).toBe('allowed');
		expect((await ask('context', { context: { department: 'payroll' } })).shot.outcome).toBe(
			'allowed'
		);
		expect((await ask('grant', { grant: 'none' })).shot.outcome).toBe('key-side');
		expect((await ask('scp-silent', { scp: '' })).shot.outcome).toBe('allowed');
		// The root user has no policies of its own, and gets in where the account is allowed.
		expect((await ask('bucket-only', { caller: 'root' })).access.key.decision?.reason).toBe(
			'ALLOW_DIRECT'
		);
		expect((await ask('role-named', { caller: 'root' })).shot.outcome).toBe('key-side');
	});
});

describe('other calls', () => {
	it('return what the caller may have', async () => {
		const inputs = { document: { text: 'Mia' } };
		const change = { identityPolicy: '' };
		const read = await ask('role-named', { ...change, call: 'decrypt' }, inputs);
		expect(decodeUtf8(bytesOf(find(read.shot, 'caller', 'The object')))).toBe('Mia');
		expect(read.access.object).toBeUndefined();
		expect(standing(read.access)).toContain('No object was asked for');

		const admin = { caller: 'admin' } as const;
		const key = await ask('admin-default', { ...admin, call: 'data-key' });
		expect(bytesOf(find(key.shot, 'caller', 'Data key'))).toHaveLength(32);
		const sealed = await ask('admin-default', { ...admin, call: 'encrypt' });
		expect(names(sealed.shot, 'caller')).toContain('Ciphertext');
		expect((await ask('admin-default', { ...admin, call: 'describe' })).shot.outcome).toBe(
			'allowed'
		);
		const deleted = await ask('admin-default', { ...admin, call: 'delete' });
		expect(deleted.exchange?.response).toMatchObject({ KeyState: 'PendingDeletion' });
	});

	it('seal an object anew when it is written', async () => {
		const before = await ask('admin-default');
		const after = await ask('admin-default', { call: 'put' });
		expect(after.exchange?.operation).toBe('GenerateDataKey');
		const sealed = ({ shot }: typeof before) =>
			bytesOf(find(shot, 's3', 'The object, sealed')).join();
		expect(sealed(after)).not.toBe(sealed(before));
	});

	it('do not cross accounts where no policy makes them', async () => {
		const { access: came, shot } = await ask('cross-both', {
			call: 'delete',
			identityPolicy: JSON.stringify({
				Version: '2012-10-17',
				Statement: { Effect: 'Allow', Action: '*', Resource: '*' }
			})
		});
		expect(came.key.decision?.reason).toBe('NOT_CROSS_ACCOUNT');
		expect(shot.outcome).toBe('key-side');
		expect(sidesOf(came, 'key').every(({ says }) => says === 'nothing')).toBe(true);
	});
});

describe('what is told', () => {
	it('marks the statements that decided in the text of their policies', async () => {
		const { access: came } = await ask('both');
		const text = (which: 'keyPolicy' | 'identityPolicy') =>
			markedIn(came, which).map(({ of, start, end }) => [
				of,
				(JSON.parse(came.arrangement[which].slice(start, end)) as { Sid: string }).Sid
			]);
		expect(text('identityPolicy')).toEqual([
			['object', 'ReadArchive'],
			['key', 'UseKey']
		]);
		expect(text('keyPolicy')).toEqual([['key', 'Enable IAM User Permissions']]);
		expect(markedIn(came, 'keyPolicy')[0]).toMatchObject({ line: 5, lastLine: 13 });
		const denied = await ask('deny');
		expect(markedIn(denied.access, 'keyPolicy')).toMatchObject([
			{ name: 'statement “NotThisRole”', effect: 'Deny', of: 'key' }
		]);
		expect(markedIn((await ask('bucket-only')).access, 'keyPolicy')).toEqual([]);
	});

	it('puts statements briefly for a projector', async () => {
		const { access: came } = await ask('via-service', { call: 'get' });
		expect(briefOf(came, 'keyPolicy')[1]).toEqual({
			title: 'Allow: ThroughS3',
			lines: [
				'Principal arn:aws:iam::111122223333:role/Payroll',
				'Action kms:Decrypt',
				'if StringEquals kms:ViaService s3.eu-central-1.amazonaws.com'
			],
			decided: ['key']
		});
		expect(briefOf(came, 'scp')).toEqual([]);
	});

	it('says what each policy says', async () => {
		const sides = async (id: StartId) =>
			sidesOf((await ask(id)).access, 'key').map(({ policy, says }) => `${policy} ${says}`);
		expect(await sides('bucket-only')).toEqual(['key-policy yes', 'identity-policy no']);
		expect(await sides('role-named')).toEqual(['key-policy yes', 'identity-policy nothing']);
		expect(await sides('admin-named')).toEqual(['key-policy no', 'identity-policy yes']);
		expect(await sides('deny')).toEqual(['key-policy deny', 'identity-policy yes']);
		expect(await sides('grant')).toEqual([
			'key-policy nothing',
			'identity-policy nothing',
			'grant yes'
		]);
		expect(await sides('scp-silent')).toEqual(['key-policy yes', 'identity-policy yes', 'scp no']);
	});

	it('puts the caller into the circles', async () => {
		const where = async (id: StartId) => standing((await ask(id)).access);
		expect(await where('bucket-only')).toContain('circle of the object only');
		expect(await where('key-only')).toContain('circle of the key only');
		expect(await where('both')).toContain('both circles');
		expect(standing((await ask('bucket-only', { identityPolicy: '' })).access)).toContain(
			'neither circle'
		);
	});
});

describe('policies from elsewhere', () => {
	it('asks nobody while a policy is none that AWS takes', async () => {
		const { shot, access: came } = await ask('both', { keyPolicy: '{ "Statement": [' });
		expect(came.isAnswered).toBe(false);
		expect(shot.outcome).toBeUndefined();
		expect(came.arrangement.keyPolicy).toBe('{ "Statement": [');
	});

	it('waits for the next step where the answer is not due', async () => {
		const session = begin(scenario);
		await session.to(0);
		const { keyArn } = access(session.shots[0]);
		const values = valuesOf(startWith('grant', keyArn), 'later');
		const next = await session.act(0, { id: 'arrange', values });
		expect(next.shots[0]?.outcome).toBeUndefined();
		await next.to(2);
		expect(access(next.shots[1]).key.decision?.reason).toBe('ALLOW_GRANT');
		// The next request of the story is its own again.
		expect(access(next.shots[2]).arrangement.grant).toBe('none');
	});

	it('tells of it in the timeline, whatever a link says', () => {
		const act = scenario.acts?.[0];
		const values = fittingInputs(act?.fields ?? [], { caller: 'nobody', call: 'put' });
		expect(act?.told(values)).toBe('Arranged: Role Payroll, write the object through S3');
		expect(toldOf(arrangementIn(values))).toBe(act?.told(values));
	});
});
