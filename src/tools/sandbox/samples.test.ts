/**
 * The JavaScript that the Lab shows for a call, run as it stands against the sandbox. The AWS CLI's and
 * boto3's run in tests/interop/call-samples.ts, where those tools are installed.
 */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createLocalKms } from '../../lib/kms/index.ts';
import type { KmsOperation } from '../../lib/kms/index.ts';
import { javaScriptSample } from '../../lib/lab/calls/index.ts';
import { root } from '../setup.mjs';
import { awkward, callEveryOperation, fullInput, uncalled } from './inputs.testing.ts';
import { clockAhead } from './main.ts';
import { startKmsServer } from './protocol.ts';
import type { WireCall } from './protocol.ts';
import { withoutMetadata } from './sandbox.testing.ts';
import { operations } from './shapes.ts';

// Servers, keys and processes are made for real: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let files = 0;
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'keywrap-samples-'));
	symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
});
afterAll(() => {
	rmSync(folder, { recursive: true });
});
afterEach(() => {
	vi.unstubAllEnvs();
	vi.restoreAllMocks();
});

/** Runs a module as it stands; gives the one thing that it printed. */
async function printedBy(code: string): Promise<object> {
	const file = path.join(folder, `sample-${files++}.mjs`);
	writeFileSync(file, code);
	const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
	await import(/* @vite-ignore */ pathToFileURL(file).href);
	expect(log).toHaveBeenCalledTimes(1);
	const [printed] = log.mock.calls.map(([first]) => first as object);
	log.mockRestore();
	return withoutMetadata(printed ?? {});
}

/** What a learner sets once: where the calls go, and who makes them. */
function pointAt(url: string): void {
	vi.stubEnv('AWS_ENDPOINT_URL_KMS', url);
	vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDROOT');
	vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
}

it('makes each call of the Lab, and prints what the direct call answers', async () => {
	const kms = createLocalKms({ clock: clockAhead(0) });
	let direct: object | undefined;
	let arrived: WireCall | undefined;
	const server = await startKmsServer({
		answer: async (call) => {
			arrived = call;
			direct = await kms.in(call.region).send(call.operation, call.input);
			return { output: direct };
		}
	});
	pointAt(server.url);
	const called = new Set<string>();
	try {
		await callEveryOperation(async (operation, request) => {
			called.add(operation);
			const event = { awsRegion: 'eu-central-1', requestID: '' };
			const printed = await printedBy(javaScriptSample({ operation, request, event }));
			expect(arrived).toMatchObject({ operation, input: request, region: 'eu-central-1' });
			expect(printed, operation).toEqual(direct);
			return printed;
		});
	} finally {
		await server.close();
	}
	expect(uncalled(called)).toEqual([]);
});

it('carries every member of every operation, whatever stands in it', async () => {
	let arrived: WireCall | undefined;
	const server = await startKmsServer({
		answer: (call) => {
			arrived = call;
			return Promise.resolve({ output: {} });
		}
	});
	pointAt(server.url);
	try {
		const more = awkward.map((_text, from) => ['CreateGrant', from] as const);
		for (const [operation, from] of [...operations.map((op) => [op, 0] as const), ...more]) {
			const request = fullInput<KmsOperation>(operation, from);
			await printedBy(javaScriptSample({ operation, request }));
			expect(arrived).toMatchObject({ operation, region: 'us-east-1' });
			expect(arrived?.input).toEqual(request);
		}
	} finally {
		await server.close();
	}
});
