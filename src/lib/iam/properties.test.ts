import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { authorize } from './authorize.ts';
import { cases, questionOf } from './cases.testing.ts';
import { listOf, statementsOf } from './document.ts';
import type { PolicyDocument, PolicyKind, Statement } from './document.ts';
import { MalformedPolicyError } from './faults.ts';
import { readJson } from './json.ts';
import {
	policyArbitrary,
	policySetArbitrary,
	requestArbitrary,
	statementArbitrary
} from './policy.testing.ts';
import type { RandomPolicy } from './policy.testing.ts';
import type { AccessRequest, PolicySet, Principal } from './request.ts';
import { parsePolicy, validatePolicy } from './validate.ts';
import { at, callers, K, policy, st } from './world.testing.ts';

// Thousands of runs take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const times = (numRuns: number) => ({ numRuns, seed: 20261121 });

type Question = [AccessRequest, PolicySet];
const questions = fc.tuple(requestArbitrary, policySetArbitrary);

/** The question with every policy of one kind changed by `change`. */
function withPolicies(
	[request, policies]: Question,
	change: (document: PolicyDocument, kind: PolicyKind) => PolicyDocument
): Question {
	const one = (document: PolicyDocument | undefined, kind: PolicyKind) =>
		document && change(document, kind);
	const list = (documents: readonly PolicyDocument[] | undefined, kind: PolicyKind) =>
		documents?.map((document) => change(document, kind));
	const levels = (entries: PolicySet['scps'], kind: PolicyKind) =>
		entries?.map((level) => list(listOf(level), kind) ?? []);
	const principal: Principal = {
		...request.principal,
		identityPolicies: list(request.principal.identityPolicies, 'identity-policy'),
		permissionsBoundary: one(request.principal.permissionsBoundary, 'permissions-boundary'),
		sessionPolicies: list(request.principal.sessionPolicies, 'session-policy')
	};
	return [
		{ ...request, principal },
		{
			...policies,
			keyPolicy: one(policies.keyPolicy, 'key-policy'),
			scps: levels(policies.scps, 'scp'),
			rcps: levels(policies.rcps, 'rcp'),
			vpcEndpointPolicy: one(policies.vpcEndpointPolicy, 'vpc-endpoint-policy')
		}
	];
}

/**
 * The question with a policy that changes nothing wherever it has none; without a boundary, as who has
 * one, however wide, is denied by NotPrincipal (NPR).
 */
function withOneOfEach([request, policies]: Question): Question {
	const { identityPolicies = [], sessionPolicies = [] } = request.principal;
	const allowAll = policy(at('+', '*:*'));
	const passAll = policy(st('+', '*', '*:*'));
	const denyNothing = policy(st('-', '*', 's3:*'));
	return [
		{
			...request,
			principal: {
				...request.principal,
				identityPolicies: [...identityPolicies, policy(at('-', 's3:*'))],
				sessionPolicies: sessionPolicies.length > 0 ? sessionPolicies : [allowAll]
			}
		},
		{
			...policies,
			keyPolicy: policies.keyPolicy ?? denyNothing,
			scps: policies.scps && policies.scps.length > 0 ? policies.scps : [allowAll],
			rcps: policies.rcps && policies.rcps.length > 0 ? policies.rcps : [denyNothing],
			vpcEndpointPolicy: policies.vpcEndpointPolicy ?? passAll
		}
	];
}

const verdict = (question: Question) => {
	const { allowed, reason } = authorize(...question);
	return { allowed, reason };
};

