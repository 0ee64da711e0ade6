import { describe, expect, it } from 'vitest';
import type { PolicyKind } from './document.ts';
import type { PolicyFault } from './faults.ts';
import { positionOf, readJson } from './json.ts';
import { parsePolicy, validatePolicy } from './validate.ts';
import { A, at, K, policy, R, rootA, st, U } from './world.testing.ts';

const good = st('+', U, 'Decrypt');
const errors = (faults: PolicyFault[]) => faults.filter(({ severity }) => severity === 'error');
const brief = ({ code, severity, pointer }: PolicyFault) => `${severity} ${code} ${pointer}`;

/** A key policy with one statement, `changes` over a good one. */
const withStatement = (changes: object) => ({
	Version: '2012-10-17',
	Statement: [{ ...good, ...changes }]
});

describe('documents that AWS does not take (section 8)', () => {
	const malformed = 'MalformedPolicyDocumentException';

	it.each<[string, unknown, string, string, string]>([
		['no object', [], 'WRONG_TYPE', '', malformed],
		['no Statement', { Version: '2012-10-17' }, 'MISSING_ELEMENT', '', malformed],
		['Statement that is none', { Statement: 'x' }, 'WRONG_TYPE', '/Statement', malformed],
		['no statements', { Statement: [] }, 'EMPTY_LIST', '/Statement', malformed],
		['a statement that is none', { Statement: [7] }, 'WRONG_TYPE', '/Statement/0', malformed],
		['an unknown element', { ...policy(good), Extra: 1 }, 'UNKNOWN_ELEMENT', '/Extra', malformed],
		[
			'another Version',
			{ ...policy(good), Version: '2020-01-01' },
			'INVALID_VERSION',
			'/Version',
			malformed
		],
		['Id that is no string', { ...policy(good), Id: 5 }, 'WRONG_TYPE', '/Id', malformed],
		[
			'no Effect',
			{ Statement: { ...good, Effect: undefined } },
			'MISSING_ELEMENT',
			'/Statement',
			malformed
		],
		[
			'Effect in another case',
			withStatement({ Effect: 'ALLOW' }),
			'INVALID_EFFECT',
			'/Statement/0/Effect',
			malformed
		],
		[
			'an unknown element of a statement',
			withStatement({ Actions: '*' }),
			'UNKNOWN_ELEMENT',
			'/Statement/0/Actions',
			malformed
		],
		[
			'Sid that is no string',
			withStatement({ Sid: {} }),
			'WRONG_TYPE',
			'/Statement/0/Sid',
			malformed
		],
		[
			'no Principal',
			withStatement({ Principal: undefined }),
			'PRINCIPAL_REQUIRED',
			'/Statement/0',
			malformed
		],
		[
			'Principal and NotPrincipal',
			withStatement({ Effect: 'Deny', NotPrincipal: '*' }),
			'CONFLICTING_ELEMENTS',
			'/Statement/0/NotPrincipal',
			malformed
		],
		[
			'NotPrincipal with Allow',
			withStatement({ Principal: undefined, NotPrincipal: '*' }),
			'NOT_PRINCIPAL_WITH_ALLOW',
			'/Statement/0/NotPrincipal',
			malformed
		],
		[
			'Action and NotAction',
			withStatement({ NotAction: 'kms:*' }),
			'CONFLICTING_ELEMENTS',
			'/Statement/0/NotAction',
			malformed
		],
		[
			'Resource and NotResource',
			withStatement({ NotResource: '*' }),
			'CONFLICTING_ELEMENTS',
			'/Statement/0/NotResource',
			malformed
		],
		[
			'an action that is no string',
			withStatement({ Action: ['kms:*', 5] }),
			'WRONG_TYPE',
			'/Statement/0/Action/1',
			malformed
		],
		['no actions', withStatement({ Action: [] }), 'EMPTY_LIST', '/Statement/0/Action', malformed],
		[
			'a resource that is no ARN',
			withStatement({ Resource: ['*', '1234abcd'] }),
			'INVALID_ARN',
			'/Statement/0/Resource/1',
			'InvalidArnException'
		],
		[
			'a short ARN',
			withStatement({ Resource: 'arn:aws:kms:us-east-1' }),
			'INVALID_ARN',
			'/Statement/0/Resource',
			'InvalidArnException'
		],
		[
			'Condition that is none',
			withStatement({ Condition: 'x' }),
			'WRONG_TYPE',
			'/Statement/0/Condition',
			malformed
		],
		[
			'an unknown operator',
			withStatement({ Condition: { StringIs: { a: 'b' } } }),
			'UNKNOWN_OPERATOR',
			'/Statement/0/Condition/StringIs',
			malformed
		],
		[
			'Null with IfExists',
			withStatement({ Condition: { NullIfExists: { a: 'true' } } }),
			'UNKNOWN_OPERATOR',
			'/Statement/0/Condition/NullIfExists',
			malformed
		],
		[
			'keys that are none',
			withStatement({ Condition: { Bool: 'true' } }),
			'WRONG_TYPE',
			'/Statement/0/Condition/Bool',
			malformed
		],
		[
			'a value that is none',
			withStatement({ Condition: { Bool: { 'a/b': null } } }),
			'WRONG_TYPE',
			'/Statement/0/Condition/Bool/a~1b',
			malformed
		],
		[
			'a character beyond U+00FF',
			withStatement({ Sid: 'ключ' }),
			'INVALID_CHARACTER',
			'/Statement/0/Sid',
			malformed
		]
	])('%s', (_, document, code, pointer, reaction) => {
		const found = errors(validatePolicy(document));
		expect(found.map(brief)).toEqual([`error ${code} ${pointer}`]);
		expect(found[0]?.reaction).toBe(reaction);
	});

	it('V3: ForAllValues on a key with one value', () => {
		for (const key of ['kms:EncryptionContext:Dept', 'aws:RequestTag/team']) {
			const document = withStatement({
				Condition: { 'ForAllValues:StringEquals': { [key]: 'IT' } }
			});
			const [fault, ...others] = errors(validatePolicy(document));
			expect(others).toEqual([]);
			expect(fault?.code).toBe('OVERLY_PERMISSIVE_CONDITION');
			expect(fault?.awsMessage).toMatch(/^OverlyPermissiveCondition: Using the ForAllValues/);
		}
		const multivalued = { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': 'Dept' } };
		expect(errors(validatePolicy(withStatement({ Condition: multivalued })))).toEqual([]);
	});

	describe('V4: principals that are none', () => {
		it.each([
			`arn:aws:iam::${A}:role/App*`,
			`arn:aws:iam::${A}:group/admins`,
			`arn:aws:iam::${A}:user`,
			`arn:aws:iam::${A}:user/`,
			'arn:aws:iam::1234:user/alice',
			`arn:aws:iam:us-east-1:${A}:user/alice`,
			`arn:aws:sts::${A}:assumed-role/App`,
			`arn:aws:s3:::${A}`,
			'alice',
			'12345'
		])('%s', (AWS) => {
			const [fault, ...others] = errors(validatePolicy(withStatement({ Principal: { AWS } })));
			expect(others).toEqual([]);
			expect(fault?.code).toBe('INVALID_PRINCIPAL');
			expect(fault?.awsMessage).toBe(
				'Policy contains a statement with one or more invalid principals.'
			);
		});

		it('a role that does not exist', () => {
			const principalExists = (arn: string) => arn !== R;
			const document = policy(st('+', [U, R], 'Decrypt'));
			expect(validatePolicy(document, 'key-policy', { principalExists }).map(brief)).toEqual([
				'error INVALID_PRINCIPAL /Statement/0/Principal/AWS/1'
			]);
			expect(validatePolicy(document)).toEqual([]);
		});

		it.each<[unknown, string]>([
			['alice', 'INVALID_PRINCIPAL /Statement/0/Principal'],
			[7, 'WRONG_TYPE /Statement/0/Principal'],
			[{}, 'EMPTY_LIST /Statement/0/Principal'],
			[{ AWS: [] }, 'EMPTY_LIST /Statement/0/Principal/AWS'],
			[{ Account: A }, 'UNKNOWN_ELEMENT /Statement/0/Principal/Account'],
			[{ Service: '*' }, 'INVALID_PRINCIPAL /Statement/0/Principal/Service']
		])('%j', (Principal, fault) => {
			expect(errors(validatePolicy(withStatement({ Principal }))).map(brief)).toEqual([
				`error ${fault}`
			]);
		});

		it.each<[unknown]>([
			['*'],
			[{ AWS: '*' }],
			[{ AWS: A }],
			[{ AWS: [rootA, U, R, `arn:aws:iam::${A}:role/ops/deep/App`] }],
			[{ AWS: `arn:aws:sts::${A}:assumed-role/App/web1` }],
			[{ AWS: `arn:aws:sts::${A}:federated-user/Bob` }],
			[{ AWS: `arn:aws-cn:iam::${A}:root` }],
			[{ Service: ['cloudtrail.amazonaws.com', 'logs.us-east-1.amazonaws.com'] }]
		])('%j is one', (Principal) => {
			expect(validatePolicy(withStatement({ Principal }))).toEqual([]);
		});
	});

	it('V6: 32,769 characters', () => {
		const text = JSON.stringify(policy(good));
		const longest = text + ' '.repeat(32_768 - text.length);
		expect(parsePolicy(longest).document).toBeDefined();
		const [fault] = parsePolicy(`${longest} `).faults;
		expect(fault).toMatchObject({
			code: 'TOO_LONG',
			severity: 'error',
			reaction: 'LimitExceededException',
			offset: 32_768
		});
		expect(parsePolicy(`${longest} `).document).toBeUndefined();
	});
});

describe('documents that AWS takes, and that do not do what they seem to', () => {
	it.each<[string, object, string]>([
		['V5: no Resource', { Resource: undefined }, 'INERT_STATEMENT /Statement/0'],
		['no Action', { Action: undefined }, 'INERT_STATEMENT /Statement/0'],
		['an action of another service', { Action: 's3:GetObject' }, 'NO_EFFECT /Statement/0/Action'],
		[
			'an action of IAM alone',
			{ Action: ['kms:*', 'kms:CreateKey'] },
			'NO_EFFECT /Statement/0/Action/1'
		],
		[
			'a deleted role',
			{ Principal: { AWS: 'AROACKCEVSQ6C2EXAMPLE' } },
			'NO_EFFECT /Statement/0/Principal/AWS'
		],
		['a provider', { Principal: { Federated: 'x' } }, 'NO_EFFECT /Statement/0/Principal/Federated'],
		[
			'any service in an ARN',
			{ Resource: 'arn:aws:*:us-east-1:1:key/1' },
			'NO_EFFECT /Statement/0/Resource'
		],
		[
			'an operator in another case',
			{ Condition: { stringequals: { a: 'b' } } },
			'OPERATOR_CASE /Statement/0/Condition/stringequals'
		],
		[
			'a date that is none',
			{ Condition: { DateLessThan: { a: 'soon' } } },
			'UNREADABLE_VALUE /Statement/0/Condition/DateLessThan/a'
		],
		[
			'a block that is none',
			{ Condition: { IpAddress: { a: ['10.0.0.0/8', '10/8'] } } },
			'UNREADABLE_VALUE /Statement/0/Condition/IpAddress/a/1'
		],
		[
			'a variable in an action',
			{ Action: ['kms:*', 'kms:${aws:username}'] },
			'LITERAL_VARIABLE /Statement/0/Action/1'
		],
		[
			'a variable under Numeric',
			{ Condition: { NumericEquals: { a: '${b}' } } },
			'LITERAL_VARIABLE /Statement/0/Condition/NumericEquals/a'
		],
		[
			'a variable in the name of a key',
			{ Condition: { StringEquals: { 'a${b}': 'c' } } },
			'LITERAL_VARIABLE /Statement/0/Condition/StringEquals/a${b}'
		],
		[
			'a variable in the Region',
			{ Resource: 'arn:aws:kms:${a}:1:key/1' },
			'NO_EFFECT /Statement/0/Resource'
		],
		[
			'a multivalued key',
			{ Condition: { StringEquals: { 'kms:EncryptionContextKeys': 'a' } } },
			'NEEDS_SET_OPERATOR /Statement/0/Condition/StringEquals/kms:EncryptionContextKeys'
		],
		[
			'ForAllValues in an Allow',
			{ Condition: { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': 'a' } } },
			'TRUE_WHEN_MISSING /Statement/0/Condition/ForAllValues:StringEquals/kms:EncryptionContextKeys'
		],
		[
			'kms:ResourceAliases',
			{ Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'a' } } },
			'NO_EFFECT /Statement/0/Condition/ForAnyValue:StringEquals/kms:ResourceAliases'
		],
		[
			'kms:RequestAlias in a Deny',
			{ Effect: 'Deny', Condition: { StringEquals: { 'kms:RequestAlias': 'a' } } },
			'BYPASSED_BY_KEY_ID /Statement/0/Condition/StringEquals/kms:RequestAlias'
		]
	])('%s', (_, changes, warning) => {
		const faults = validatePolicy(withStatement(changes)).map(brief);
		expect(faults).toContain(`warning ${warning}`);
		expect(faults.filter((fault) => fault.startsWith('error'))).toEqual([]);
	});

	it('is content with a ForAllValues that Null guards', () => {
		const Condition = {
			'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': 'Dept' },
			Null: { 'kms:encryptioncontextkeys': 'false' }
		};
		expect(validatePolicy(withStatement({ Condition }))).toEqual([]);
	});

	it('warns of variables in Version 2008-10-17', () => {
		const Condition = { StringEquals: { a: '${aws:username}' } };
		const document = { Version: '2008-10-17', Statement: { ...good, Condition } };
		expect(validatePolicy(document).map(brief)).toEqual([
			'warning LITERAL_VARIABLE /Statement/Condition/StringEquals/a'
		]);
	});

	it('has nothing to say of a good policy', () => {
		const Condition = {
			StringEquals: { 'kms:EncryptionContext:Dept': ['IT', '${aws:PrincipalTag/dept}'] },
			Bool: { 'aws:SecureTransport': true }
		};
		const document = withStatement({ Sid: 'Spaces are fine', Resource: ['*', K], Condition });
		expect(validatePolicy(document)).toEqual([]);
	});
});

