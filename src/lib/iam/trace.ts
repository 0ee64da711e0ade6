/** The way to a decision, step by step, for a person to read (iam-evaluation section 3.1). */
import { coversAction, worksAcrossAccounts } from './actions.ts';
import { applies, principalClass } from './compile.ts';
import type { CompiledStatement, Situation } from './compile.ts';
import { checkCondition } from './conditions.ts';
import { closedLevel, denyOrder, lets } from './decide.ts';
import type { Outcome } from './decide.ts';
import type { ConditionCheck, PartCheck, Place, TraceStep } from './decision.ts';
import type { PolicyKind } from './document.ts';
import type { PrincipalClass } from './principals.ts';
import { coversResource } from './resources.ts';
import type { PolicyGroup, Scene } from './scene.ts';
import { conditionText, decisionText, groupName, listText, placeText } from './words.ts';

export function explain(scene: Scene, outcome: Outcome): TraceStep[] {
	const trace = new Trace(scene, outcome);
	trace.request();
	trace.denies();
	trace.organization();
	trace.endpoint();
	trace.allows('key-policy');
	trace.allows('identity-policy');
	trace.limits('permissions-boundary');
	trace.limits('session-policy');
	trace.settled();
	trace.grants();
	return trace.end();
}

class Trace {
	readonly #scene: Scene;
	readonly #outcome: Outcome;
	readonly #steps: TraceStep[] = [];
	#decided = false;

	constructor(scene: Scene, outcome: Outcome) {
		this.#scene = scene;
		this.#outcome = outcome;
	}

	/** After the deciding step only what matches is kept, as "would also". */
	#push(step: TraceStep): void {
		if (!this.#decided) this.#steps.push(step);
		else if (step.result === 'denies' || step.result === 'allows')
			this.#steps.push({ ...step, wouldAlso: true, text: `Would also count: ${step.text}` });
	}