describe('authorize', () => {
	it('never throws on documents that pass validation, and gives the same answer twice', () => {
		const seen = new Set<string>();
		fc.assert(
			fc.property(questions, (question) => {
				const decision = authorize(...question);
				seen.add(decision.reason);
				// A copy shares nothing that could have been kept from the first time.
				const again = authorize(...structuredClone(question));
				expect(structuredClone(again)).toEqual(structuredClone(decision));
				expect(decision.allowed).toBe(decision.reason.startsWith('ALLOW'));
			}),
			times(1500)
		);
		// The generator reaches every reason, or the property above would say little.
		expect([...seen].sort()).toEqual([
			'ALLOW_BOTH_ACCOUNTS',
			'ALLOW_DELEGATED',
			'ALLOW_DIRECT',
			'ALLOW_GRANT',
			'ALLOW_IDENTITY',
			'ALLOW_ROLE',
			'EXPLICIT_DENY',
			'NOT_CROSS_ACCOUNT',
			'NO_BOUNDARY_ALLOW',
			'NO_ENDPOINT_ALLOW',
			'NO_GRANT_ALLOW',
			'NO_IDENTITY_ALLOW',
			'NO_KEY_POLICY_ALLOW',
			'NO_SCP_ALLOW',
			'NO_SESSION_ALLOW'
		]);
	});

	it('never allows more when a Deny statement is added anywhere', () => {
		const kinds: PolicyKind[] = [
			'key-policy',
			'identity-policy',
			'permissions-boundary',
			'session-policy',
			'scp',
			'rcp',
			'vpc-endpoint-policy'
		];
		const added = fc.constantFrom(...kinds).chain((kind) => {
			const broad = fc.constant(
				kind === 'key-policy' || kind === 'rcp' || kind === 'vpc-endpoint-policy'
					? st('-', '*', '*')
					: at('-', '*')
			);
			const deny = fc.oneof(statementArbitrary(kind, ['Deny']), broad);
			return fc.record({ kind: fc.constant(kind), deny, first: fc.boolean() });
		});
		// Random questions are mostly denied, so those of the paper that are allowed join them.
		const allowed = cases.filter(({ expected }) => expected === 'ALLOW').map(questionOf);
		const throughEndpoint = allowed.map(([request, policies]): Question => [
			{ ...request, context: { ...request.context, 'aws:SourceVpce': 'vpce-1' } },
			policies
		]);
		const asked: fc.Arbitrary<Question> = fc.oneof(
			questions,
			fc.constantFrom<Question>(...allowed, ...throughEndpoint)
		);
		const turned = new Set<PolicyKind>();
		fc.assert(
			fc.property(asked, added, (question, { kind, deny, first }) => {
				const changed = withPolicies(withOneOfEach(question), (document, place) => {
					if (place !== kind) return document;
					const statements = statementsOf(document);
					return { ...document, Statement: first ? [deny, ...statements] : [...statements, deny] };
				});
				const before = authorize(...question).allowed;
				const after = authorize(...changed).allowed;
				if (before && !after) turned.add(kind);
				expect(after && !before).toBe(false);
			}),
			times(1500)
		);
		// In each kind of policy some Deny did turn a decision.
		expect([...turned].sort()).toEqual([...kinds].sort());
	});

	it('does not depend on the order of statements, documents, grants or context', () => {
		fc.assert(
			fc.property(questions, (question) => {
				const [request, policies] = withPolicies(question, (document) => ({
					...document,
					Statement: [...statementsOf(document)].reverse()
				}));
				const reversed: Question = [
					{
						...request,
						principal: {
							...request.principal,
							identityPolicies: [...(request.principal.identityPolicies ?? [])].reverse()
						},
						context: Object.fromEntries(Object.entries(request.context).reverse())
					},
					{ ...policies, grants: [...(policies.grants ?? [])].reverse() }
				];
				expect(verdict(reversed)).toEqual(verdict(question));
			}),
			times(1000)
		);
	});

	it('never denies more when an Allow statement is added to the key policy', () => {
		const allow = statementArbitrary('key-policy', ['Allow']);
		fc.assert(
			fc.property(questions, allow, (question, statement) => {
				fc.pre(authorize(...question).allowed);
				const changed = withPolicies(question, (document, place) =>
					place === 'key-policy'
						? { ...document, Statement: [...statementsOf(document), statement] }
						: document
				);
				expect(authorize(...changed).allowed).toBe(true);
			}),
			times(200)
		);
	});

	it('has a trace that agrees with the decision', () => {
		fc.assert(
			fc.property(questions, (question) => {
				const { allowed, reason, trace } = authorize(...question);
				expect(trace[0]?.step).toBe('request');
				expect(trace.at(-1)?.step).toBe('decision');
				expect(trace.at(-1)?.result).toBe(allowed ? 'allows' : 'denies');
				for (const step of trace) {
					expect(step.text).not.toMatch(/undefined|\[object/);
					const parts = [step.principal, step.action, step.resource, ...(step.conditions ?? [])];
					const fits = parts.every((part) => part?.matches !== false);
					// A statement matches when all of its parts do.
					if (step.effect && step.step !== 'grant')
						expect(fits).toBe(step.result !== 'does-not-match');
				}
				const decisive = trace.filter(({ result, wouldAlso }) => result === 'denies' && !wouldAlso);
				const isExplicit = reason === 'EXPLICIT_DENY';
				expect(decisive.some(({ step }) => step === 'explicit-deny')).toBe(isExplicit);
			}),
			times(700)
		);
	});
});

/** Whether `authorize` takes the document in the place of its kind. */
function taken({ kind, document }: RandomPolicy): boolean {
	const policy = document as PolicyDocument;
	const principal: Principal = {
		...callers.U,
		...(kind === 'identity-policy' ? { identityPolicies: [policy] } : {}),
		...(kind === 'permissions-boundary' ? { permissionsBoundary: policy } : {}),
		...(kind === 'session-policy' ? { sessionPolicies: [policy] } : {})
	};
	const policies: PolicySet = {
		...(kind === 'key-policy' ? { keyPolicy: policy } : {}),
		...(kind === 'scp' ? { scps: [[policy]] } : {}),
		...(kind === 'rcp' ? { rcps: [[policy]] } : {}),
		...(kind === 'vpc-endpoint-policy' ? { vpcEndpointPolicy: policy } : {})
	};
	const context = { 'aws:SourceVpce': 'vpce-1' };
	try {
		const request = { principal, action: 'kms:Decrypt', resource: K, context };
		return authorize(request, policies).trace.length > 0;
	} catch (error) {
		if (error instanceof MalformedPolicyError) return false;
		throw error;
	}
}

describe('5,000 random documents', () => {
	it('crash nothing, and none that is broken is taken', () => {
		const count = { good: 0, broken: 0, refused: 0 };
		fc.assert(
			fc.property(policyArbitrary, (policy) => {
				const faults = validatePolicy(policy.document, policy.kind);
				const isRefused = faults.some(({ severity }) => severity === 'error');
				count[policy.broken ? 'broken' : 'good']++;
				if (isRefused) count.refused++;
				if (policy.broken) expect(isRefused).toBe(true);
				// What validation takes, authorization takes.
				if (!isRefused) expect(taken(policy)).toBe(true);
				// As text it is the same document with the same faults, and each has its place.
				const text = JSON.stringify(policy.document, null, 1);
				const parsed = parsePolicy(text, policy.kind);
				expect(parsed.document === undefined).toBe(
					parsed.faults.some(({ severity }) => severity === 'error')
				);
				if (!isRefused) expect(parsed.document).toEqual(policy.document);
				for (const { offset = -1, line = 0, column = 0 } of parsed.faults) {
					expect(offset).toBeGreaterThanOrEqual(0);
					expect(text.split('\n')[line - 1]?.length).toBeGreaterThanOrEqual(column - 1);
				}
			}),
			times(5000)
		);
		expect(count.good).toBeGreaterThan(1000);
		expect(count.broken).toBeGreaterThan(1000);
	});

	it('are refused by authorize when their grammar is broken', () => {
		const changes: Partial<Record<keyof Statement | 'Conditions', unknown>>[] = [
			{ Effect: 'allow' },
			{ Action: [] },
			{ Condition: { StringMatches: { a: 'b' } } },
			{ Conditions: {} },
			{ Resource: '*', NotResource: '*' }
		];
		fc.assert(
			fc.property(
				statementArbitrary('key-policy'),
				fc.constantFrom(...changes),
				(statement, change) => {
					const document = { Statement: [{ ...statement, ...change }] };
					expect(taken({ kind: 'key-policy', document, broken: true })).toBe(false);
				}
			),
			times(500)
		);
	});
});

describe('random texts', () => {
	const mutated = fc
		.tuple(
			policyArbitrary,
			fc.array(fc.tuple(fc.nat(), fc.constantFrom('', '{', '}', '"', ',', '\\', ':', '0', 'e')), {
				minLength: 1,
				maxLength: 4
			})
		)
		.map(([{ document }, edits]) =>
			edits.reduce((text, [place, put]) => {
				const at = place % (text.length + 1);
				return text.slice(0, at) + put + text.slice(at + 1);
			}, JSON.stringify(document))
		);

	it('are JSON here when they are JSON to the platform, and mean the same', () => {
		let broken = 0;
		fc.assert(
			fc.property(fc.oneof(mutated, fc.json(), fc.string()), (text) => {
				const { value, faults } = readJson(text);
				let expected: unknown;
				try {
					expected = JSON.parse(text);
				} catch {
					broken++;
					expect(faults.some(({ code }) => code === 'MALFORMED_JSON')).toBe(true);
					expect(parsePolicy(text).document).toBeUndefined();
					return;
				}
				expect(faults.filter(({ code }) => code !== 'DUPLICATE_KEY')).toEqual([]);
				expect(value).toEqual(expected);
				parsePolicy(text);
			}),
			times(2000)
		);
		expect(broken).toBeGreaterThan(500);
	});

	it('of any values are validated without a crash', () => {
		fc.assert(
			fc.property(fc.anything(), (value) => {
				const faults = validatePolicy(value);
				expect(faults.some(({ severity }) => severity === 'error')).toBe(true);
			}),
			times(1000)
		);
	});
});
