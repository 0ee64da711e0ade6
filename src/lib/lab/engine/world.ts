/** The world of one run: AWS KMS in the page, a clock, randomness, and a record of every call. */
import type { Decision, Principal, RequestContext } from '#lib/iam/index.ts';
import { createClock, createLocalKms, KmsError } from '#lib/kms/index.ts';
import type {
	KmsInput,
	KmsOperation,
	KmsOutput,
	LocalKms,
	LocalKmsOptions
} from '#lib/kms/index.ts';
import type { Connection } from '../connect/connection.svelte.ts';
import type { Tape } from './tape.ts';
import type { Exchange, RecordedKms, World } from './types.ts';

const accountId = '111122223333';

/** As whom the application calls: a role of the account that may use every key of it. */
const applicationRole: Principal = {
	arn: `arn:aws:sts::${accountId}:assumed-role/payroll-app/i-0a1b2c3d4e5f60718`,
	accountId,
	kind: 'role-session',
	roleArn: `arn:aws:iam::${accountId}:role/payroll-app`,
	identityPolicies: [
		{
			Version: '2012-10-17',
			Statement: [{ Sid: 'UseKeys', Effect: 'Allow', Action: 'kms:*', Resource: '*' }]
		}
	]
};

/** A world that nothing has happened in, and what the engine needs beside it. */
export interface RecordedWorld extends World {
	/** The calls since it was last asked. */
	take(): Exchange[];
	/** Does something beside the run: its calls are returned, and fresh bytes are not of the tape. */
	aside<T>(work: () => Promise<T>): Promise<{ result: T; exchanges: Exchange[] }>;
}

/** What is told of a world beside its beginning. */
interface WorldOptions {
	/** The application's calls go to this KMS. */
	connection?: Connection | undefined;
	/** Says of each call how long it took. */
	timed?: boolean;
}

export function createWorld(
	tape: Tape,
	now: Date,
	{ connection, timed = false }: WorldOptions = {}
): RecordedWorld {
	const player = tape.play();
	const clock = createClock(now);
	let decision: Decision | undefined;
	const service = (options: LocalKmsOptions) =>
		createLocalKms({
			accountId,
			clock,
			random: player.random,
			...options,
			decided: (made, request) => {
				decision = made;
				options.decided?.(made, request);
			}
		});
	const kms = service({});
	let record: Exchange[] = [];
	let last: Promise<unknown> = Promise.resolve();

	/** One call after the other: each gets its own event and decision. */
	function inTurn<T>(work: () => Promise<T>): Promise<T> {
		const turn = last.then(work, work);
		last = turn.catch(() => undefined);
		return turn;
	}

	function recorded(client: LocalKms, principal: Principal): RecordedKms {
		return {
			principal,
			via: (context: RequestContext) => recorded(client.via(context), principal),
			in: (region) => recorded(client.in(region), principal),
			send: (op, input) => inTurn(() => sendRecorded(client, principal, op, input))
		};
	}

	async function sendRecorded<Op extends KmsOperation>(
		client: LocalKms,
		principal: Principal,
		operation: Op,
		input: KmsInput<Op>
	): Promise<KmsOutput<Op>> {
		decision = undefined;
		const before = client.events.length;
		const request = structuredClone(input);
		const begun = performance.now();
		const keep = (answer: Pick<Exchange, 'response' | 'refusal'>) => {
			const milliseconds = performance.now() - begun;
			const event = client.events.length > before ? client.events.at(-1) : undefined;
			record.push({
				operation,
				principal,
				request,
				...answer,
				...(event ? { event } : {}),
				...(decision ? { decision } : {}),
				...(timed ? { measured: { milliseconds } } : {})
			});
		};
		try {
			const output = await client.send(operation, input);
			keep({ response: structuredClone(output) });
			return output;
		} catch (error) {
			if (error instanceof KmsError)
				keep({ refusal: { name: error.name, message: error.message } });
			throw error;
		}
	}

	/** One client of the connected KMS stands for every role of the application. */
	function own(to: Connection): RecordedKms {
		const accountId = to.keys[0]?.arn.split(':')[4] ?? '';
		const principal: Principal = {
			arn: `arn:aws:iam::${accountId}:user/connected`,
			accountId,
			kind: 'user'
		};
		const client: RecordedKms = {
			principal,
			via: () => client,
			in: () => client,
			send: (op, input) => inTurn(() => sendOwn(to, principal, op, input))
		};
		return client;
	}

	async function sendOwn<Op extends KmsOperation>(
		to: Connection,
		principal: Principal,
		operation: Op,
		input: KmsInput<Op>
	): Promise<KmsOutput<Op>> {
		const request = structuredClone(input);
		const begun = performance.now();
		const keep = (answer: Pick<Exchange, 'response' | 'refusal'>, requestId?: string) => {
			const milliseconds = performance.now() - begun;
			const measured = { milliseconds, ...(requestId ? { requestId } : {}) };
			const { region, endpoint } = to;
			record.push({
				operation,
				principal,
				request,
				...answer,
				measured,
				own: { region, endpoint }
			});
		};
		try {
			const { output, requestId } = await to.call(operation, input);
			keep({ response: structuredClone(output) }, requestId);
			return output;
		} catch (error) {
			if (error instanceof KmsError) {
				const { name, message } = error;
				const { requestId } = error as { requestId?: string };
				keep({ refusal: { name, message } }, requestId);
			}
			throw error;
		}
	}

	const ownClient = connection && own(connection);
	/** How often a key of a kind was asked for. */
	const asked = new Map<string, number>();

	return {
		kms,
		isOwn: ownClient !== undefined,
		early: ownClient ?? kms,
		async key(input = {}) {
			const { KeySpec = 'SYMMETRIC_DEFAULT', KeyUsage = 'ENCRYPT_DECRYPT' } = input;
			const fitting = (connection?.keys ?? []).filter(
				({ spec, usage }) => spec === KeySpec && usage === KeyUsage
			);
			const kind = `${KeySpec} ${KeyUsage}`;
			const before = asked.get(kind) ?? 0;
			asked.set(kind, before + 1);
			const found = fitting[Math.min(before, fitting.length - 1)];
			return found?.arn ?? (await kms.send('CreateKey', input)).KeyMetadata?.Arn ?? '';
		},
		app: ownClient ?? recorded(kms.as(applicationRole), applicationRole),
		as: (principal) => ownClient ?? recorded(kms.as(principal), principal),
		another(options) {
			const other = service(options);
			return { kms: other, as: (principal) => recorded(other.as(principal), principal) };
		},
		clock,
		random: player.random,
		take() {
			const taken = record;
			record = [];
			return taken;
		},
		async aside(work) {
			const kept = record;
			record = [];
			player.aside = true;
			try {
				const result = await work();
				return { result, exchanges: record.map((one) => ({ ...one, altered: true })) };
			} finally {
				record = kept;
				player.aside = false;
			}
		}
	};
}
