/** Tools of AWS that a machine may have: the CLI and boto3. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

export interface Found {
	program: string;
	version: string;
}

/** Nothing of the user's own: no profile, no pager, no instance asked for credentials. */
const clean = {
	...process.env,
	AWS_ACCESS_KEY_ID: 'AKIDSAMPLE',
	AWS_SECRET_ACCESS_KEY: 'any',
	AWS_CONFIG_FILE: '/dev/null',
	AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
	AWS_EC2_METADATA_DISABLED: 'true',
	AWS_PAGER: '',
	LC_ALL: 'C.UTF-8'
};

export const toolEnv = {
	/** The environment in which a tool calls this server. */
	of: (url: string): NodeJS.ProcessEnv => ({ ...clean, AWS_ENDPOINT_URL_KMS: url }),
	/** `aws` for a shell is this CLI; releases before 2.13 have to be told the endpoint each time. */
	awsFunction: ({ program, version }: Found): string =>
		`aws() { '${program}' "$@"${isBefore(version, '2.13') ? ' --endpoint-url "$AWS_ENDPOINT_URL_KMS"' : ''}; }\n`
};

/** Whether a version is older than another, by its first two numbers. */
export function isBefore(version: string, other: string): boolean {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
	return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

/** The first `aws` on the PATH that is of version 2: version 1 does not take blobs as base64. */
export function findAwsCli(): Found | undefined {
	return find('aws', ['--version'], /^aws-cli\/(2\.\S+)/);
}

/** The first `python3` on the PATH that has boto3; the version is boto3's. */
export function findPython(): Found | undefined {
	return find('python3', ['-c', 'import boto3; print(boto3.__version__)'], /^(\d\S+)/);
}

function find(name: string, args: string[], version: RegExp): Found | undefined {
	for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
		const program = path.join(folder, name);
		if (!path.isAbsolute(program) || !existsSync(program)) continue;
		const { stdout } = spawnSync(program, args, { encoding: 'utf8', env: clean });
		const found = version.exec(stdout)?.[1];
		if (found) return { program, version: found };
	}
	return undefined;
}
