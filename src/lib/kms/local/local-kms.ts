import { systemRandom } from '#lib/crypto/index.ts';
import type { RandomBytes } from '#lib/crypto/index.ts';
import type { Principal } from '#lib/iam/index.ts';
import type { KmsClient, KmsInput, KmsOperation } from '../client.ts';
import { KmsError, NotModelledError } from '../errors.ts';
import { Call } from './call.ts';
import type { World } from './call.ts';
import { createClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { requestParametersOf, userIdentityOf } from './events.ts';
import type { AuditEvent } from './events.ts';
import { createUuid } from './keys.ts';
import { handlers, writes } from './operations/index.ts';
import type { Handler } from './operations/handler.ts';

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
}

/** The KMS service, in this page. It refuses as AWS KMS does; what it does not model it says so. */
export interface LocalKms extends KmsClient {
	/** The same keys, another caller. */
	as(principal: Principal): LocalKms;
	/** The same world, another Region. */
	in(region: string): LocalKms;
	readonly clock: Clock;
	/** Every call of this world, oldest first, allowed and refused. */
	readonly events: readonly AuditEvent[];
}

/** A new, empty world with one account. */
export function createLocalKms(options: LocalKmsOptions = {}): LocalKms {
	const { accountId = '111122223333', region = 'eu-central-1' } = options;
	const { clock = createClock(), random = systemRandom } = options;
	const world: World = { accountId, clock, random, keys: new Map() };
	const root: Principal = { arn: `arn:aws:iam::${accountId}:root`, accountId, kind: 'root' };
	return view(world, [], region, options.principal ?? root);
}

function view(world: World, events: AuditEvent[], region: string, principal: Principal): LocalKms {
	return {
		clock: world.clock,
		events,
		as: (other) => view(world, events, region, other),
		in: (other) => view(world, events, other, principal),
		send: async (op, input) => {
			if (!Object.hasOwn(handlers, op)) throw new NotModelledError(`the operation ${op}`);
			if (principal.accountId !== world.accountId)
				throw new NotModelledError('callers of another account');
			const call = new Call(world, region, principal);
			try {
				const output = await handle(op, call, input);
				events.push(record(call, op, input));
				return output;
			} catch (error) {
				if (error instanceof KmsError) events.push(record(call, op, input, error));
				throw error;
			}
		}
	};
}

async function handle<Op extends KmsOperation>(op: Op, call: Call, input: KmsInput<Op>) {
	const handler: Handler<Op> = handlers[op];
	return await handler(call, input);
}

function record(call: Call, op: KmsOperation, input: object, error?: KmsError): AuditEvent {
	const { world, region, principal, resources, keyMaterialId } = call;
	return {
		eventVersion: '1.11',
		userIdentity: userIdentityOf(principal),
		eventTime: world.clock
			.now()
			.toISOString()
			.replace(/\.\d+Z$/, 'Z'),
		eventSource: 'kms.amazonaws.com',
		eventName: op,
		awsRegion: region,
		...(error ? { errorCode: error.name } : {}),
		...(error?.message ? { errorMessage: error.message } : {}),
		requestParameters: requestParametersOf(input),
		responseElements: null,
		...(keyMaterialId && !error ? { additionalEventData: { keyMaterialId } } : {}),
		requestID: createUuid(world.random),
		eventID: createUuid(world.random),
		readOnly: !writes.includes(op),
		resources: resources.map((ARN) => ({
			accountId: ARN.split(':')[4] ?? '',
			type: 'AWS::KMS::Key',
			ARN
		})),
		eventType: 'AwsApiCall',
		managementEvent: true,
		recipientAccountId: world.accountId,
		eventCategory: 'Management'
	};
}
