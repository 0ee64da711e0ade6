import { systemRandom } from '#lib/crypto/index.ts';
import type { RandomBytes } from '#lib/crypto/index.ts';
import type { AccessRequest, Decision, Principal, RequestContext } from '#lib/iam/index.ts';
import type { KmsClient, KmsInput, KmsOperation, KmsOutput } from '../client.ts';
import { KmsError, NotModelledError } from '../errors.ts';
import { recordOf } from './audit.ts';
import { Call } from './call.ts';
import { createClock } from './clock.ts';
import type { Clock } from './clock.ts';
import type { AuditEvent } from './events.ts';
import { createFaults } from './faults.ts';
import type { ActiveFaults, Faults } from './faults.ts';
import { accountArn } from './names.ts';
import { operations } from './operations/index.ts';
import type { Operation } from './operations/operation.ts';
import { settle } from './settle.ts';
import { createMemoryStore } from './store.ts';
import type { KmsStore } from './store.ts';
import { World } from './world.ts';
import type { Guardrails } from './world.ts';

export interface LocalKmsOptions {
	/** Twelve digits; `111122223333` unless told otherwise. */
	accountId?: string;
	/** `eu-central-1` unless told otherwise. */
	region?: string;
	/** The caller; the account's root user unless told otherwise. */
	principal?: Principal;
	/** Stands still at the start of 2026 unless told otherwise. */
	clock?: Clock;
	/** Where key material, nonces and ids come from; the platform's generator unless told otherwise. */
	random?: RandomBytes;
	/** Where keys are kept; in memory unless told otherwise. */
	store?: KmsStore;
	/** From `createFaults`; none unless told otherwise. */
	faults?: ActiveFaults;
	/** What an organization and a VPC endpoint put around every call; nothing unless told otherwise. */
	guardrails?: Guardrails;
	/** Condition keys that every call carries, such as `aws:SourceVpce` or `kms:ViaService`. */
	context?: RequestContext;
	/** Whether a principal that a key policy names exists; all do unless told otherwise. */
	principalExists?: (arn: string) => boolean;
	/** Told of every evaluation, allowed or not: a call may ask for several permissions. */
	decided?: (decision: Decision, request: AccessRequest) => void;
	/** How many events the trail keeps, the latest; all unless told otherwise. */
	mostEvents?: number;
}

/**
 * Told of a call when it is over: what the trail says of it, and the decisions on the way, one a key
 * or alias that it was about. A call that never got as far as a decision has none.
 */
export type Watch = (event: AuditEvent, decisions: readonly Decision[]) => void;

/** The KMS service, in this page. It refuses as AWS KMS does; what it does not model it says so. */
export interface LocalKms extends KmsClient {
	/** The same keys, another caller, of any account. */
	as(principal: Principal): LocalKms;
	/** The same world, another Region. */
	in(region: string): LocalKms;
	/** The same caller, by another way: these condition keys beside those it had. */
	via(context: RequestContext): LocalKms;
	/** The same caller, watched from outside: of these calls alone, even while others go on. */
	watched(watch: Watch): LocalKms;
	readonly clock: Clock;
	readonly faults: Faults;
	/** Every call of this world, oldest first, allowed and refused; the latest, if not all are kept. */
	readonly events: readonly AuditEvent[];
}

interface Caller {
	region: string;
	principal: Principal;
	base: RequestContext;
	watch?: Watch;
}

/** A world with one account of its own, and as many others as callers come from. */
export function createLocalKms(options: LocalKmsOptions = {}): LocalKms {
	const { accountId = '111122223333', region = 'eu-central-1' } = options;
	const root: Principal = { arn: accountArn(accountId), accountId, kind: 'root' };
	const world = new World(
		{
			accountId,
			clock: options.clock ?? createClock(),
			random: options.random ?? systemRandom,
			store: options.store ?? createMemoryStore(),
			faults: options.faults ?? createFaults(),
			guardrails: options.guardrails ?? {},
			principalExists: options.principalExists,
			decided: options.decided,
			mostEvents: options.mostEvents ?? Infinity
		},
		settle
	);
	const { principal = root, context: base = {} } = options;
	return view(world, { region, principal, base });
}

function view(world: World, caller: Caller): LocalKms {
	return {
		clock: world.parts.clock,
		faults: world.parts.faults,
		events: world.events,
		as: (principal) => view(world, { ...caller, principal }),
		in: (region) => view(world, { ...caller, region }),
		via: (context) => view(world, { ...caller, base: { ...caller.base, ...context } }),
		watched: (watch) => view(world, { ...caller, watch }),
		send: async (op, input) => {
			const operation = operationOf(op);
			const answer = await world.run(!operation.readOnly, () =>
				carryOut(world, caller, op, operation, input)
			);
			if (answer.event) caller.watch?.(answer.event, answer.decisions);
			if ('output' in answer) return answer.output;
			throw answer.error;
		}
	};
}

function operationOf<Op extends KmsOperation>(op: Op): Operation<Op> {
	if (!Object.hasOwn(operations, op)) throw new NotModelledError(`the operation ${op}`);
	return operations[op];
}

/** What came of a call, and what the trail says of it. */
type Answer<Op extends KmsOperation> = { readonly decisions: readonly Decision[] } & (
	| { readonly event: AuditEvent; readonly output: KmsOutput<Op> }
	| { readonly event?: AuditEvent; readonly error: unknown }
);

async function carryOut<Op extends KmsOperation>(
	world: World,
	caller: Caller,
	op: Op,
	operation: Operation<Op>,
	input: KmsInput<Op>
): Promise<Answer<Op>> {
	const call = new Call(world, op, caller);
	const { decisions } = call;
	try {
		world.parts.faults.strike(op);
		const output = await operation.run(call, input);
		return { decisions, event: recordOf(call, operation, input, { output }), output };
	} catch (error) {
		if (!(error instanceof KmsError)) return { decisions, error };
		return { decisions, event: recordOf(call, operation, input, { error }), error };
	}
}
