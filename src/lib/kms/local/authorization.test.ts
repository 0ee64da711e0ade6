/**
 * Who may call what (iam-evaluation sections 3.4, 3.5, 7, 8, 9 and 10.2). What the evaluator decides has
 * its own tests; these see that every call asks it, the right thing.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeUtf8 } from '#lib/crypto/index.ts';
import type { Decision, PolicyDocument } from '#lib/iam/index.ts';
import { createLocalKms, KmsError } from '../index.ts';
import type { KmsOperation, LocalKms } from '../index.ts';
import {
	accountId,
	allow,
	newKey,
	otherAccountId,
	policyText,
	refusal,
	session,
	user
} from './kms.testing.ts';
import { operations } from './operations/index.ts';

const message = encodeUtf8('x');
const role = `arn:aws:iam::${accountId}:role/App`;

interface Scene {
	/** As the account's root user. */
	kms: LocalKms;
	arn: string;
	other: string;
	ecc: string;
	mac: string;
	external: string;
	pending: string;
	blob: Uint8Array;
	grantId: string;
}

async function createScene(): Promise<Scene> {
	const kms = createLocalKms();
	const { arn } = await newKey(kms);
	const { arn: other } = await newKey(kms);
	const { arn: ecc } = await newKey(kms, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
	const { arn: mac } = await newKey(kms, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
	const { arn: external } = await newKey(kms, { Origin: 'EXTERNAL' });
	const { arn: pending } = await newKey(kms);
	await kms.send('ScheduleKeyDeletion', { KeyId: pending });
	await kms.send('CreateAlias', { AliasName: 'alias/its', TargetKeyId: arn });
	const { CiphertextBlob } = await kms.send('Encrypt', { KeyId: arn, Plaintext: message });
	const { GrantId } = await kms.send('CreateGrant', {
		KeyId: arn,
		GranteePrincipal: role,
		RetiringPrincipal: `arn:aws:iam::${otherAccountId}:user/nobody`,
		Operations: ['Encrypt']
	});
	const blob = CiphertextBlob ?? message;
	return { kms, arn, other, ecc, mac, external, pending, blob, grantId: GrantId ?? '' };
}

type Send = (kms: LocalKms, s: Scene) => Promise<unknown>;
interface Case {
	send: Send;
	/** Actions that together suffice; the operation's own unless told otherwise. */
	actions?: string[];
	/** No key policy is asked (section 3.5). */
	iamOnly?: true;
	/** Works on a key of another account (section 3.4). */
	crossAccount?: true;
}

/** Every operation but RetireGrant, which grants decide. */
const cases: { [Op in Exclude<KmsOperation, 'RetireGrant'>]: Case } = {
	CancelKeyDeletion: { send: (kms, s) => kms.send('CancelKeyDeletion', { KeyId: s.pending }) },
	CreateAlias: {
		send: (kms, s) => kms.send('CreateAlias', { AliasName: 'alias/new', TargetKeyId: s.arn })
	},
	CreateGrant: {
		send: (kms, s) =>
			kms.send('CreateGrant', { KeyId: s.arn, GranteePrincipal: role, Operations: ['Decrypt'] }),
		crossAccount: true
	},
	CreateKey: { send: (kms) => kms.send('CreateKey', {}), iamOnly: true },
	Decrypt: {
		send: (kms, s) => kms.send('Decrypt', { CiphertextBlob: s.blob }),
		crossAccount: true
	},
	DeleteAlias: { send: (kms) => kms.send('DeleteAlias', { AliasName: 'alias/its' }) },
	DeleteImportedKeyMaterial: {
		send: (kms, s) => kms.send('DeleteImportedKeyMaterial', { KeyId: s.external })
	},
	DescribeKey: { send: (kms, s) => kms.send('DescribeKey', { KeyId: s.arn }), crossAccount: true },
	DisableKey: { send: (kms, s) => kms.send('DisableKey', { KeyId: s.arn }) },
	DisableKeyRotation: { send: (kms, s) => kms.send('DisableKeyRotation', { KeyId: s.arn }) },
	EnableKey: { send: (kms, s) => kms.send('EnableKey', { KeyId: s.arn }) },
	EnableKeyRotation: { send: (kms, s) => kms.send('EnableKeyRotation', { KeyId: s.arn }) },
	Encrypt: {
		send: (kms, s) => kms.send('Encrypt', { KeyId: s.arn, Plaintext: message }),
		crossAccount: true
	},
	GenerateDataKey: {
		send: (kms, s) => kms.send('GenerateDataKey', { KeyId: s.arn, KeySpec: 'AES_256' }),
		crossAccount: true
	},
	GenerateDataKeyWithoutPlaintext: {
		send: (kms, s) =>
			kms.send('GenerateDataKeyWithoutPlaintext', { KeyId: s.arn, KeySpec: 'AES_256' }),
		crossAccount: true
	},
	GenerateMac: {
		send: (kms, s) =>
			kms.send('GenerateMac', { KeyId: s.mac, Message: message, MacAlgorithm: 'HMAC_SHA_256' }),
		crossAccount: true
	},
	GenerateRandom: {
		send: (kms) => kms.send('GenerateRandom', { NumberOfBytes: 1 }),
		iamOnly: true
	},
	GetKeyPolicy: { send: (kms, s) => kms.send('GetKeyPolicy', { KeyId: s.arn }) },
	GetKeyRotationStatus: {
		send: (kms, s) => kms.send('GetKeyRotationStatus', { KeyId: s.arn }),
		crossAccount: true
	},
	GetParametersForImport: {
		send: (kms, s) =>
			kms.send('GetParametersForImport', {
				KeyId: s.external,
				WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
				WrappingKeySpec: 'RSA_2048'
			})
	},
	GetPublicKey: {
		send: (kms, s) => kms.send('GetPublicKey', { KeyId: s.ecc }),
		crossAccount: true
	},
	ImportKeyMaterial: {
		send: (kms, s) =>
			allowing('InvalidImportTokenException', () =>
				kms.send('ImportKeyMaterial', {
					KeyId: s.external,
					ImportToken: message,
					EncryptedKeyMaterial: message,
					ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE'
				})
			)
	},
	ListAliases: { send: (kms) => kms.send('ListAliases', {}), iamOnly: true },
	ListGrants: { send: (kms, s) => kms.send('ListGrants', { KeyId: s.arn }), crossAccount: true },
	ListKeyPolicies: { send: (kms, s) => kms.send('ListKeyPolicies', { KeyId: s.arn }) },
	ListKeyRotations: { send: (kms, s) => kms.send('ListKeyRotations', { KeyId: s.arn }) },
	ListKeys: { send: (kms) => kms.send('ListKeys', {}), iamOnly: true },
	ListResourceTags: { send: (kms, s) => kms.send('ListResourceTags', { KeyId: s.arn }) },
	ListRetirableGrants: {
		send: (kms) => kms.send('ListRetirableGrants', { RetiringPrincipal: role }),
		iamOnly: true
	},
	PutKeyPolicy: {
		send: (kms, s) =>
			kms.send('PutKeyPolicy', {
				KeyId: s.arn,
				Policy: policyText({
					Effect: 'Allow',
					Principal: { AWS: accountId },
					Action: 'kms:*',
					Resource: '*'
				})
			})
	},
	ReEncrypt: {
		send: (kms, s) => kms.send('ReEncrypt', { CiphertextBlob: s.blob, DestinationKeyId: s.other }),
		actions: ['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
		crossAccount: true
	},
	RevokeGrant: {
		send: (kms, s) => kms.send('RevokeGrant', { KeyId: s.arn, GrantId: s.grantId }),
		crossAccount: true
	},
	RotateKeyOnDemand: { send: (kms, s) => kms.send('RotateKeyOnDemand', { KeyId: s.arn }) },
	ScheduleKeyDeletion: { send: (kms, s) => kms.send('ScheduleKeyDeletion', { KeyId: s.arn }) },
	Sign: {
		send: (kms, s) =>
			kms.send('Sign', { KeyId: s.ecc, Message: message, SigningAlgorithm: 'ECDSA_SHA_256' }),
		crossAccount: true
	},
	TagResource: {
		send: (kms, s) =>
			kms.send('TagResource', { KeyId: s.arn, Tags: [{ TagKey: 'a', TagValue: 'b' }] })
	},
	UntagResource: { send: (kms, s) => kms.send('UntagResource', { KeyId: s.arn, TagKeys: ['a'] }) },
	UpdateAlias: {
		send: (kms, s) => kms.send('UpdateAlias', { AliasName: 'alias/its', TargetKeyId: s.other })
	},
	UpdateKeyDescription: {
		send: (kms, s) => kms.send('UpdateKeyDescription', { KeyId: s.arn, Description: 'd' })
	},
	Verify: {
		send: (kms, s) =>
			allowing('KMSInvalidSignatureException', () =>
				kms.send('Verify', {
					KeyId: s.ecc,
					Message: message,
					Signature: message,
					SigningAlgorithm: 'ECDSA_SHA_256'
				})
			),
		crossAccount: true
	},
	VerifyMac: {
		send: (kms, s) =>
			allowing('KMSInvalidMacException', () =>
				kms.send('VerifyMac', {
					KeyId: s.mac,
					Message: message,
					Mac: message,
					MacAlgorithm: 'HMAC_SHA_256'
				})
			),
		crossAccount: true
	}
};

/** A refusal behind authorization shows that the caller came so far. */
async function allowing(name: string, send: () => Promise<unknown>): Promise<void> {
	await send().catch((error: unknown) => {
		if (!(error instanceof KmsError && error.name === name)) throw error;
	});
}

const all = Object.entries(cases).map(
	([op, { actions = [`kms:${op}`], ...rest }]) => [op, { actions, ...rest }] as const
);

let scene: Scene;
beforeEach(async () => {
	scene = await createScene();
});

describe('every operation', () => {
	it('is among these', () => {
		expect([...Object.keys(cases), 'RetireGrant'].sort()).toEqual(Object.keys(operations).sort());
	});

	it.each(all)('%s needs its own action, and no other', async (op, { send, actions }) => {
		const others = allow([
			...Object.keys(operations)
				.map((name) => `kms:${name}`)
				.filter((action) => !actions.includes(action)),
			's3:*'
		]);
		const without = scene.kms.as(user('mallory', [others]));
		const { name, message } = await refusal(send(without, scene));
		expect(name).toBe('AccessDeniedException');
		expect(message).toMatch(
			new RegExp(
				`^User: arn:aws:iam::${accountId}:user/mallory is not authorized to perform: (${actions.join('|')}) on resource: (\\*|arn:aws:kms:\\S+) because no identity-based policy allows the (${actions.join('|')}) action$`
			)
		);
		await send(scene.kms.as(user('alice', [allow(actions)])), scene);
		expect(scene.kms.events.at(-1)).toMatchObject({ eventName: op });
	});

	it.each(all.filter(([, { iamOnly }]) => !iamOnly))(
		'%s is for nobody whom the key policy leaves out',
		async (op, { send }) => {
			const { kms, arn, other, ecc, mac, external, pending } = scene;
			for (const KeyId of [arn, other, ecc, mac, external, pending])
				await kms.send('PutKeyPolicy', {
					KeyId,
					BypassPolicyLockoutSafetyCheck: true,
					Policy: policyText({
						Effect: 'Allow',
						Principal: { AWS: role },
						Action: 'kms:*',
						Resource: '*'
					})
				});
			const { name, message } = await refusal(send(kms.as(user('admin', [allow('*')])), scene));
			expect(name).toBe('AccessDeniedException');
			expect(message).toMatch(/ because no resource-based policy allows the kms:\w+ action$/);
			// Not even for the root user (section 2.2).
			expect(await refusal(send(kms, scene))).toMatchObject({ name: 'AccessDeniedException' });
			// The role has no IAM rights on aliases, and the policy it would put locks it out.
			if (!/Alias$|^PutKeyPolicy$/.test(op)) await send(kms.as(session('App')), scene);
		}
	);

	it.each(all.filter(([, { iamOnly }]) => iamOnly))(
		'%s asks no key policy [KPR]',
		async (_op, { send }) => {
			const { name, message } = await refusal(send(scene.kms.as(user('nobody')), scene));
			expect(name).toBe('AccessDeniedException');
			expect(message).toMatch(/ on resource: \* because no identity-based policy allows the /);
			await send(scene.kms, scene);
		}
	);
});

describe('operations that need two rights', () => {
	const alias = `arn:aws:kms:eu-central-1:${accountId}:alias/its`;
	const aliasNew = `arn:aws:kms:eu-central-1:${accountId}:alias/new`;

	it.each([
		['CreateAlias', aliasNew, (s: Scene) => s.arn],
		['DeleteAlias', alias, (s: Scene) => s.arn]
	] as const)('%s: the alias and its key [KPR]', async (op, aliasArn, keyOf) => {
		const { send } = cases[op];
		const halves = [allow(`kms:${op}`, aliasArn), allow(`kms:${op}`, keyOf(scene))];
		for (const half of halves)
			expect(await refusal(send(scene.kms.as(user('half', [half])), scene))).toMatchObject({
				name: 'AccessDeniedException'
			});
		await send(scene.kms.as(user('both', halves)), scene);
	});

	it('CreateKey with tags: to make and to tag [SAR]', async () => {
		const create = (actions: string[]) =>
			scene.kms
				.as(user('maker', [allow(actions)]))
				.send('CreateKey', { Tags: [{ TagKey: 'a', TagValue: 'b' }] });
		const { message: text } = await refusal(create(['kms:CreateKey']));
		expect(text).toContain('not authorized to perform: kms:TagResource');
		expect(await create(['kms:CreateKey', 'kms:TagResource'])).toHaveProperty('KeyMetadata');
	});
});

describe('a caller of another account', () => {
	const open: PolicyDocument['Statement'] = {
		Effect: 'Allow',
		Principal: { AWS: otherAccountId },
		Action: 'kms:*',
		Resource: '*'
	};
	const theirs = user('ext', [allow('kms:*')], otherAccountId);

	beforeEach(async () => {
		const { kms, arn, other, ecc, mac, external, pending } = scene;
		for (const KeyId of [arn, other, ecc, mac, external, pending])
			await kms.send('PutKeyPolicy', {
				KeyId,
				Policy: policyText(
					{ Effect: 'Allow', Principal: { AWS: accountId }, Action: 'kms:*', Resource: '*' },
					open
				)
			});
	});

	const onKeys = all.filter(([op, { iamOnly }]) => !iamOnly && !/Alias$/.test(op));
	it.each(onKeys)(
		'%s works when the API says so, and both sides allow [XAC]',
		async (_op, entry) => {
			const answer = await entry.send(scene.kms.as(theirs), scene).then(
				() => 'carried out',
				(error: unknown) => (error as Error).name
			);
			expect(answer).toBe(entry.crossAccount ? 'carried out' : 'AccessDeniedException');
			const silent = scene.kms.as(user('ext', [], otherAccountId));
			expect(await refusal(entry.send(silent, scene))).toMatchObject({
				name: 'AccessDeniedException'
			});
		}
	);

	it('is not told whether a key exists [O]', async () => {
		const { kms, arn } = scene;
		const text =
			'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access';
		const frame = `User: ${theirs.arn} is not authorized to perform: kms:`;
		const unknown = arn.replace(/key\/.*/, 'key/00000000-0000-4000-8000-000000000000');
		expect(await refusal(kms.as(theirs).send('DescribeKey', { KeyId: unknown }))).toEqual({
			name: 'AccessDeniedException',
			message: `${frame}DescribeKey on this resource ${text}`
		});
		const { arn: closed } = await newKey(kms);
		expect(await refusal(kms.as(theirs).send('DescribeKey', { KeyId: closed }))).toEqual({
			name: 'AccessDeniedException',
			message: `${frame}DescribeKey on this resource ${text}`
		});
		const { CiphertextBlob } = await kms.send('Encrypt', { KeyId: closed, Plaintext: message });
		expect(await refusal(kms.as(theirs).send('Decrypt', { CiphertextBlob }))).toEqual({
			name: 'AccessDeniedException',
			message: `${frame}Decrypt on the resource associated with this ciphertext ${text}`
		});
	});

	it('means keys and aliases of their own account by id and name', async () => {
		const { kms, arn } = scene;
		const there = kms.as(theirs);
		expect(
			await refusal(there.send('DescribeKey', { KeyId: arn.replace(/.*\//, '') }))
		).toMatchObject({
			name: 'NotFoundException'
		});
		expect(await refusal(there.send('DescribeKey', { KeyId: 'alias/its' }))).toMatchObject({
			name: 'NotFoundException'
		});
		const KeyId = `arn:aws:kms:eu-central-1:${accountId}:alias/its`;
		expect(await there.send('DescribeKey', { KeyId })).toMatchObject({ KeyMetadata: { Arn: arn } });
		const { arn: own } = await newKey(there);
		expect(own).toContain(otherAccountId);
		expect((await kms.send('ListKeys', {})).Keys).not.toContainEqual(
			expect.objectContaining({ KeyArn: own })
		);
	});
});

describe('what a call tells the evaluator', () => {
	/** Allows one thing under one condition. */
	const when = (Action: string, Condition: Record<string, Record<string, string>>) => [
		{ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*', Condition } }
	];
	const conditions: [string, string, Record<string, Record<string, string>>, Send, Send][] = [
		[
			'the encryption context',
			'kms:Encrypt',
			{ StringEquals: { 'kms:EncryptionContext:dept': 'it' } },
			(kms, s) =>
				kms.send('Encrypt', {
					KeyId: s.arn,
					Plaintext: message,
					EncryptionContext: { dept: 'it' }
				}),
			(kms, s) =>
				kms.send('Encrypt', { KeyId: s.arn, Plaintext: message, EncryptionContext: { dept: 'hr' } })
		],
		[
			'the alias of the request',
			'kms:Encrypt',
			{ StringEquals: { 'kms:RequestAlias': 'alias/its' } },
			(kms) => kms.send('Encrypt', { KeyId: 'alias/its', Plaintext: message }),
			(kms, s) => kms.send('Encrypt', { KeyId: s.arn, Plaintext: message })
		],
		[
			'the aliases of the key',
			'kms:Encrypt',
			{ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/its' } },
			(kms, s) => kms.send('Encrypt', { KeyId: s.arn, Plaintext: message }),
			(kms, s) => kms.send('Encrypt', { KeyId: s.other, Plaintext: message })
		],
		[
			'the key’s spec',
			'kms:DescribeKey',
			{ StringEquals: { 'kms:KeySpec': 'HMAC_256' } },
			(kms, s) => kms.send('DescribeKey', { KeyId: s.mac }),
			(kms, s) => kms.send('DescribeKey', { KeyId: s.arn })
		],
		[
			'the key’s origin',
			'kms:DescribeKey',
			{ StringEquals: { 'kms:KeyOrigin': 'EXTERNAL' } },
			(kms, s) => kms.send('DescribeKey', { KeyId: s.external }),
			(kms, s) => kms.send('DescribeKey', { KeyId: s.arn })
		],
		[
			'the algorithm',
			'kms:Encrypt',
			{ StringEquals: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' } },
			(kms, s) => kms.send('Encrypt', { KeyId: s.arn, Plaintext: message }),
			(kms, s) =>
				kms.send('Encrypt', {
					KeyId: s.arn,
					Plaintext: message,
					EncryptionAlgorithm: 'RSAES_OAEP_SHA_256'
				})
		],
		[
			'the message type',
			'kms:Sign',
			{ StringEquals: { 'kms:MessageType': 'RAW' } },
			(kms, s) =>
				kms.send('Sign', { KeyId: s.ecc, Message: message, SigningAlgorithm: 'ECDSA_SHA_256' }),
			(kms, s) =>
				kms.send('Sign', {
					KeyId: s.ecc,
					Message: new Uint8Array(32),
					MessageType: 'DIGEST',
					SigningAlgorithm: 'ECDSA_SHA_256'
				})
		],
		[
			'the rotation period',
			'kms:EnableKeyRotation',
			{ NumericGreaterThan: { 'kms:RotationPeriodInDays': '180' } },
			(kms, s) => kms.send('EnableKeyRotation', { KeyId: s.arn }),
			(kms, s) => kms.send('EnableKeyRotation', { KeyId: s.arn, RotationPeriodInDays: 90 })
		],
		[
			'the deletion window',
			'kms:ScheduleKeyDeletion',
			{ NumericGreaterThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '21' } },
			(kms, s) => kms.send('ScheduleKeyDeletion', { KeyId: s.arn }),
			(kms, s) => kms.send('ScheduleKeyDeletion', { KeyId: s.arn, PendingWindowInDays: 7 })
		],
		[
			'the operations of a grant',
			'kms:CreateGrant',
			{ 'ForAllValues:StringEquals': { 'kms:GrantOperations': 'Decrypt' } },
			(kms, s) =>
				kms.send('CreateGrant', { KeyId: s.arn, GranteePrincipal: role, Operations: ['Decrypt'] }),
			(kms, s) =>
				kms.send('CreateGrant', {
					KeyId: s.arn,
					GranteePrincipal: role,
					Operations: ['Decrypt', 'Encrypt']
				})
		],
		[
			'tags of the request',
			'kms:TagResource',
			{ StringEquals: { 'aws:RequestTag/team': 'blue' } },
			(kms, s) =>
				kms.send('TagResource', { KeyId: s.arn, Tags: [{ TagKey: 'team', TagValue: 'blue' }] }),
			(kms, s) =>
				kms.send('TagResource', { KeyId: s.arn, Tags: [{ TagKey: 'team', TagValue: 'red' }] })
		],
		[
			're-encryption under the same key',
			'kms:ReEncrypt*',
			{ Bool: { 'kms:ReEncryptOnSameKey': 'true' } },
			(kms, s) => kms.send('ReEncrypt', { CiphertextBlob: s.blob, DestinationKeyId: s.arn }),
			(kms, s) => kms.send('ReEncrypt', { CiphertextBlob: s.blob, DestinationKeyId: s.other })
		],
		[
			'the service in between',
			'kms:Decrypt',
			{ StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } },
			(kms, s) =>
				kms
					.via({ 'kms:ViaService': 's3.eu-central-1.amazonaws.com', 'aws:ViaAWSService': true })
					.send('Decrypt', { CiphertextBlob: s.blob }),
			(kms, s) => kms.send('Decrypt', { CiphertextBlob: s.blob })
		],
		[
			'the Region',
			'kms:ListKeys',
			{ StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } },
			(kms) => kms.send('ListKeys', {}),
			(kms) => kms.in('us-east-1').send('ListKeys', {})
		],
		[
			'the address',
			'kms:ListKeys',
			{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
			(kms) => kms.send('ListKeys', {}),
			(kms) => kms.via({ 'aws:SourceVpce': 'vpce-1' }).send('ListKeys', {})
		]
	];
	it.each(conditions)('is %s [KCK, GCK]', async (_what, action, condition, right, wrong) => {
		const kms = scene.kms.as(user('alice', when(action, condition)));
		await right(kms, scene);
		expect(await refusal(wrong(kms, scene))).toMatchObject({ name: 'AccessDeniedException' });
	});

	it('is the tags of the key', async () => {
		const { kms, arn } = scene;
		const tagged = when('kms:DescribeKey', { StringEquals: { 'aws:ResourceTag/team': 'blue' } });
		const alice = kms.as(user('alice', tagged));
		expect(await refusal(alice.send('DescribeKey', { KeyId: arn }))).toMatchObject({
			name: 'AccessDeniedException'
		});
		await kms.send('TagResource', { KeyId: arn, Tags: [{ TagKey: 'team', TagValue: 'blue' }] });
		expect(await alice.send('DescribeKey', { KeyId: arn })).toHaveProperty('KeyMetadata');
	});

	it('brings the decision along with the refusal', async () => {
		const error: unknown = await scene.kms
			.as(user('nobody'))
			.send('DescribeKey', { KeyId: scene.arn })
			.catch((reason: unknown) => reason);
		const decision = (error as KmsError).cause as Decision;
		expect(decision).toMatchObject({ allowed: false, reason: 'NO_IDENTITY_ALLOW' });
		expect(decision.trace.length).toBeGreaterThan(0);
	});

	it('is what organization and endpoint allow, too', async () => {
		const deny = (Action: string) => ({
			Version: '2012-10-17',
			Statement: { Effect: 'Deny', Action, Resource: '*' }
		});
		const kms = createLocalKms({
			guardrails: { scps: [allow('*'), [allow('*'), deny('kms:Decrypt')]] }
		});
		const { arn } = await newKey(kms);
		const { CiphertextBlob } = await kms.send('Encrypt', { KeyId: arn, Plaintext: message });
		expect(await refusal(kms.send('Decrypt', { CiphertextBlob }))).toEqual({
			name: 'AccessDeniedException',
			message: `User: arn:aws:iam::${accountId}:root is not authorized to perform: kms:Decrypt on resource: ${arn} with an explicit deny in a service control policy`
		});
	});
});

describe('checks outside the evaluator (section 10.2)', () => {
	const locked = (principal: string) =>
		policyText({ Effect: 'Allow', Principal: { AWS: principal }, Action: 'kms:*', Resource: '*' });
	const keyAdmin = `arn:aws:iam::${accountId}:role/KeyAdmin`;
	const lockout = {
		name: 'MalformedPolicyDocumentException',
		message: 'The new key policy will not allow you to update the key policy in the future.'
	};

	it('V1: a policy that locks its author out is refused [API:PutKeyPolicy]', async () => {
		const alice = scene.kms.as(user('alice', [allow('kms:*')]));
		const put = { KeyId: scene.arn, Policy: locked(keyAdmin) };
		expect(await refusal(alice.send('PutKeyPolicy', put))).toEqual(lockout);
		expect(await refusal(alice.send('CreateKey', { Policy: locked(keyAdmin) }))).toEqual(lockout);
		expect(await alice.send('GetKeyPolicy', { KeyId: scene.arn })).toMatchObject({
			PolicyName: 'default',
			Policy: expect.stringContaining('Enable IAM User Permissions') as string
		});
	});

	it('V2: with BypassPolicyLockoutSafetyCheck it is saved, and the key out of reach', async () => {
		const alice = scene.kms.as(user('alice', [allow('kms:*')]));
		await alice.send('PutKeyPolicy', {
			KeyId: scene.arn,
			Policy: locked(keyAdmin),
			BypassPolicyLockoutSafetyCheck: true
		});
		expect(await refusal(alice.send('GetKeyPolicy', { KeyId: scene.arn }))).toMatchObject({
			name: 'AccessDeniedException'
		});
		expect(
			await scene.kms.as(session('KeyAdmin')).send('GetKeyPolicy', { KeyId: scene.arn })
		).toMatchObject({ Policy: locked(keyAdmin) });
	});

	it.each([
		[
			'V3: ForAllValues on a key of the encryption context [KCK]',
			{
				Effect: 'Allow',
				Principal: { AWS: accountId },
				Action: 'kms:*',
				Resource: '*',
				Condition: { 'ForAllValues:StringEquals': { 'kms:EncryptionContext:Dept': 'IT' } }
			},
			/^OverlyPermissiveCondition: /
		],
		[
			'V4: a principal with a wildcard [PRI]',
			{
				Effect: 'Allow',
				Principal: { AWS: `arn:aws:iam::${accountId}:role/App*` },
				Action: 'kms:*',
				Resource: '*'
			},
			/^Policy contains a statement with one or more invalid principals\.$/
		]
	])('%s is refused', async (_case, statement, text) => {
		const { name, message } = await refusal(
			scene.kms.send('PutKeyPolicy', {
				KeyId: scene.arn,
				Policy: policyText(statement),
				BypassPolicyLockoutSafetyCheck: true
			})
		).catch((error: unknown) => error as { name: string; message: string });
		// V3: of which class the error is, is UNVERIFIED.
		expect(name).toBe('MalformedPolicyDocumentException');
		expect(message).toMatch(text);
	});

	it('V4: a principal that does not exist is refused [PRI; text O]', async () => {
		const kms = createLocalKms({ principalExists: (arn) => arn !== keyAdmin });
		expect(
			await refusal(
				kms.send('CreateKey', { Policy: locked(keyAdmin), BypassPolicyLockoutSafetyCheck: true })
			)
		).toEqual({
			name: 'MalformedPolicyDocumentException',
			message: 'Policy contains a statement with one or more invalid principals.'
		});
	});

	it('V5: a statement without Resource is saved, and does nothing [KPO]', async () => {
		const { kms, arn } = scene;
		await kms.send('PutKeyPolicy', {
			KeyId: arn,
			BypassPolicyLockoutSafetyCheck: true,
			Policy: policyText({ Effect: 'Allow', Principal: { AWS: accountId }, Action: 'kms:*' })
		});
		expect(await refusal(kms.send('DescribeKey', { KeyId: arn }))).toMatchObject({
			name: 'AccessDeniedException'
		});
	});

	it('V6: 32,769 characters are too many [API:PutKeyPolicy]', async () => {
		const { kms, arn } = scene;
		const { Policy = '' } = await kms.send('GetKeyPolicy', { KeyId: arn });
		await kms.send('PutKeyPolicy', { KeyId: arn, Policy: Policy.padEnd(32_768) });
		expect(
			await refusal(kms.send('PutKeyPolicy', { KeyId: arn, Policy: Policy.padEnd(32_769) }))
		).toMatchObject({ name: 'LimitExceededException' });
	});

	it('V7: ReEncrypt with the source alone is denied at kms:ReEncryptTo [KPR]', async () => {
		const { kms, arn, other, blob } = scene;
		const alice = kms.as(user('alice', [allow('kms:ReEncryptFrom', arn)]));
		const { message: text } = await refusal(
			alice.send('ReEncrypt', { CiphertextBlob: blob, DestinationKeyId: other })
		);
		expect(text).toContain(`perform: kms:ReEncryptTo on resource: ${other} `);
	});

	const grantee = session('App');
	const child = (kms: LocalKms, KeyId: string, rest: object) =>
		kms.send('CreateGrant', {
			KeyId,
			GranteePrincipal: `arn:aws:iam::${accountId}:role/Worker`,
			Operations: ['Decrypt'],
			...rest
		});
	const parent = {
		GranteePrincipal: role,
		Operations: ['Decrypt' as const, 'CreateGrant' as const],
		Constraints: { EncryptionContextSubset: { Dept: 'IT' } }
	};

	it('V8: a grant cannot give by CreateGrant what it does not give [GRC]', async () => {
		await scene.kms.send('CreateGrant', { KeyId: scene.arn, ...parent });
		const asGrantee = scene.kms.as(grantee);
		expect(await refusal(child(asGrantee, scene.arn, { Operations: ['Encrypt'] }))).toMatchObject({
			name: 'AccessDeniedException'
		});
		expect(await refusal(child(asGrantee, scene.arn, {}))).toMatchObject({
			name: 'AccessDeniedException'
		});
	});

	it('V9: it can give the same under a stricter constraint [GRC]', async () => {
		await scene.kms.send('CreateGrant', { KeyId: scene.arn, ...parent });
		const made = await child(scene.kms.as(grantee), scene.arn, {
			Constraints: { EncryptionContextEquals: { Dept: 'IT' } }
		});
		expect(made.GrantId).toMatch(/^[0-9a-f]{64}$/);
	});

	it('V10: the retiring principal retires without any permission [GRX]', async () => {
		const retiring = session('Retire');
		const { GrantId, GrantToken } = await scene.kms.send('CreateGrant', {
			KeyId: scene.arn,
			GranteePrincipal: role,
			RetiringPrincipal: retiring.roleArn,
			Operations: ['Decrypt']
		});
		await scene.kms.as(retiring).send('RetireGrant', { GrantToken });
		const { Grants } = await scene.kms.send('ListGrants', { KeyId: scene.arn });
		expect(Grants).not.toContainEqual(expect.objectContaining({ GrantId }));
	});

	it('V11: a key policy alone does not let anybody retire [GRX]', async () => {
		const { kms, arn, grantId } = scene;
		await kms.send('PutKeyPolicy', {
			KeyId: arn,
			Policy: policyText(
				{ Effect: 'Allow', Principal: { AWS: accountId }, Action: 'kms:*', Resource: '*' },
				{
					Effect: 'Allow',
					Principal: { AWS: `arn:aws:iam::${accountId}:role/Retire` },
					Action: 'kms:RetireGrant',
					Resource: '*'
				}
			)
		});
		const retire = kms.as(session('Retire')).send('RetireGrant', { KeyId: arn, GrantId: grantId });
		expect(await refusal(retire)).toMatchObject({ name: 'AccessDeniedException' });
	});

	it('V12: a grant for a service needs a source and a retiring principal [GRC]', async () => {
		const { kms, arn } = scene;
		const service = {
			KeyId: arn,
			GranteeServicePrincipal: 'svc.amazonaws.com',
			Operations: ['Decrypt' as const]
		};
		const Constraints = { SourceArn: `arn:aws:svc:eu-central-1:${accountId}:thing/1` };
		for (const lacking of [
			service,
			{ ...service, Constraints },
			{ ...service, RetiringPrincipal: role }
		])
			expect(await refusal(kms.send('CreateGrant', lacking))).toMatchObject({
				name: 'ValidationException'
			});
		await kms.send('CreateGrant', { ...service, Constraints, RetiringPrincipal: role });
	});

	it('V13: UpdateAlias needs the key that the alias leaves, too [KPR]', async () => {
		const { kms, arn, other } = scene;
		const alias = `arn:aws:kms:eu-central-1:${accountId}:alias/its`;
		const move = { AliasName: 'alias/its', TargetKeyId: other };
		const lacking = [allow('kms:UpdateAlias', alias), allow('kms:UpdateAlias', other)];
		const { message: text } = await refusal(
			kms.as(user('alice', lacking)).send('UpdateAlias', move)
		);
		expect(text).toContain(`on resource: ${arn} `);
		const enough = [...lacking, allow('kms:UpdateAlias', arn)];
		await kms.as(user('alice', enough)).send('UpdateAlias', move);
	});
});
