import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('runs under plain Node, with nothing built and nothing around it', async () => {
	const program = `
		import { authorize, defaultKeyPolicy } from '#lib/iam/index.ts';
		const principal = { arn: 'arn:aws:iam::111122223333:root', accountId: '111122223333', kind: 'root' };
		const resource = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
		const request = { principal, action: 'kms:Decrypt', resource, context: {} };
		const { reason, trace } = authorize(request, { keyPolicy: defaultKeyPolicy('111122223333') });
		console.log(reason, trace.length);
	`;
	const { stdout } = await promisify(execFile)(process.execPath, [
		'--input-type=module',
		'--eval',
		program
	]);
	expect(stdout.trim()).toBe('ALLOW_DIRECT 4');
});