	/** The step just pushed decides, when it is of the place that decided. */
	#decideAt(place: Place): void {
		const { decidedBy } = this.#outcome;
		if (
			decidedBy?.policy === place.policy &&
			decidedBy.level === place.level &&
			decidedBy.index === place.index &&
			decidedBy.statement === place.statement
		)
			this.#decided = true;
	}

	request(): void {
		const { situation, action, resource, crossAccount, keyAccount } = this.#scene;
		const { caller } = situation;
		const where =
			caller.kind === 'service'
				? 'a service'
				: crossAccount
					? `of account ${caller.accountId}, and the resource is of account ${keyAccount}: both must allow`
					: `of account ${caller.accountId}`;
		const fails = crossAccount && !worksAcrossAccounts(action);
		this.#push({
			step: 'request',
			result: fails ? 'fails' : 'passes',
			text:
				`${caller.arn} (${where}) asks for ${action} on ${resource}.` +
				(fails ? ` ${action} does not work on a key of another account.` : '')
		});
		if (fails) this.#decided = true;
	}

	denies(): void {
		const { groups } = this.#scene;
		for (const kind of denyOrder) {
			const { documents, notApplied } = groups[kind];
			if (notApplied !== undefined) {
				this.#push({
					step: kind,
					place: { policy: kind },
					result: 'not-applied',
					text: `${groupName[kind]}: not applied, because ${notApplied}.`
				});
				continue;
			}
			for (const { policy, place } of documents)
				for (const statement of policy.denies) this.#statement('explicit-deny', statement, place);
		}
		this.#push({ step: 'explicit-deny', result: 'passes', text: 'No policy denies the request.' });
	}

	#statement(step: TraceStep['step'], statement: CompiledStatement, place: Place): void {
		const { situation } = this.#scene;
		const how = applies(statement, situation);
		// A match after the decision is shown, anything else is not worth the work.
		if (this.#decided && how === undefined) return;
		const at = { ...place, statement: statement.name };
		const checks = checkStatement(statement, situation);
		const denies = statement.effect === 'Deny';
		this.#push({
			step,
			place: at,
			effect: statement.effect,
			result: how === undefined ? 'does-not-match' : denies ? 'denies' : 'allows',
			...checks,
			text: `${placeText(at)} (${statement.effect}) ${how === undefined ? misfit(statement, checks) : fit(checks, place.policy === 'key-policy' ? checks.principal?.note : undefined)}`
		});
		if (
			denies === (this.#outcome.reason === 'EXPLICIT_DENY') &&
			how !== undefined &&
			decidesAlone(this.#outcome)
		)
			this.#decideAt(at);
	}

	#allowStatements(group: PolicyGroup, level?: number): void {
		for (const { policy, place } of group.documents)
			if (level === undefined || place.level === level)
				for (const statement of policy.allows) this.#statement(group.kind, statement, place);
	}

	/** SCPs: every level must allow. RCPs only deny. */
	organization(): void {
		const group = this.#scene.groups.scp;
		if (group.notApplied !== undefined) return;
		const closed = closedLevel(group, this.#scene);
		for (let level = 0; level < group.levels; level++) {
			this.#allowStatements(group, level);
			const fails = level === closed;
			this.#push({
				step: 'scp',
				place: { policy: 'scp', level },
				result: fails ? 'fails' : 'passes',
				text: `Service control policies, level ${level + 1}: ${fails ? 'nothing there allows the action' : 'the action may pass'}.`
			});
			if (fails) this.#decided ||= this.#outcome.reason === 'NO_SCP_ALLOW';
			if (fails) return;
		}
	}

	endpoint(): void {
		this.#limit(this.#scene.groups['vpc-endpoint-policy']);
		this.#decided ||= this.#outcome.reason === 'NO_ENDPOINT_ALLOW';
	}

	/** Permissions boundary, session policy. */
	limits(kind: PolicyKind): void {
		this.#limit(this.#scene.groups[kind]);
	}

	#limit(group: PolicyGroup): void {
		if (group.documents.length === 0 || group.notApplied !== undefined) return;
		this.#allowStatements(group);
		const passes = lets(group, this.#scene);
		this.#push({
			step: group.kind,
			place: { policy: group.kind },
			result: passes ? 'passes' : 'fails',
			text: `${groupName[group.kind]}: ${passes ? 'the action may pass' : 'nothing in it allows the action'}.`
		});
	}

	/** Policies that can give access: the key policy, identity policies. */
	allows(kind: 'key-policy' | 'identity-policy'): void {
		const group = this.#scene.groups[kind];
		if (group.notApplied !== undefined) return;
		const expected = kind === 'identity-policy' || this.#scene.mode === 'key';
		const { caller } = this.#scene.situation;
		const has = kind === 'key-policy' || (caller.kind !== 'root' && caller.kind !== 'service');
		if (group.documents.length === 0 && expected && has)
			this.#push({
				step: kind,
				place: { policy: kind },
				result: 'note',
				text: `${groupName[kind]}: there ${kind === 'key-policy' ? 'is' : 'are'} none.`
			});
		this.#allowStatements(group);
	}

	/** An allow that takes the caller's own policies is settled once these have been read. */
	settled(): void {
		const { reason } = this.#outcome;
		const { caller } = this.#scene.situation;
		const session = this.#scene.groups['session-policy'];
		if (reason === 'ALLOW_DIRECT' && caller.kind === 'role-session' && !lets(session, this.#scene))
			this.#steps.push({
				step: 'session-policy',
				place: { policy: 'session-policy' },
				result: 'note',
				text: 'The session policy does not allow the action. AWS documents that this does not limit a key policy that names the session itself or everyone; some simulators decide otherwise.'
			});
		this.#decided ||= [
			'ALLOW_ROLE',
			'ALLOW_DELEGATED',
			'ALLOW_BOTH_ACCOUNTS',
			'ALLOW_IDENTITY'
		].includes(reason);
	}

	grants(): void {
		for (const { place, verdict } of this.#scene.grants) {
			const { via, parts } = verdict;
			const failed = parts.filter(({ matches }) => !matches);
			const [principal, ...others] = parts;
			this.#push({
				step: 'grant',
				place,
				effect: 'Allow',
				result: via === undefined ? 'does-not-match' : 'allows',
				...(principal ? { principal } : {}),
				...(others.length > 0 ? { conditions: others.map(asCondition) } : {}),
				text:
					via === undefined
						? `${placeText(place)} does not fit: ${failed.map(partText).join('; ')}.`
						: `${placeText(place)} ${fit({}, classText(via, this.#scene.situation))}`
			});
			if (this.#outcome.reason === 'ALLOW_GRANT') this.#decideAt(place);
		}
	}

	end(): TraceStep[] {
		const { decidedBy } = this.#outcome;
		this.#steps.push({
			step: 'decision',
			...(decidedBy ? { place: decidedBy } : {}),
			result: this.#outcome.allowed ? 'allows' : 'denies',
			text: decisionText(this.#outcome, this.#scene.action)
		});
		return this.#steps;
	}
}

