/**
 * Runs the AWS CLI's and boto3's code that the Lab shows for a call, as it stands, against the sandbox:
 * every operation in a story in which it succeeds, every member with texts that shells and languages
 * read something into. Tools that this machine lacks are named, and so is what the models of an old
 * one lack. `node tests/interop/call-samples.ts` prints JSON, and fails by its exit code.
 *
 * The AWS CLI is the `aws` on the PATH, of version 2; Python the `python3` there, with boto3.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { createLocalKms, wireForm } from '../../src/lib/kms/index.ts';
import type { KmsOperation } from '../../src/lib/kms/index.ts';
import { cliSample, pythonSample, spelled } from '../../src/lib/lab/calls/index.ts';
import type { SampledCall } from '../../src/lib/lab/calls/index.ts';
import {
	awkward,
	callEveryOperation,
	fullInput,
	plainInputs
} from '../../src/tools/sandbox/inputs.testing.ts';
import { clockAhead } from '../../src/tools/sandbox/main.ts';
import { startKmsServer } from '../../src/tools/sandbox/protocol.ts';
import type { WireCall } from '../../src/tools/sandbox/protocol.ts';
import { operations } from '../../src/tools/sandbox/shapes.ts';

/** Runs one sample; gives what it printed as JSON of the API, or why it could not. */
interface Tool {
	name: string;
	version: string;
	sample: (call: SampledCall) => string;
	run: (code: string) => Promise<{ output?: unknown; error?: string }>;
	/** What an error says that the tool's models lack: members as the tool spells them, or the operation. */
	lacks: (error: string) => readonly string[] | 'operation' | undefined;
	end: () => void;
}

const folder = mkdtempSync(path.join(tmpdir(), 'keywrap-samples-'));
const env = {
	...process.env,
	AWS_ACCESS_KEY_ID: 'AKIDSAMPLE',
	AWS_SECRET_ACCESS_KEY: 'any',
	AWS_CONFIG_FILE: '/dev/null',
	AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
	AWS_EC2_METADATA_DISABLED: 'true',
	AWS_PAGER: '',
	LC_ALL: 'C.UTF-8'
};

function awsCli(url: string): Tool | undefined {
	const { stdout, error } = spawnSync('aws', ['--version'], { encoding: 'utf8', env });
	if (error) return undefined;
	const version = /^aws-cli\/(2\S*)/.exec(stdout)?.[1];
	if (!version) return undefined;
	// Releases before 2.13 do not read AWS_ENDPOINT_URL_KMS.
	const prefix = `aws() { command aws "$@" --endpoint-url ${url}; }\n`;
	return {
		name: 'aws-cli',
		version,
		sample: cliSample,
		run: (code) =>
			new Promise((resolve) => {
				const shell = spawn('sh', ['-c', prefix + code], {
					env,
					stdio: ['ignore', 'pipe', 'pipe']
				});
				let output = '';
				let error = '';
				shell.stdout.on('data', (data: Buffer) => (output += data.toString()));
				shell.stderr.on('data', (data: Buffer) => (error += data.toString()));
				shell.on('close', (code) => {
					resolve(
						code === 0
							? { output: output.trim() ? (JSON.parse(output) as unknown) : {} }
							: { error: error || `exit ${String(code)}` }
					);
				});
			}),
		lacks: (error) => {
			if (/[Ii]nvalid choice/.test(error)) return 'operation';
			// A member that has become optional since.
			const needed = /the following arguments are required: (.*)/.exec(error)?.[1];
			if (needed) return 'operation';
			const options = /Unknown options: (.*)/.exec(error)?.[1];
			return (
				options?.match(/--(?:no-)?[a-z-]+/g)?.map((option) => option.replace(/^--(?:no-)?/, '')) ??
				unknownParameters(error)
			);
		},
		end: () => undefined
	};
}

function unknownParameters(error: string): string[] | undefined {
	const names = [...error.matchAll(/Unknown parameter in [\w.]+: "(\w+)"/g)].map(
		([, name]) => name
	);
	return names.length > 0 ? names.filter((name) => name !== undefined) : undefined;
}

/** A request without members of these names, at any depth, whichever way they are spelled. */
function without<T>(value: T, names: readonly string[]): T {
	if (typeof value !== 'object' || value === null) return value;
	if (value instanceof Uint8Array || value instanceof Date || Array.isArray(value)) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([name]) => !names.includes(name) && !names.includes(spelled(name, '-')))
			.map(([name, member]: [string, unknown]) => [name, without(member, names)])
	) as T;
}

/** Runs each file that it is told of, as `python3 FILE` would, and hands back what it calls `response`. */
const driver = `
import base64, contextlib, datetime, io, json, runpy, sys
import boto3
original = boto3.client
boto3.client = lambda *names, **options: original(*names, endpoint_url=sys.argv[1], **options)
def plain(value):
    if isinstance(value, (bytes, bytearray)): return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime): return value.timestamp()
    raise TypeError(type(value))
print(json.dumps(boto3.__version__), flush=True)
for line in sys.stdin:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            response = runpy.run_path(line.strip())['response']
        response.pop('ResponseMetadata')
        print(json.dumps({'output': response}, default=plain), flush=True)
    except Exception as error:
        print(json.dumps({'error': f'{type(error).__name__}: {error}'}), flush=True)
`;

