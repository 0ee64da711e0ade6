/**
 * Random policies and requests, for property tests and for the fuzzing script. The vocabulary is small,
 * so that statements do meet requests; half of all documents are good, the other half are broken in one
 * of many ways.
 */
import fc from 'fast-check';
import type { PolicyDocument, PolicyKind, Statement } from './document.ts';
import { conditionOperators } from './operators.ts';
import type { AccessRequest, Grant, PolicySet, Principal, RequestContext } from './request.ts';
import {
	A,
	B,
	callers,
	cloudtrail,
	K,
	KeyAdmin,
	KM,
	R,
	rootA,
	rootB,
	S,
	U,
	X
} from './world.testing.ts';

/** Present once in `times`. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, times = 2) =>
	fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const oneOrMore = <T>(arbitrary: fc.Arbitrary<T>) =>
	fc.oneof(
		{ weight: 2, arbitrary },
		{ weight: 1, arbitrary: fc.array(arbitrary, { minLength: 1, maxLength: 3 }) }
	);

const actionArbitrary = fc.constantFrom(
	'*',
	'kms:*',
	'*:*',
	'kms:Decrypt',
	'KMS:decrypt',
	'kms:Encrypt',
	'kms:*crypt',
	'kms:Re*',
	'kms:CreateGrant',
	'kms:RetireGrant',
	'kms:PutKeyPolicy',
	'kms:CreateKey',
	's3:*'
);
const resourceArbitrary = fc.constantFrom(
	'*',
	K,
	KM,
	`arn:aws:kms:*:${A}:key/*`,
	'arn:aws:kms:us-east-1:*',
	'arn:aws:kms:us-*-1:*:key/1234*',
	`arn:aws:kms:us-east-1:${A}:alias/app`,
	`arn:aws:kms:us-east-1:${A}:key/\${aws:username}`
);
const awsArbitrary = fc.constantFrom('*', rootA, rootA, rootB, A, B, U, R, R, S, X, KeyAdmin);
const principalArbitrary = fc.oneof(
	{ weight: 1, arbitrary: fc.constant('*') },
	{ weight: 6, arbitrary: fc.record({ AWS: oneOrMore(awsArbitrary) }) },
	{
		weight: 1,
		arbitrary: fc.record({ Service: fc.constantFrom(cloudtrail, 'logs.amazonaws.com') })
	},
	{ weight: 1, arbitrary: fc.record({ AWS: awsArbitrary, Service: fc.constant(cloudtrail) }) }
);

const operatorArbitrary = fc
	.tuple(
		fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:'),
		fc.constantFrom(...conditionOperators.map(({ name }) => name)),
		fc.constantFrom('', 'IfExists')
	)
	.map(([quantifier, name, ifExists]) =>
		name === 'Null' ? name : `${quantifier}${name}${ifExists}`
	);
const keyArbitrary = fc.constantFrom(
	'aws:PrincipalArn',
	'aws:principalaccount',
	'aws:PrincipalOrgID',
	'aws:SourceIp',
	'aws:SourceVpce',
	'aws:MultiFactorAuthPresent',
	'aws:CurrentTime',
	'aws:username',
	'kms:EncryptionContext:Dept',
	'kms:EncryptionContextKeys',
	'kms:ResourceAliases',
	'kms:ViaService',
	'kms:ValidTo',
	'kms:RotationPeriodInDays'
);
const valueArbitrary = fc.oneof(
	fc.constantFrom<string | number | boolean>(
		'true',
		'false',
		true,
		'IT',
		'Dept',
		'alias/app',
		A,
		R,
		'arn:aws:iam::*:role/*',
		'203.0.113.0/24',
		'2001:db8::/32',
		'2026-01-01T00:00:00Z',
		'90',
		365,
		'*',
		'?T',
		'${aws:username}',
		"${aws:PrincipalTag/team, 'none'}",
		'${*}',
		'o-1',
		'QUJD'
	),
	fc.string({ maxLength: 8 })
);
const conditionArbitrary = fc.dictionary(
	operatorArbitrary,
	fc.dictionary(keyArbitrary, oneOrMore(valueArbitrary), { maxKeys: 2 }),
	{ maxKeys: 2, noNullPrototype: true }
);

const rarely = fc.constantFrom(false, false, false, false, true);

const namesPrincipals = (kind: PolicyKind) =>
	kind === 'key-policy' || kind === 'rcp' || kind === 'vpc-endpoint-policy';

/** A statement that AWS would take in a policy of this kind, perhaps with a warning. */
export function statementArbitrary(
	kind: PolicyKind,
	effects: readonly string[] = ['Allow', 'Allow', 'Allow', 'Allow', 'Deny']
): fc.Arbitrary<Statement> {
	return fc
		.record({
			Sid: maybe(fc.constantFrom('One', 'Two', 'Three')),
			Effect: kind === 'rcp' ? fc.constant('Deny') : fc.constantFrom(...effects),
			who: kind === 'rcp' ? fc.constant('*') : principalArbitrary,
			notWho: rarely,
			actions: oneOrMore(actionArbitrary),
			notActions: rarely,
			resources: oneOrMore(resourceArbitrary),
			notResources: rarely,
			Condition: maybe(conditionArbitrary, 4)
		})
		.map(
			({ Sid, Effect, who, notWho, actions, notActions, resources, notResources, Condition }) => {
				const denies = Effect === 'Deny' && kind !== 'rcp';
				return {
					...(Sid === undefined ? {} : { Sid }),
					Effect,
					...(namesPrincipals(kind)
						? { [notWho && denies ? 'NotPrincipal' : 'Principal']: who }
						: {}),
					[notActions && kind !== 'rcp' ? 'NotAction' : 'Action']: actions,
					[notResources ? 'NotResource' : 'Resource']: resources,
					...(Condition ? { Condition } : {})
				};
			}
		);
}

