/**
 * Runs the code that the Lab shows for a call, as it stands, against the sandbox: JavaScript for every
 * call of the Lab's scenarios; the AWS CLI's and boto3's for these too, for every operation in a story
 * in which it succeeds, and for every member with texts that shells and languages read something into;
 * then the exercises of the README's class page.
 * Tools that this machine lacks are named as `absent`, and so is what the models of an old one lack.
 * `node tests/interop/call-samples.ts` prints JSON, and fails by its exit code.
 *
 * The AWS CLI is the first `aws` of version 2 on the PATH, Python the first `python3` with boto3.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { pathToFileURL } from 'node:url';
import { createLocalKms, wireForm } from '../../src/lib/kms/index.ts';
import type { KmsOperation } from '../../src/lib/kms/index.ts';
import {
	cliSample,
	javaScriptSample,
	pythonSample,
	spelled
} from '../../src/lib/lab/calls/index.ts';
import type { SampledCall } from '../../src/lib/lab/calls/index.ts';
import {
	awkward,
	callEveryOperation,
	fullInput,
	plainInputs
} from '../../src/tools/sandbox/inputs.testing.ts';
import { clockAhead } from '../../src/tools/sandbox/main.ts';
import { root } from '../../src/tools/setup.mjs';
import { startKmsServer } from '../../src/tools/sandbox/protocol.ts';
import type { WireAnswer, WireCall } from '../../src/tools/sandbox/protocol.ts';
import { operations } from '../../src/tools/sandbox/shapes.ts';
import { runClassPage } from './class-page.ts';
import { findAwsCli, findPython, isBefore, toolEnv } from './tools.ts';
import type { Found } from './tools.ts';

/** Runs one sample against a server; gives what it printed as JSON of the API, or why it could not. */
interface Tool {
	name: string;
	version: string;
	/** Its models are of before the members that the samples may have. */
	isOld: boolean;
	sample: (call: SampledCall) => string;
	run: (code: string, url: string) => Promise<{ output?: unknown; error?: string }>;
	lacks: (error: string) => Lack | undefined;
	end: () => void;
}

/** What an error says that the tool's models lack: the operation, or members as the tool spells them. */
type Lack = 'operation' | { members: readonly string[] } | { needed: string };

const folder = mkdtempSync(path.join(tmpdir(), 'keywrap-samples-'));