async function boto3(url: string): Promise<Tool | undefined> {
	const python = spawn('python3', ['-c', driver, url], { env, stdio: ['pipe', 'pipe', 'ignore'] });
	const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
	python.on('error', () => undefined);
	const first = await lines.next();
	if (first.done) return undefined;
	let files = 0;
	return {
		name: 'boto3',
		version: JSON.parse(first.value) as string,
		sample: pythonSample,
		async run(code) {
			const file = path.join(folder, `sample${files++}.py`);
			writeFileSync(file, code);
			python.stdin.write(`${file}\n`);
			const line = await lines.next();
			if (line.done) throw new Error('Python ended.');
			return JSON.parse(line.value) as { output?: unknown; error?: string };
		},
		lacks: (error) =>
			/has no attribute|Missing required parameter/.test(error)
				? 'operation'
				: unknownParameters(error),
		end: () => python.stdin.end()
	};
}

/**
 * Whether a tool printed an answer: it writes times its own way, the CLI drops `Truncated` where it has
 * followed all pages, and an old one drops members that its models do not have.
 */
function says(printed: unknown, answer: unknown, isOld: boolean): boolean {
	if (answer instanceof Date) {
		const time = typeof printed === 'number' ? printed * 1000 : Date.parse(String(printed));
		return Math.abs(time - answer.getTime()) < 1000;
	}
	if (Array.isArray(answer))
		return (
			Array.isArray(printed) &&
			printed.length === answer.length &&
			answer.every((item, index) => says(printed[index], item, isOld))
		);
	if (typeof answer === 'object' && answer !== null && !(answer instanceof Uint8Array)) {
		if (typeof printed !== 'object' || printed === null) return false;
		const members = printed as Record<string, unknown>;
		return Object.entries(answer).every(
			([name, value]) =>
				value === undefined ||
				(name === 'Truncated' && !value && !(name in members)) ||
				(isOld && !(name in members)) ||
				says(members[name], value, isOld)
		);
	}
	return printed === wireForm(answer);
}

const kms = createLocalKms({ clock: clockAhead(0) });
/** The last call that arrived, and what it was answered. */
let last: { call?: WireCall; output?: object } = {};
let echo = false;
const server = await startKmsServer({
	answer: async (call) => {
		const output = echo ? {} : await kms.in(call.region).send(call.operation, call.input);
		last = { call, output };
		return { output };
	}
});

const failures: string[] = [];
const report: object[] = [];
const awsTool = awsCli(server.url);
const pythonTool = await boto3(server.url);
for (const [name, tool] of [
	['aws-cli 2', awsTool],
	['python3 with boto3', pythonTool]
] as const) {
	if (!tool) {
		report.push({ tool: name, missing: true });
		continue;
	}
	let passed = 0;
	const lacking = new Set<string>();
	const isOld = /^(?:2\.9\.|1\.26\.)/.test(tool.version);
	const attempt = async (
		call: SampledCall,
		answer?: (output: unknown) => boolean
	): Promise<void> => {
		const code = tool.sample(call);
		last = {};
		const { output, error = '' } = await tool.run(code);
		const came = last.call;
		const lacks = tool.lacks(error);
		if (lacks === 'operation') lacking.add(call.operation);
		else if (lacks) {
			for (const member of lacks) lacking.add(`${call.operation}.${member}`);
			const request = without(call.request, lacks);
			if (isDeepStrictEqual(request, call.request)) failures.push(`${tool.name}: ${error}`);
			else await attempt({ ...call, request }, answer);
		} else if (error) failures.push(`${tool.name}: ${error}\n${code}`);
		else if (came?.operation !== call.operation || !isDeepStrictEqual(came.input, call.request))
			failures.push(`${tool.name}: arrived ${JSON.stringify(came)}\n${code}`);
		else if (answer && !answer(output))
			failures.push(`${tool.name}: printed ${JSON.stringify(output)}\n${code}`);
		else passed++;
	};

	echo = false;
	await callEveryOperation(async (operation, request) => {
		const event = { awsRegion: 'eu-central-1', requestID: '' };
		await attempt({ operation, request, event }, (output) => says(output, last.output, isOld));
		// A tool that lacks the operation has not called it; the story needs its answer all the same.
		return last.output ?? kms.send(operation, request);
	});

	echo = true;
	const more = awkward.map((_text, from) => ({
		operation: 'CreateGrant',
		input: fullInput('CreateGrant', from)
	}));
	const full = operations.map((operation) => ({
		operation,
		input: fullInput<KmsOperation>(operation)
	}));
	for (const { operation, input } of [...plainInputs, ...full, ...more])
		await attempt({ operation, request: input });
	tool.end();
	report.push({ tool: tool.name, version: tool.version, passed, lacking: [...lacking] });
}
await server.close();
rmSync(folder, { recursive: true });

for (const failure of failures) console.error(failure);
console.log(JSON.stringify({ samples: report, failed: failures.length }));
process.exitCode = failures.length > 0 ? 1 : 0;