/** A document that `authorize` takes in this place. */
function goodPolicyArbitrary(kind: PolicyKind): fc.Arbitrary<PolicyDocument> {
	return fc
		.record({
			Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17', undefined),
			Id: maybe(fc.constant('policy')),
			Statement: fc.oneof(
				statementArbitrary(kind),
				fc.array(statementArbitrary(kind), { minLength: 1, maxLength: 3 })
			)
		})
		.map(({ Version, Id, Statement }) => ({
			...(Version === undefined ? {} : { Version }),
			...(Id === undefined ? {} : { Id }),
			Statement
		}));
}

const kinds: readonly PolicyKind[] = [
	'key-policy',
	'identity-policy',
	'permissions-boundary',
	'session-policy',
	'scp',
	'rcp',
	'vpc-endpoint-policy'
];

/** One change that leaves no policy of any kind. */
const breakages: readonly ((document: Record<string, unknown>, statement: Statement) => unknown)[] =
	[
		() => null,
		() => [],
		() => 'Allow',
		(document) => ({ ...document, Statement: undefined }),
		(document) => ({ ...document, Statement: [] }),
		(document) => ({ ...document, Statement: [null] }),
		(document) => ({ ...document, Version: '2012-10-18' }),
		(document) => ({ ...document, Id: [] }),
		(document) => ({ ...document, statement: [] }),
		...(
			[
				{ Effect: 'allow' },
				{ Effect: undefined },
				{ Effect: ['Allow'] },
				{ Sid: 1 },
				{ Principal: '*', NotPrincipal: '*' },
				{ Principal: { AWS: [] }, NotPrincipal: undefined },
				{ Principal: { Aws: '*' }, NotPrincipal: undefined },
				{ Principal: 'everyone', NotPrincipal: undefined },
				{ Action: [] },
				{ Action: 7 },
				{ Action: '*', NotAction: '*' },
				{ Resource: '*', NotResource: '*' },
				{ Resource: { Ref: 'Key' } },
				{ Condition: [] },
				{ Condition: { StringMatches: { a: 'b' } } },
				{ Condition: { StringEquals: 'x' } },
				{ Condition: { StringEquals: { a: [] } } },
				{ Condition: { StringEquals: { a: {} } } },
				{ Condition: { NullIfExists: { a: 'true' } } },
				{ Conditions: {} }
			] as const
		).map((change) => (document: Record<string, unknown>, statement: Statement) => ({
			...document,
			Statement: [statement, { ...statement, ...change }]
		}))
	];

/** A policy, perhaps broken. */
export interface RandomPolicy {
	kind: PolicyKind;
	document: unknown;
	/** It was broken on purpose: nothing may take it. */
	broken: boolean;
}