describe('kinds of policies (section 8)', () => {
	const attached = at('+', 'Decrypt');
	const deny = st('-', '*', 'Decrypt');

	it.each<[string, PolicyKind, unknown, string[]]>([
		['an identity policy', 'identity-policy', attached, []],
		['Principal in an identity policy', 'identity-policy', good, ['PRINCIPAL_FORBIDDEN']],
		['Principal in a boundary', 'permissions-boundary', good, ['PRINCIPAL_FORBIDDEN']],
		['Principal in a session policy', 'session-policy', good, ['PRINCIPAL_FORBIDDEN']],
		['Principal in an SCP', 'scp', good, ['PRINCIPAL_FORBIDDEN']],
		['NotPrincipal in an SCP', 'scp', { ...attached, NotPrincipal: '*' }, ['PRINCIPAL_FORBIDDEN']],
		['no Resource', 'identity-policy', { Effect: 'Allow', Action: '*' }, ['MISSING_ELEMENT']],
		['a Sid with a space', 'identity-policy', { ...attached, Sid: 'a b' }, ['INVALID_SID']],
		['an RCP', 'rcp', deny, []],
		['an RCP that allows', 'rcp', { ...deny, Effect: 'Allow' }, ['RCP_ONLY_DENIES']],
		['an RCP for somebody', 'rcp', { ...deny, Principal: { AWS: U } }, ['RCP_PRINCIPAL']],
		['an RCP with bare *', 'rcp', { ...deny, Action: '*' }, ['RCP_ACTION']],
		[
			'an RCP with NotAction',
			'rcp',
			{ Effect: 'Deny', Principal: '*', NotAction: 'kms:Encrypt', Resource: '*' },
			['RCP_ACTION']
		],
		[
			'an RCP with NotPrincipal',
			'rcp',
			{ Effect: 'Deny', NotPrincipal: { AWS: U }, Action: 'kms:*', Resource: '*' },
			['RCP_PRINCIPAL']
		],
		['an endpoint policy', 'vpc-endpoint-policy', st('+', '*', '*'), []],
		['an endpoint policy for nobody', 'vpc-endpoint-policy', attached, ['PRINCIPAL_REQUIRED']]
	])('%s', (_, kind, statement, codes) => {
		const document = { Version: '2012-10-17', Statement: [statement] };
		expect(errors(validatePolicy(document, kind)).map(({ code }) => code)).toEqual(codes);
	});

	it('warns that an alias ARN does not mean the key (RIA)', () => {
		const on = `arn:aws:kms:us-east-1:${A}:alias/app`;
		const faults = validatePolicy(policy(at('+', 'Decrypt', { on })), 'identity-policy');
		expect(faults.map(brief)).toEqual(['warning NO_EFFECT /Statement/0/Resource']);
	});
});