function awsCli({ program, version }: Found): Tool {
	return {
		name: 'aws-cli',
		version,
		isOld: isBefore(version, '2.15'),
		sample: cliSample,
		run: (code, url) =>
			new Promise((resolve) => {
				const shell = spawn('sh', ['-c', toolEnv.awsFunction({ program, version }) + code], {
					env: toolEnv.of(url),
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
			if (needed) return { needed };
			const members =
				/Unknown options: (.*)/
					.exec(error)?.[1]
					?.match(/--(?:no-)?[a-z-]+/g)
					?.map((option) => option.replace(/^--(?:no-)?/, '')) ?? unknownParameters(error);
			return members && { members };
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

/**
 * Runs each file that it is told of, as `python3 FILE` would, and hands back what it calls `response`.
 * Releases before 1.28 do not read AWS_ENDPOINT_URL_KMS.
 */
const driver = `
import base64, contextlib, datetime, io, json, os, runpy, sys
import boto3
if tuple(map(int, boto3.__version__.split('.')[:2])) < (1, 28):
    original = boto3.client
    boto3.client = lambda *names, **options: original(*names, endpoint_url=os.environ['AWS_ENDPOINT_URL_KMS'], **options)
def plain(value):
    if isinstance(value, (bytes, bytearray)): return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime): return value.timestamp()
    raise TypeError(type(value))
for line in sys.stdin:
    os.environ['AWS_ENDPOINT_URL_KMS'], file = line.strip().split(' ', 1)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            response = runpy.run_path(file)['response']
        response.pop('ResponseMetadata')
        print(json.dumps({'output': response}, default=plain), flush=True)
    except Exception as error:
        print(json.dumps({'error': f'{type(error).__name__}: {error}'}), flush=True)
`;

function boto3({ program, version }: Found): Tool {
	const python = spawn(program, ['-c', driver], {
		env: toolEnv.of(''),
		stdio: ['pipe', 'pipe', 'inherit']
	});
	const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
	let files = 0;
	return {
		name: 'boto3',
		version,
		isOld: isBefore(version, '1.34'),
		sample: pythonSample,
		async run(code, url) {
			const file = path.join(folder, `sample${files++}.py`);
			writeFileSync(file, code);
			python.stdin.write(`${url} ${file}\n`);
			const line = await lines.next();
			if (line.done) throw new Error('Python ended.');
			return JSON.parse(line.value) as { output?: unknown; error?: string };
		},
		lacks: (error) => {
			if (error.includes('has no attribute')) return 'operation';
			const needed = /Missing required parameter in input: "(\w+)"/.exec(error)?.[1];
			if (needed) return { needed };
			const members = unknownParameters(error);
			return members && { members };
		},
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

//  Run

interface Arrival {
	call?: WireCall;
	output?: object;
}

/** A server that tells of the last call that came. */
async function listening(answer: (call: WireCall) => Promise<object>) {
	let last: Arrival = {};
	const server = await startKmsServer({
		answer: async (call): Promise<WireAnswer> => {
			const output = await answer(call);
			last = { call, output };
			return { output };
		}
	});
	return {
		url: server.url,
		close: () => server.close(),
		take: () => {
			const taken = last;
			last = {};
			return taken;
		}
	};
}

type Listening = Awaited<ReturnType<typeof listening>>;

const failures: string[] = [];
const absent: string[] = [];
const report: object[] = [];
let total = 0;

// A scenario names its panels, which only a page shows.
registerHooks({
	load: (url, context, next) =>
		url.endsWith('.svelte')
			? { format: 'module', source: 'export default undefined;', shortCircuit: true }
			: next(url, context)
});
const { exchangesOfTheLab } = await import('../../src/lib/lab/scenarios/exchanges.testing.ts');

/** Calls whose answers nobody looks at: what arrives is all that counts. */
const fromTheLab = await exchangesOfTheLab();
const awkwardGrants = awkward
	.map((_text, from) => ({ operation: 'CreateGrant', request: fullInput('CreateGrant', from) }))
	// A grant has room for more than a third of the texts.
	.filter((_call, index) => index % 3 === 0);
const full = operations.map((operation) => ({
	operation,
	request: fullInput<KmsOperation>(operation)
}));
const plain = plainInputs.map(({ operation, input }) => ({ operation, request: input }));
const echoed: readonly SampledCall[] = [...fromTheLab, ...plain, ...full, ...awkwardGrants];

async function runSamples(tool: Tool): Promise<void> {
	let passed = 0;
	const lackingOperations = new Set<string>();
	const lackingMembers = new Map<string, readonly string[]>();
	const fail = (what: string, code: string) => failures.push(`${tool.name}: ${what}\n${code}`);
	/** @returns what arrived, the last time that something did */
	const attempt = async (
		asked: SampledCall,
		server: Listening,
		answered?: (output: unknown, answer: object) => boolean
	): Promise<Arrival> => {
		const known = lackingMembers.get(asked.operation) ?? [];
		const call = { ...asked, request: without(asked.request, known) };
		const code = tool.sample(call);
		const { output, error = '' } = await tool.run(code, server.url);
		const came = server.take();
		const lack = tool.lacks(error);
		if (lack === 'operation') lackingOperations.add(call.operation);
		else if (lack && 'needed' in lack)
			lackingOperations.add(`${call.operation} without ${lack.needed}`);
		else if (lack) {
			if (lack.members.every((member) => known.includes(member))) fail(error, code);
			else {
				lackingMembers.set(call.operation, [...new Set([...known, ...lack.members])]);
				return attempt(asked, server, answered);
			}
		} else if (error) fail(error, code);
		else if (
			came.call?.operation !== call.operation ||
			!isDeepStrictEqual(came.call.input, call.request)
		)
			fail(`arrived ${JSON.stringify(came.call)}`, code);
		else if (answered && !answered(output, came.output ?? {}))
			fail(`printed ${JSON.stringify(output)}`, code);
		else passed++;
		return came;
	};

	const story = async () => {
		const kms = createLocalKms({ clock: clockAhead(0) });
		const server = await listening(({ operation, input, region }) =>
			kms.in(region).send(operation, input)
		);
		await callEveryOperation(async (operation, request) => {
			const event = { awsRegion: 'eu-central-1', requestID: '' };
			const { output } = await attempt({ operation, request, event }, server, (printed, answer) =>
				says(printed, answer, tool.isOld)
			);
			// A tool that lacks the operation has not called it; the story needs its answer all the same.
			return output ?? kms.in('eu-central-1').send(operation, request);
		});
		await server.close();
	};
	const waiting = echoed.values();
	const lane = async () => {
		const server = await listening(() => Promise.resolve({}));
		for (const call of waiting) await attempt(call, server);
		await server.close();
	};
	await Promise.all([story(), lane(), lane()]);
	tool.end();
	total += passed;
	if (lackingOperations.size > 0)
		absent.push(`in ${tool.name} ${tool.version}: ${[...lackingOperations].join(', ')}`);
	const members = [...lackingMembers].flatMap(([operation, names]) =>
		names.map((name) => `${operation}.${name}`)
	);
	if (members.length > 0)
		absent.push(`in ${tool.name} ${tool.version}: ${String(members.length)} newer members`);
	report.push({
		tool: tool.name,
		version: tool.version,
		passed,
		lacking: [...lackingOperations, ...members]
	});
}

/** JavaScript runs in this process; `samples.test.ts` has the story and every member. */
async function runJavaScript(): Promise<void> {
	symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
	const server = await listening(() => Promise.resolve({}));
	Object.assign(process.env, toolEnv.of(server.url));
	const print = console.log;
	console.log = () => undefined;
	let passed = 0;
	for (const [index, call] of fromTheLab.entries()) {
		const code = javaScriptSample(call);
		const file = path.join(folder, `sample${index}.mjs`);
		writeFileSync(file, code);
		const error = await import(pathToFileURL(file).href).then(
			() => undefined,
			(reason: unknown) => (reason instanceof Error ? reason.message : 'It threw something.')
		);
		const came = server.take().call;
		if (
			!error &&
			came?.operation === call.operation &&
			came.region === call.event?.awsRegion &&
			isDeepStrictEqual(came.input, call.request)
		)
			passed++;
		else failures.push(`JavaScript: ${error ?? JSON.stringify(came)}\n${code}`);
	}
	console.log = print;
	await server.close();
	total += passed;
	report.push({ tool: '@aws-sdk/client-kms', passed, lacking: [] });
}

await runJavaScript();
const cli = findAwsCli();
const python = findPython();
if (python) await runSamples(boto3(python));
else absent.push('python3 with boto3: its samples did not run');
if (cli) {
	await runSamples(awsCli(cli));
	const page = await runClassPage(cli);
	total += page.passed;
	failures.push(...page.failures);
	report.push({ page: 'README.md, A KMS for a class', passed: page.passed });
} else
	absent.push('the AWS CLI, version 2: its samples and the exercises of the README did not run');
rmSync(folder, { recursive: true });

for (const failure of failures) console.error(failure);
console.log(JSON.stringify({ samples: report, passed: total, failed: failures.length, absent }));
process.exitCode = failures.length > 0 ? 1 : 0;
