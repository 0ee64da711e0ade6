/** The forms of a call as text; that they run is tested with the sandbox, which they run against. */
import { expect, it } from 'vitest';
import {
	cliSample,
	javaScriptSample,
	pythonSample,
	regionOf,
	sampleOf,
	wireJson
} from './index.ts';

const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const dataKey = {
	operation: 'GenerateDataKey',
	request: { KeyId: arn, KeySpec: 'AES_256', EncryptionContext: { purpose: 'payroll' } }
};
const decrypt = {
	operation: 'Decrypt',
	request: {
		CiphertextBlob: new Uint8Array([1, 2, 255]),
		EncryptionContext: { 'who’s': 'it is "Ann" & co' },
		DryRun: false,
		KeyId: undefined
	}
};

it('writes a command of the AWS CLI, quoted only where it must be', () => {
	expect(cliSample(dataKey)).toBe(
		[
			'aws kms generate-data-key \\',
			`  --key-id ${arn} \\`,
			'  --key-spec AES_256 \\',
			'  --encryption-context purpose=payroll \\',
			'  --region eu-west-1'
		].join('\n')
	);
	expect(cliSample(decrypt)).toBe(
		[
			'aws kms decrypt \\',
			'  --ciphertext-blob AQL/ \\',
			`  --encryption-context '{"who’s":"it is \\"Ann\\" & co"}' \\`,
			'  --no-dry-run \\',
			'  --region us-east-1'
		].join('\n')
	);
	expect(cliSample({ operation: 'ListKeys', request: { Limit: 3 } })).toBe(
		'aws kms list-keys --limit 3 --region us-east-1'
	);
	const tags = [
		{ TagKey: 'Team', TagValue: 'Pay' },
		{ TagKey: 'Stage', TagValue: 'test' }
	];
	expect(cliSample({ operation: 'TagResource', request: { KeyId: 'k', Tags: tags } })).toContain(
		'--tags TagKey=Team,TagValue=Pay TagKey=Stage,TagValue=test'
	);
});

it('leaves no shell and no CLI anything to read into a value', () => {
	const described = (Description: string) =>
		cliSample({ operation: 'CreateKey', request: { Description } });
	expect(described("it's $(rm) `x`")).toContain(`--description 'it'\\''s $(rm) \`x\`'`);
	expect(described('-v')).toContain(`--description='-v'`);
	expect(described('')).toContain(`--description ''`);
	expect(described('file:///etc/hostname')).toContain(
		`--cli-input-json '{"Description":"file:///etc/hostname"}'`
	);
	expect(described('a\tb\0')).toContain(String.raw`'{"Description":"a\tb\u0000"}'`);
	const context = (value: string) =>
		cliSample({ operation: 'Encrypt', request: { EncryptionContext: { a: value } } });
	for (const value of ['b,c=d', 'file://x', '', '@x', '[1]', 'two words'])
		expect(context(value)).toContain(`--encryption-context '{"a":"${value}"}'`);
});

it('writes Python', () => {
	expect(pythonSample(dataKey)).toBe(
		[
			'import boto3',
			'',
			"kms = boto3.client('kms', region_name='eu-west-1')",
			'response = kms.generate_data_key(',
			`    KeyId='${arn}',`,
			"    KeySpec='AES_256',",
			"    EncryptionContext={'purpose': 'payroll'},",
			')',
			'print(response)'
		].join('\n')
	);
	const code = pythonSample(decrypt);
	expect(code).toMatch(/^import base64\n\nimport boto3\n/);
	expect(code).toContain("CiphertextBlob=base64.b64decode('AQL/'),");
	expect(code).toContain('DryRun=False,');
	expect(pythonSample({ operation: 'ListKeys', request: {} })).toContain('kms.list_keys()');
});

it('writes JavaScript', () => {
	expect(javaScriptSample(dataKey)).toBe(
		[
			"import { GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';",
			'',
			"const client = new KMSClient({ region: 'eu-west-1' });",
			'const command = new GenerateDataKeyCommand({',
			`  KeyId: '${arn}',`,
			"  KeySpec: 'AES_256',",
			"  EncryptionContext: { purpose: 'payroll' }",
			'});',
			'const response = await client.send(command);',
			'console.log(response);'
		].join('\n')
	);
	expect(javaScriptSample(decrypt)).toContain("CiphertextBlob: Buffer.from('AQL/', 'base64')");
});

it('writes what travels: bytes in base64, times in seconds, nothing for what is absent', () => {
	expect(JSON.parse(wireJson(decrypt.request))).toEqual({
		CiphertextBlob: 'AQL/',
		EncryptionContext: { 'who’s': 'it is "Ann" & co' },
		DryRun: false
	});
	expect(wireJson({ ValidTo: new Date('2026-01-01T00:00:00.500Z') })).toContain('1767225600.5');
	const event = { awsRegion: 'eu-north-1', requestID: 'abc' };
	const refusal = { name: 'InvalidCiphertextException', message: '' };
	const refused = sampleOf({ ...decrypt, event, refusal }, 'api');
	expect(refused).toContain('X-Amz-Target: TrentService.Decrypt');
	expect(refused).toContain('Host: kms.eu-north-1.amazonaws.com');
	expect(refused).toContain('HTTP/1.1 400 Bad Request\nx-amzn-RequestId: abc');
	expect(refused).toContain('{\n  "__type": "InvalidCiphertextException"\n}');
	expect(sampleOf({ ...decrypt, response: {} }, 'api')).toMatch(/200 OK\nContent-Length: 0\n$/);
	expect(sampleOf(decrypt, 'api')).not.toContain('200 OK');
	const unavailable = { name: 'KeyUnavailableException', message: 'Later.' };
	expect(sampleOf({ ...decrypt, refusal: unavailable }, 'api')).toContain('HTTP/1.1 500');
});

it('says where a call to a KMS of one’s own went', () => {
	const own = { region: 'eu-west-3', endpoint: 'http://localhost:4599' };
	const call = { ...decrypt, own, measured: { requestId: 'its-id' }, response: {} };
	const api = sampleOf(call, 'api');
	expect(api).toContain('Host: localhost:4599\n');
	expect(api).toContain('/eu-west-3/kms/');
	expect(api).toContain('x-amzn-RequestId: its-id');
	expect(sampleOf(call, 'cli')).toMatch(
		/--region eu-west-3.*--endpoint-url http:\/\/localhost:4599$/s
	);
	expect(sampleOf(call, 'python')).toContain(
		"boto3.client('kms', region_name='eu-west-3', endpoint_url='http://localhost:4599')"
	);
	expect(sampleOf(call, 'javascript')).toContain(
		"new KMSClient({ region: 'eu-west-3', endpoint: 'http://localhost:4599' })"
	);
	const aws = { ...decrypt, own: { region: 'eu-west-3', endpoint: undefined } };
	expect(sampleOf(aws, 'api')).toContain('Host: kms.eu-west-3.amazonaws.com');
	expect(sampleOf(aws, 'cli')).not.toContain('endpoint');
});

it('finds the Region of a call', () => {
	expect(regionOf(dataKey)).toBe('eu-west-1');
	expect(regionOf({ ...dataKey, event: { awsRegion: 'us-east-2', requestID: '' } })).toBe(
		'us-east-2'
	);
	expect(regionOf({ operation: 'Decrypt', request: { KeyId: 'alias/a' } })).toBe('us-east-1');
});
