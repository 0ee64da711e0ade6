/**
 * `npm run fuzz`: what the suites try a little of, for longer and with a new seed: mutated messages
 * (ten times the suite's) and random policy documents. Prints what was tried as JSON; throws, with
 * the seed, at the first input that crashes, hangs or is accepted.
 */
import process from 'node:process';
import * as fc from 'fast-check';
import { fuzzMessages } from '../lib/envelope/fuzz.testing.ts';
import { suites } from '../lib/envelope/index.ts';
import { validatePolicy } from '../lib/iam/index.ts';
import { policyArbitrary } from '../lib/iam/policy.testing.ts';

const seed = Number(process.env.KEYWRAP_SEED ?? Date.now() % 2 ** 31);
const messagesOfEach = 18_200;
const policies = 50_000;

console.error(`KEYWRAP_SEED=${seed}`);
const messages: Record<string, unknown> = {};
for (const { id } of suites) {
	const name = id.toString(16).padStart(4, '0');
	messages[name] = await fuzzMessages(id, messagesOfEach, seed + id);
	console.error(`suite ${name}: ${messagesOfEach} messages`);
}

const count = { documents: 0, refused: 0 };
for (const { document, kind, broken } of fc.sample(policyArbitrary, { numRuns: policies, seed })) {
	const refused = validatePolicy(document, kind).some(({ severity }) => severity === 'error');
	if (broken && !refused)
		throw new Error(`Seed ${seed}: a broken policy was accepted: ${JSON.stringify(document)}`);
	count.documents++;
	if (refused) count.refused++;
}
console.log(JSON.stringify({ seed, messages, policies: count }, null, '\t'));
