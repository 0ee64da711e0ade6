/**
 * How many decisions `authorize` makes a second, by the statements of the key policy.
 * `node tests/bench/iam.bench.ts` prints JSON. The policy has a quarter each of statements for others,
 * for other actions, with a condition that does not hold, and with one that denies something else; the
 * one that allows comes last. `again`: the documents were seen before, as when a page asks about the
 * same policies many times; `first`: they are new, and are made ready in the measured time;
 * `with_trace`: again, and the way to the decision is read, too.
 */
import { authorize } from '../../src/lib/iam/index.ts';
import type {
	AccessRequest,
	PolicyDocument,
	PolicySet,
	Statement
} from '../../src/lib/iam/index.ts';

const accountId = '111122223333';
const role = `arn:aws:iam::${accountId}:role/App`;
const request: AccessRequest = {
	principal: {
		arn: `arn:aws:sts::${accountId}:assumed-role/App/session`,
		accountId,
		kind: 'role-session',
		roleArn: role
	},
	action: 'kms:Decrypt',
	resource: `arn:aws:kms:eu-central-1:${accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
	context: {
		'aws:SourceIp': '203.0.113.7',
		'kms:EncryptionContext:purpose': 'bench',
		'kms:ViaService': 's3.eu-central-1.amazonaws.com'
	}
};
const allowing: Statement = {
	Sid: 'TheOneThatAllows',
	Effect: 'Allow',
	Principal: { AWS: role },
	Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
	Resource: '*',
	Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } }
};

function other(i: number): Statement {
	const Sid = `Other${i}`;
	const common = { Sid, Principal: { AWS: role }, Resource: '*' };
	switch (i % 4) {
		case 0:
			return {
				...common,
				Effect: 'Allow',
				Principal: { AWS: `arn:aws:iam::${accountId}:role/Other${i}` },
				Action: 'kms:*'
			};
		case 1:
			return { ...common, Effect: 'Allow', Action: ['kms:Describe*', 'kms:List*', 'kms:Get*'] };
		case 2:
			return {
				...common,
				Effect: 'Allow',
				Action: 'kms:Decrypt',
				Condition: { StringEquals: { 'kms:EncryptionContext:purpose': `purpose-${i}` } }
			};
		default:
			return {
				...common,
				Effect: 'Deny',
				Action: 'kms:*',
				Condition: { IpAddress: { 'aws:SourceIp': `198.51.100.${i % 256}/32` } }
			};
	}
}

function policyOf(statements: number): PolicyDocument {
	const others = Array.from({ length: statements - 1 }, (_, i) => other(i));
	return { Version: '2012-10-17', Statement: [...others, allowing] };
}

/** Runs a second, the best of five. */
function rate(run: () => void): number {
	let best = 0;
	for (let round = 0; round < 5; round++) {
		let count = 0;
		const from = performance.now();
		let passed = 0;
		while (passed < 200) {
			run();
			count++;
			passed = performance.now() - from;
		}
		best = Math.max(best, count / (passed / 1000));
	}
	return Number(best.toPrecision(3));
}

function decide(policies: PolicySet) {
	const decision = authorize(request, policies);
	if (!decision.allowed || decision.decidedBy?.statement !== 'TheOneThatAllows')
		throw new Error(`The decision is another one: ${decision.reason}`);
	return decision;
}

/** New documents are as many as are needed, made beforehand, so that only their first use is measured. */
function firstRate(statements: number): number {
	const text = JSON.stringify(policyOf(statements));
	const batch = Math.max(20, Math.floor(2000 / statements));
	let best = 0;
	for (let round = 0; round < 7; round++) {
		const documents = Array.from({ length: batch }, () => JSON.parse(text) as PolicyDocument);
		const from = performance.now();
		for (const keyPolicy of documents) decide({ keyPolicy });
		best = Math.max(best, batch / ((performance.now() - from) / 1000));
	}
	return Number(best.toPrecision(3));
}

const rows = [1, 10, 100, 1000].map((statements) => {
	const policies = { keyPolicy: policyOf(statements) };
	let steps = 0;
	return {
		statements,
		again: rate(() => void decide(policies)),
		first: firstRate(statements),
		with_trace: rate(() => {
			steps = decide(policies).trace.length;
		}),
		steps
	};
});
console.log(JSON.stringify({ unit: 'decisions a second', rows }));
