import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ScalarTag } from 'yaml';
import { authorize, validatePolicy } from '#lib/iam/index.ts';
import type { PolicyDocument, Principal } from '#lib/iam/index.ts';
import { sentOperations } from '#lib/kms/aws/index.ts';
import { operations } from '../../kms/local/operations/index.ts';
import {
	keyPolicy,
	pairActions,
	roleName,
	rolePolicy,
	sampleAccount,
	sampleKeyArn,
	symmetricActions,
	trustPolicy
} from './policies.ts';

const role = (policy: PolicyDocument): Principal => ({
	arn: `arn:aws:sts::${sampleAccount}:assumed-role/${roleName}/pupil`,
	accountId: sampleAccount,
	kind: 'role-session',
	roleArn: `arn:aws:iam::${sampleAccount}:role/${roleName}`,
	identityPolicies: [policy]
});

const may = (policy: PolicyDocument, action: string, resource = sampleKeyArn) =>
	authorize({ principal: role(policy), action, resource, context: {} }, { keyPolicy }).allowed;

/** Every permission of the API; ReEncrypt goes by two of its own. */
const everything = [
	...Object.keys(operations).filter((name) => name !== 'ReEncrypt'),
	'ReEncryptFrom',
	'ReEncryptTo'
].map((name) => `kms:${name}`);

describe.each([
	['symmetric key', symmetricActions],
	['key pairs', pairActions]
])('the role for a %s', (_, actions) => {
	const policy = rolePolicy(actions);

	it('may do what the app sends, and nothing else', () => {
		expect(everything.filter((action) => may(policy, action)).sort()).toEqual([...actions].sort());
		expect(everything.length).toBeGreaterThan(40);
	});

	it('may do nothing with another key', () => {
		const other = sampleKeyArn.replace('KEY-ID', 'ANOTHER');
		expect(everything.filter((action) => may(policy, action, other))).toEqual([]);
	});

	it('is a policy that AWS takes', () => {
		expect(validatePolicy(policy, 'identity-policy')).toEqual([]);
		expect(validatePolicy(keyPolicy)).toEqual([]);
	});
});

it('leaves out nothing that the app sends', () => {
	const allowed = new Set<string>([...symmetricActions, ...pairActions]);
	const sent = sentOperations.flatMap((name) =>
		name === 'ReEncrypt' ? ['kms:ReEncryptFrom', 'kms:ReEncryptTo'] : [`kms:${name}`]
	);
	expect(sent.filter((action) => !allowed.has(action))).toEqual([]);
	expect([...allowed].filter((action) => !sent.includes(action))).toEqual([]);
});

it('has the same in the template', () => {
	const text = readFileSync(
		new URL('../../../../static/keywrap-sandbox.yaml', import.meta.url),
		'utf8'
	);
	const tag = (name: string, value: (text: string) => string): ScalarTag => ({
		tag: name,
		resolve: value
	});
	const { Resources } = parse(text, {
		customTags: [
			tag('!Sub', (it) =>
				it.replace('${AWS::Partition}', 'aws').replace('${AWS::AccountId}', sampleAccount)
			),
			tag('!Ref', (it) => it),
			tag('!GetAtt', () => sampleKeyArn)
		]
	}) as {
		Resources: {
			Key: { Properties: { KeyPolicy: unknown } };
			Role: {
				Properties: {
					RoleName: string;
					AssumeRolePolicyDocument: unknown;
					Policies: { PolicyDocument: unknown }[];
				};
			};
		};
	};
	expect(Resources.Key.Properties.KeyPolicy).toEqual(keyPolicy);
	expect(Resources.Role.Properties).toMatchObject({
		RoleName: roleName,
		AssumeRolePolicyDocument: trustPolicy
	});
	expect(Resources.Role.Properties.Policies.map(({ PolicyDocument }) => PolicyDocument)).toEqual([
		rolePolicy(symmetricActions)
	]);
	expect(text).toContain('NOT YET TRIED ON AWS');
});
