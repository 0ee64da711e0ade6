/** Policy documents made ready for matching, once a document. */
import { compileActions, coversAction } from './actions.ts';
import type { ActionSet } from './actions.ts';
import { compileConditions, conditionsHold } from './conditions.ts';
import type { Condition } from './conditions.ts';
import type { Caller, ConditionKeys } from './context.ts';
import { listOf, statementsOf } from './document.ts';
import type { PolicyDocument, PolicyKind, Statement } from './document.ts';
import { MalformedPolicyError } from './faults.ts';
import { classOf, compilePrincipals, isSpared } from './principals.ts';
import type { PrincipalClass, PrincipalSet } from './principals.ts';
import { compileResources, coversResource } from './resources.ts';
import type { ResourceSet } from './resources.ts';
import { structuralFaults } from './validate.ts';

export interface CompiledStatement {
	/** The `Sid`, or the position in the document counted from 0. */
	readonly name: string | number;
	readonly effect: 'Allow' | 'Deny';
	readonly principals: PrincipalSet | undefined;
	/** `principals` are those of NotPrincipal. */
	readonly notPrincipals: boolean;
	/** Undefined, like `resources`: the member is missing, and the statement has no effect (KPO). */
	readonly actions: ActionSet | undefined;
	readonly resources: ResourceSet | undefined;
	readonly conditions: readonly Condition[];
}

interface ByEffect {
	readonly allows: readonly CompiledStatement[];
	readonly denies: readonly CompiledStatement[];
}

export interface CompiledPolicy extends ByEffect {
	readonly kind: PolicyKind;
	/** Action → the statements that cover it, for actions that were asked for. */
	readonly byAction: Map<string, ByEffect>;
}

// There are some sixty actions of KMS; who asks for more than that is trying names.
const mostRemembered = 128;

/** The statements that cover an action and have a Resource. @param action in lower case */
export function statementsFor(
	{ allows, denies, byAction }: CompiledPolicy,
	action: string
): ByEffect {
	let found = byAction.get(action);
	if (!found) {
		const covers = ({ actions, resources }: CompiledStatement) =>
			actions !== undefined && resources !== undefined && coversAction(actions, action);
		found = { allows: allows.filter(covers), denies: denies.filter(covers) };
		if (byAction.size >= mostRemembered) byAction.clear();
		byAction.set(action, found);
	}
	return found;
}

/** What statements are held against. */
export interface Situation {
	readonly caller: Caller;
	readonly hasBoundary: boolean;
	/** In lower case. */
	readonly action: string;
	/** As the request has it. */
	readonly actionName: string;
	readonly resource: string;
	readonly keys: ConditionKeys;
}

interface Cached {
	version: string | undefined;
	statements: readonly Statement[];
	policy: CompiledPolicy;
}

const caches = new Map<PolicyKind, WeakMap<PolicyDocument, Cached>>();

/**
 * The document ready for matching. It is kept beside the document, and made anew when the Version or
 * the list of statements is no longer the same.
 * @throws {MalformedPolicyError} when AWS would not have taken it
 */
export function compilePolicy(document: PolicyDocument, kind: PolicyKind): CompiledPolicy {
	let cache = caches.get(kind);
	if (!cache) caches.set(kind, (cache = new WeakMap<PolicyDocument, Cached>()));
	// What is no object cannot be a key of the cache; the check that follows refuses it.
	const cached =
		typeof document === 'object' && (document as unknown) !== null
			? cache.get(document)
			: undefined;
	if (cached && isFresh(cached, document)) return cached.policy;
	const faults = structuralFaults(document, kind);
	if (faults.length > 0) throw new MalformedPolicyError(kind, faults);
	const variables = document.Version === '2012-10-17';
	const statements = [...statementsOf(document)];
	const compiled = statements.map((statement, at) =>
		compileStatement(statement, at, kind, variables)
	);
	const policy = {
		kind,
		allows: compiled.filter(({ effect }) => effect === 'Allow'),
		denies: compiled.filter(({ effect }) => effect === 'Deny'),
		byAction: new Map<string, ByEffect>()
	};
	cache.set(document, { version: document.Version, statements, policy });
	return policy;
}

function isFresh(cached: Cached, document: PolicyDocument): boolean {
	const statements = statementsOf(document);
	return (
		cached.version === document.Version &&
		cached.statements.length === statements.length &&
		cached.statements.every((statement, at) => statement === statements[at])
	);
}

function compileStatement(
	statement: Statement,
	at: number,
	kind: PolicyKind,
	variables: boolean
): CompiledStatement {
	const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource } =
		statement;
	const who = Principal ?? NotPrincipal;
	const actions = Action ?? NotAction;
	const resources = Resource ?? NotResource;
	return {
		name: Sid === undefined || Sid === '' ? at : Sid,
		effect: Effect === 'Deny' ? 'Deny' : 'Allow',
		principals: who === undefined ? undefined : compilePrincipals(who),
		notPrincipals: Principal === undefined && NotPrincipal !== undefined,
		actions:
			actions === undefined ? undefined : compileActions(listOf(actions), Action === undefined),
		resources:
			resources === undefined
				? undefined
				: compileResources(listOf(resources), Resource === undefined, variables),
		conditions: compileConditions(statement.Condition, kind, variables)
	};
}

/** How the statement's Principal or NotPrincipal takes in the caller; undefined when it does not. */
export function principalClass(
	statement: CompiledStatement,
	{ caller, hasBoundary }: Situation
): PrincipalClass | undefined {
	const { principals, notPrincipals } = statement;
	// Policies attached to the caller name nobody.
	if (!principals) return 'direct';
	if (!notPrincipals) return classOf(principals, caller);
	return isSpared(principals, caller, hasBoundary) ? undefined : 'direct';
}

/** How the statement applies to the situation; undefined when some part of it does not fit. */
export function applies(
	statement: CompiledStatement,
	situation: Situation
): PrincipalClass | undefined {
	const { actions, resources } = statement;
	if (!actions || !resources || !coversAction(actions, situation.action)) return undefined;
	return appliesBeyondAction(statement, situation);
}

/** The same for a statement out of `statementsFor`. */
export function appliesBeyondAction(
	statement: CompiledStatement,
	situation: Situation
): PrincipalClass | undefined {
	const { resources, conditions } = statement;
	const how = principalClass(statement, situation);
	const fits =
		how !== undefined &&
		resources !== undefined &&
		coversResource(resources, situation.resource, situation.keys.single) &&
		conditionsHold(conditions, situation.keys);
	return fits ? how : undefined;
}
