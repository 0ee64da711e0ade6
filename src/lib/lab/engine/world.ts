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

export function createWorld(tape: Tape, now: Date): RecordedWorld {
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
		const keep = (answer: Pick<Exchange, 'response' | 'refusal'>) => {
			const event = client.events.length > before ? client.events.at(-1) : undefined;
			record.push({
				operation,
				principal,
				request,
				...answer,
				...(event ? { event } : {}),
				...(decision ? { decision } : {})
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

	return {
		kms,
		app: recorded(kms.as(applicationRole), applicationRole),
		as: (principal) => recorded(kms.as(principal), principal),
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
