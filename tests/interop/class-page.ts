/**
 * The page of the README for a class, done as it stands: its blocks of code go to one shell, those that
 * start the sandbox start it, anew where they say so, and what each prints is held against what the page
 * is about.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../src/tools/setup.mjs';
import { startSandbox } from '../sandbox.ts';
import { toolEnv } from './tools.ts';
import type { Found } from './tools.ts';

const dataKey = String.raw`[A-Za-z0-9+/]{43}=`;

/** What each block prints, in the order of the page, and what the log says meanwhile. */
const expected: readonly { prints: RegExp; logs?: RegExp }[] = [
	{ prints: /^$/, logs: /CreateKey .* AKIDTEACHER root .* allowed/ },
	{ prints: /^Attack at dawn\n$/, logs: /GenerateDataKey .* allowed[^]*Decrypt .* allowed/ },
	{
		prints:
			/^\n?An error occurred \(InvalidCiphertextException\) when calling the Decrypt operation: *\n$/,
		logs: /Decrypt .* allowed .*, then FAILED InvalidCiphertextException/
	},
	{
		prints: new RegExp(
			`AccessDeniedException[^]*no identity-based policy[^]*"[0-9a-f]{64}"\n${dataKey}\n$`
		),
		logs: /AKIDALICE .* REFUSED AccessDenied[^]*AKIDALICE .* allowed \(by grant/
	},
	{
		prints: /AccessDeniedException.* with an explicit deny in a resource-based policy/,
		logs: /REFUSED .*denied by the key policy, statement “NotAlice”/
	},
	{ prints: /^$/, logs: /EnableKeyRotation .* allowed/ },
	{ prints: new RegExp(`^${dataKey}\n$`), logs: /Decrypt .* allowed/ },
	{
		prints: new RegExp(
			`PendingDeletion[^]*KMSInvalidStateException[^]*is pending deletion[^]*KeyId[^]*DisabledException[^]*is disabled[^]*\n${dataKey}\n[^]*PendingDeletion`
		),
		logs: /ScheduleKeyDeletion[^]*CancelKeyDeletion[^]*EnableKey/
	},
	{
		prints: /An error occurred \(\w+\) when calling the Decrypt operation/,
		logs: /Decrypt .* FAILED|REFUSED/
	}
];

/** The blocks of shell code of the README's section, without the indentation of a list. */
function blocks(): string[] {
	const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
	const section = /\n## A KMS for a class\n([^]*?)\n## /.exec(readme)?.[1] ?? '';
	return [...section.matchAll(/^( *)```sh\n([^]*?)\n *```$/gm)].map(([, indent = '', code = '']) =>
		code.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
	);
}

/** Does the page with this CLI. @returns what did not go as the page has it */
export async function runClassPage(cli: Found): Promise<{ passed: number; failures: string[] }> {
	const folder = mkdtempSync(path.join(tmpdir(), 'keywrap-class-'));
	const failures: string[] = [];
	let passed = 0;
	let sandbox: Awaited<ReturnType<typeof startSandbox>> | undefined;
	const shell = inShell(folder, cli);
	try {
		const expecting = expected.values();
		for (const block of blocks()) {
			const options = /^npm run sandbox -- (.*)$/.exec(block)?.[1]?.split(' ');
			if (options) {
				await sandbox?.stop();
				const port: string = sandbox?.port ?? '0';
				sandbox = await startSandbox([...options, '--port', port], folder);
				continue;
			}
			const next = expecting.next().value;
			if (!next || !sandbox) throw new Error(`This block of the README is not expected:\n${block}`);
			const before = sandbox.log().length;
			const printed = await shell.run(block.replaceAll('http://localhost:4599', sandbox.url));
			const logged = sandbox.log().slice(before);
			if (!next.prints.test(printed)) failures.push(`${block}\nprinted\n${printed}`);
			else if (next.logs && !next.logs.test(logged)) failures.push(`${block}\nlogged\n${logged}`);
			else passed++;
		}
		const left = [...expecting].length;
		if (left > 0) failures.push(`The README has ${String(left)} blocks fewer than expected.`);
	} finally {
		shell.end();
		await sandbox?.stop();
		rmSync(folder, { recursive: true, force: true });
	}
	return { passed, failures };
}

/** One shell for all blocks: variables and functions stay. */
function inShell(folder: string, cli: Found) {
	const shell = spawn('sh', [], {
		cwd: folder,
		env: toolEnv.of(''),
		stdio: ['pipe', 'pipe', 'ignore']
	});
	const mark = 'end of the block';
	shell.stdin.write(`exec 2>&1\n${toolEnv.awsFunction(cli)}`);
	return {
		run: (code: string) =>
			new Promise<string>((resolve, reject) => {
				let text = '';
				const note = (data: Buffer) => {
					text += data.toString();
					if (!text.endsWith(`${mark}\n`)) return;
					shell.stdout.off('data', note);
					resolve(text.slice(0, -mark.length - 1));
				};
				shell.stdout.on('data', note);
				shell.once('close', () => {
					reject(new Error(`The shell ended:\n${text}`));
				});
				shell.stdin.write(`${code}\necho '${mark}'\n`);
			}),
		end: () => shell.stdin.end()
	};
}