describe('positions', () => {
	const text = `{
	"Version": "2012-10-17",
	"Statement": [
		{
			"Effect": "allow",
			"Principal": { "AWS": ["${U}", "nobody"] },
			"Action": "kms:Decrypt", "Action": "kms:Encrypt",
			"Resource": "*",
			"Condition": { "StringIs": { "a": "b" } }
		}
	]
}`;
	const slice = (offset = 0, length = 8) => text.slice(offset, offset + length);

	it('are those of the fault, in the order of the text', () => {
		const { document, faults } = parsePolicy(text);
		expect(document).toBeUndefined();
		expect(
			faults.map(({ code, line, column, offset }) => [code, line, column, slice(offset)])
		).toEqual([
			['INVALID_EFFECT', 5, 14, '"allow",'],
			['INVALID_PRINCIPAL', 6, 67, '"nobody"'],
			['DUPLICATE_KEY', 7, 29, '"Action"'],
			['UNKNOWN_OPERATOR', 9, 19, '"StringI']
		]);
	});

	it.each([
		['', 1, 1],
		['{', 1, 2],
		['{"Version": "2012-10-17",}', 1, 26],
		['{\n"a" 1}', 2, 5],
		['{"a":\r\n\r\n[1,]}', 3, 4],
		['{"a": 01}', 1, 8],
		['{"a": tru}', 1, 7],
		['{"a": "\\x"}', 1, 9],
		['{"a": "b\n"}', 1, 9],
		['{"a": "b', 1, 9],
		['{} {}', 1, 4],
		["{'a': 1}", 1, 2]
	])('%j is no JSON at line %i, column %i', (broken, line, column) => {
		expect(() => JSON.parse(broken) as unknown).toThrow(SyntaxError);
		const { document, faults } = parsePolicy(broken);
		expect(document).toBeUndefined();
		expect(faults).toHaveLength(1);
		expect(faults[0]).toMatchObject({
			code: 'MALFORMED_JSON',
			reaction: 'MalformedPolicyDocumentException',
			line,
			column
		});
	});

	it('counts lines by LF, CR and CR LF', () => {
		expect(positionOf('a\nb\rc\r\nd', 7)).toEqual({ line: 4, column: 1 });
	});

	it('of a character that cannot stand in a key policy', () => {
		const { faults } = parsePolicy('{"Statement": [],\n"Id": "→"}');
		expect(faults[1]).toMatchObject({ code: 'INVALID_CHARACTER', line: 2, column: 8 });
	});
});

describe('reading JSON', () => {
	it('gives the document when nothing is wrong with it', () => {
		const document = policy(good, st('-', '*', '*', { Bool: { 'aws:SecureTransport': 'false' } }));
		expect(parsePolicy(JSON.stringify(document, null, '\t'))).toEqual({ document, faults: [] });
	});

	it('does not fall over depth or length', () => {
		for (const deep of ['['.repeat(200_000), '{"a":'.repeat(100_000)]) {
			const { faults, value } = readJson(deep);
			expect(value).toBeUndefined();
			expect(faults.map(({ code }) => code)).toEqual(['NESTED_TOO_DEEPLY']);
		}
		expect(readJson(JSON.stringify({ a: 'x'.repeat(1_000_000) })).faults).toEqual([]);
	});

	it('keeps a member named __proto__ a member', () => {
		const { value } = readJson('{"__proto__": {"Effect": "Allow"}}');
		expect(Object.keys(value as object)).toEqual(['__proto__']);
	});
});