export const policyArbitrary: fc.Arbitrary<RandomPolicy> = fc
	.constantFrom(...kinds)
	.chain((kind) => {
		const good = goodPolicyArbitrary(kind);
		return fc.oneof(
			good.map((document) => ({ kind, document, broken: false })),
			fc
				.tuple(good, statementArbitrary(kind), fc.constantFrom(...breakages))
				.map(([document, statement, breakIt]) => ({
					kind,
					document: breakIt({ ...document }, statement),
					broken: true
				}))
		);
	});

const contextArbitrary: fc.Arbitrary<RequestContext> = fc.dictionary(
	keyArbitrary,
	fc.oneof(
		fc.constantFrom('IT', 'true', '203.0.113.9', '2001:db8::1', '2026-07-01', R, '90', 'vpce-1'),
		fc.boolean(),
		fc.integer(),
		fc.array(fc.constantFrom('Dept', 'alias/app', 'x'), { maxLength: 3 }),
		fc.string({ maxLength: 6 })
	),
	{ maxKeys: 5, noNullPrototype: true }
);

const callerArbitrary: fc.Arbitrary<Principal> = fc.constantFrom<Principal>(
	...Object.values(callers),
	{ arn: `arn:aws:sts::${A}:federated-user/Bob`, accountId: A, kind: 'federated', issuerUserArn: U }
);

const principalWithPolicies: fc.Arbitrary<Principal> = fc
	.tuple(
		callerArbitrary,
		fc.array(goodPolicyArbitrary('identity-policy'), { maxLength: 2 }),
		maybe(goodPolicyArbitrary('permissions-boundary'), 4),
		maybe(fc.array(goodPolicyArbitrary('session-policy'), { maxLength: 1 }), 4)
	)
	.map(([caller, identityPolicies, permissionsBoundary, sessionPolicies]) => ({
		...caller,
		identityPolicies,
		permissionsBoundary,
		sessionPolicies
	}));

export const requestArbitrary: fc.Arbitrary<AccessRequest> = fc.record({
	principal: principalWithPolicies,
	action: fc.constantFrom(
		'kms:Decrypt',
		'kms:Decrypt',
		'kms:Encrypt',
		'kms:ReEncryptFrom',
		'kms:CreateGrant',
		'kms:RetireGrant',
		'kms:PutKeyPolicy',
		'kms:CreateKey'
	),
	resource: fc.constantFrom(K, K, K, KM, '*', `arn:aws:kms:us-east-1:${A}:alias/app`),
	context: fc
		.tuple(contextArbitrary, fc.constantFrom({}, { 'aws:SourceVpce': 'vpce-1' }))
		.map(([some, more]) => ({ ...some, ...more })),
	grantTokens: fc.constantFrom([], ['T1']),
	newGrant: fc.constantFrom(undefined, { Operations: ['Decrypt'] })
});

const grantArbitrary: fc.Arbitrary<Grant> = fc.record({
	GranteePrincipal: fc.constantFrom(rootA, rootB, U, R, S, X),
	Operations: fc.uniqueArray(fc.constantFrom('Decrypt', 'Encrypt', 'CreateGrant', 'RetireGrant'), {
		minLength: 1
	}),
	Constraints: fc.constantFrom(undefined, { EncryptionContextSubset: { Dept: 'IT' } }),
	GrantToken: fc.constant('T1'),
	propagated: fc.boolean(),
	IssuingAccount: fc.constantFrom(undefined, rootA)
});

/** What stands in an organization or at an endpoint before anybody changes it. */
const fullAccess = {
	scp: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
	'vpc-endpoint-policy': {
		Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }
	}
};

const levels = (document: fc.Arbitrary<PolicyDocument>) =>
	maybe(fc.array(oneOrMore(document), { maxLength: 2 }), 4);

export const policySetArbitrary: fc.Arbitrary<PolicySet> = fc.record({
	keyPolicy: fc.oneof(
		{ weight: 1, arbitrary: fc.constant(undefined) },
		{ weight: 6, arbitrary: goodPolicyArbitrary('key-policy') }
	),
	grants: fc.array(grantArbitrary, { maxLength: 2, size: 'small' }),
	scps: levels(fc.oneof(fc.constant(fullAccess.scp), goodPolicyArbitrary('scp'))),
	rcps: levels(goodPolicyArbitrary('rcp')),
	vpcEndpointPolicy: maybe(
		fc.oneof(
			fc.constant(fullAccess['vpc-endpoint-policy']),
			goodPolicyArbitrary('vpc-endpoint-policy')
		)
	)
});