/** Whether one statement is the whole of the decision. */
function decidesAlone({ reason }: Outcome): boolean {
	return reason === 'EXPLICIT_DENY' || reason === 'ALLOW_DIRECT';
}

type StatementChecks = Pick<TraceStep, 'principal' | 'action' | 'resource' | 'conditions'>;

/** Every part of a statement held against the request. */
function checkStatement(statement: CompiledStatement, situation: Situation): StatementChecks {
	const { principals, notPrincipals, actions, resources, conditions } = statement;
	const { keys, caller } = situation;
	const how = principalClass(statement, situation);
	return {
		...(principals
			? {
					principal: {
						element: notPrincipals ? 'NotPrincipal' : 'Principal',
						expected: principals.shown,
						actual: caller.arn,
						matches: how !== undefined,
						...principalNote(statement, how, situation)
					}
				}
			: {}),
		...(actions
			? {
					action: {
						element: actions.inverted ? 'NotAction' : 'Action',
						expected: actions.patterns,
						actual: situation.actionName,
						matches: coversAction(actions, situation.action)
					}
				}
			: {}),
		...(resources
			? {
					resource: {
						element: resources.inverted ? 'NotResource' : 'Resource',
						expected: resources.patterns,
						actual: situation.resource,
						matches: coversResource(resources, situation.resource, keys.single)
					}
				}
			: {}),
		...(conditions.length > 0
			? { conditions: conditions.map((condition) => checkCondition(condition, keys)) }
			: {})
	};
}

function classText(how: PrincipalClass, { caller }: Situation, denies = false): string {
	if (how === 'direct') return 'names the caller';
	if (how === 'account')
		return denies ? 'names the account of the caller' : 'names the account, which delegates to IAM';
	return caller.kind === 'federated'
		? 'names the user behind the session'
		: 'names the role of the session';
}

function principalNote(
	{ notPrincipals, effect }: CompiledStatement,
	how: PrincipalClass | undefined,
	situation: Situation
): { note?: string } {
	if (how === undefined) return {};
	if (!notPrincipals) return { note: classText(how, situation, effect === 'Deny') };
	return {
		note: situation.hasBoundary
			? 'spares nobody who has a permissions boundary'
			: 'spares only a caller who is listed together with the account'
	};
}

/** Why a statement fits, as far as a reader could not see it from its Action and Resource. */
function fit({ conditions = [] }: StatementChecks, who: string | undefined): string {
	const named = who === undefined ? '' : ` and ${who}`;
	const why = conditions.length > 0 ? `: ${conditions.map(conditionText).join('; ')}` : '';
	return `fits the request${named}${why}.`;
}

function misfit(statement: CompiledStatement, checks: StatementChecks): string {
	const missing = [
		statement.actions ? undefined : 'Action',
		statement.resources ? undefined : 'Resource'
	].filter((name) => name !== undefined);
	if (missing.length > 0) return `has no effect: it has no ${missing.join(' and no ')}.`;
	const parts = [checks.principal, checks.action, checks.resource].filter(
		(check) => check?.matches === false
	) as PartCheck[];
	const conditions = (checks.conditions ?? []).filter(({ matches }) => !matches);
	return `does not fit: ${[...parts.map(partText), ...conditions.map(conditionText)].join('; ')}.`;
}

function partText({ element, expected, actual, note }: PartCheck): string {
	if (element === 'GrantToken') return `it is still spreading, and the request has ${actual}`;
	const reason = note === undefined ? '' : ` (${note})`;
	return element.startsWith('Not')
		? `${element} ${listText(expected)} leaves out ${actual}${reason}`
		: `${element} is ${listText(expected)}, not ${actual}${reason}`;
}

/** The parts of a grant after its grantee, in the form of conditions. */
function asCondition({ element, expected, actual, matches, note }: PartCheck): ConditionCheck {
	return {
		operator: 'Grant',
		key: element,
		expected,
		actual: [actual],
		matches,
		...(note === undefined ? {} : { note })
	};
}
