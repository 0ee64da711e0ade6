/**
 * The key-state table (kms-behaviour section 3, [G] key-state.md), every cell of it against the service.
 * “Choice” marks what the paper leaves open.
 */
import type { KeyState } from '@aws-sdk/client-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeUtf8 } from '#lib/crypto/index.ts';
import { createLocalKms, KmsError } from '../index.ts';
import type { KmsOperation, LocalKms } from '../index.ts';
import { newKey, policyText } from './kms.testing.ts';

type State = Exclude<KeyState, 'PendingReplicaDeletion'>;
const states: State[] = [
	'Enabled',
	'Disabled',
	'PendingDeletion',
	'PendingImport',
	'Unavailable',
	'Creating',
	'Updating'
];

/** The table's footnotes, by their numbers there. 2 or 3 is 3 by choice. */
const footnotes: Record<number, (arn: string) => [string, string]> = {
	1: (arn) => ['DisabledException', `${arn} is disabled.`],
	3: (arn) => ['KMSInvalidStateException', `${arn} is pending deletion.`],
	4: (arn) => [
		'KMSInvalidStateException',
		`${arn} is not pending deletion (or pending replica deletion).`
	],
	5: (arn) => ['KMSInvalidStateException', `${arn} is pending import.`],
	6: (arn) => [
		'UnsupportedOperationException',
		`${arn} origin is EXTERNAL which is not valid for this operation.`
	],
	9: (arn) => [
		'UnsupportedOperationException',
		`${arn} origin is AWS_KMS which is not valid for this operation.`
	],
	11: (arn) => ['KMSInvalidStateException', `${arn} is unavailable.`],
	14: (arn) => ['KMSInvalidStateException', `${arn} is creating.`],
	15: (arn) => ['KMSInvalidStateException', `${arn} is updating.`]
};

/** In the order of `states`; 0 is ✓. */
type Row = [number, number, number, number, number, number, number];

interface Scene {
	kms: LocalKms;
	keyId: string;
	arn: string;
	/** Made while the key could make it. */
	blob: Uint8Array;
	grantId: string;
	other: string;
}

type Send = (scene: Scene) => Promise<unknown>;

const message = encodeUtf8('x');

// Row by row as in the paper. Where it says n/a or nothing, the cell here is a choice.
const symmetric: [KmsOperation, Row, Send][] = [
	[
		'Encrypt',
		[0, 1, 3, 5, 11, 14, 0],
		(s) => s.kms.send('Encrypt', { KeyId: s.keyId, Plaintext: message })
	],
	[
		'Decrypt',
		[0, 1, 3, 5, 11, 14, 0],
		(s) => s.kms.send('Decrypt', { CiphertextBlob: s.blob, KeyId: s.keyId })
	],
	[
		'ReEncrypt',
		[0, 1, 3, 5, 11, 14, 0],
		(s) =>
			s.kms.send('ReEncrypt', {
				CiphertextBlob: s.blob,
				SourceKeyId: s.keyId,
				DestinationKeyId: s.other
			})
	],
	[
		'GenerateDataKey',
		[0, 1, 3, 5, 11, 14, 0],
		(s) => s.kms.send('GenerateDataKey', { KeyId: s.keyId, KeySpec: 'AES_256' })
	],
	[
		'GenerateDataKeyWithoutPlaintext',
		[0, 1, 3, 5, 11, 14, 0],
		(s) => s.kms.send('GenerateDataKeyWithoutPlaintext', { KeyId: s.keyId, KeySpec: 'AES_256' })
	],
	[
		'CreateGrant',
		[0, 1, 3, 5, 0, 14, 0],
		(s) =>
			s.kms.send('CreateGrant', {
				KeyId: s.keyId,
				GranteePrincipal: 'arn:aws:iam::111122223333:user/u',
				Operations: ['Decrypt']
			})
	],
	['EnableKey', [0, 0, 3, 5, 0, 14, 15], (s) => s.kms.send('EnableKey', { KeyId: s.keyId })],
	['DisableKey', [0, 0, 3, 5, 0, 14, 15], (s) => s.kms.send('DisableKey', { KeyId: s.keyId })],
	// The key that waits for an import is EXTERNAL, so footnote 6 takes its column; 7 has no key here.
	[
		'EnableKeyRotation',
		[0, 1, 3, 6, 0, 14, 0],
		(s) => s.kms.send('EnableKeyRotation', { KeyId: s.keyId })
	],
	[
		'DisableKeyRotation',
		[0, 1, 3, 6, 0, 14, 0],
		(s) => s.kms.send('DisableKeyRotation', { KeyId: s.keyId })
	],
	[
		'GetKeyRotationStatus',
		[0, 0, 0, 6, 0, 0, 0],
		(s) => s.kms.send('GetKeyRotationStatus', { KeyId: s.keyId })
	],
	// Not in the table (UNVERIFIED): like the other changes of rotation.
	[
		'RotateKeyOnDemand',
		[0, 1, 3, 5, 0, 14, 0],
		(s) => s.kms.send('RotateKeyOnDemand', { KeyId: s.keyId })
	],
	[
		'ScheduleKeyDeletion',
		[0, 0, 3, 0, 0, 0, 15],
		(s) => s.kms.send('ScheduleKeyDeletion', { KeyId: s.keyId })
	],
	[
		'CancelKeyDeletion',
		[4, 4, 0, 4, 4, 4, 4],
		(s) => s.kms.send('CancelKeyDeletion', { KeyId: s.keyId })
	],
	[
		'CreateAlias',
		[0, 0, 3, 0, 0, 0, 0],
		(s) => s.kms.send('CreateAlias', { AliasName: 'alias/new', TargetKeyId: s.keyId })
	],
	[
		'UpdateAlias',
		[0, 0, 3, 0, 0, 0, 0],
		(s) => s.kms.send('UpdateAlias', { AliasName: 'alias/other', TargetKeyId: s.keyId })
	],
	[
		'TagResource',
		[0, 0, 3, 0, 0, 0, 0],
		(s) => s.kms.send('TagResource', { KeyId: s.keyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] })
	],
	[
		'UntagResource',
		[0, 0, 3, 0, 0, 0, 0],
		(s) => s.kms.send('UntagResource', { KeyId: s.keyId, TagKeys: ['a'] })
	],
	[
		'UpdateKeyDescription',
		[0, 0, 3, 0, 0, 0, 0],
		(s) => s.kms.send('UpdateKeyDescription', { KeyId: s.keyId, Description: 'd' })
	],
	[
		'GetParametersForImport',
		[9, 9, 9, 0, 9, 9, 9],
		(s) =>
			s.kms.send('GetParametersForImport', {
				KeyId: s.keyId,
				WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
				WrappingKeySpec: 'RSA_2048'
			})
	],
	[
		'DeleteImportedKeyMaterial',
		[9, 9, 9, 0, 9, 9, 9],
		(s) => s.kms.send('DeleteImportedKeyMaterial', { KeyId: s.keyId })
	],
	['DescribeKey', [0, 0, 0, 0, 0, 0, 0], (s) => s.kms.send('DescribeKey', { KeyId: s.keyId })],
	['GetKeyPolicy', [0, 0, 0, 0, 0, 0, 0], (s) => s.kms.send('GetKeyPolicy', { KeyId: s.keyId })],
	[
		'PutKeyPolicy',
		[0, 0, 0, 0, 0, 0, 0],
		(s) =>
			s.kms.send('PutKeyPolicy', {
				KeyId: s.keyId,
				Policy: policyText({
					Effect: 'Allow',
					Principal: { AWS: '111122223333' },
					Action: 'kms:*',
					Resource: '*'
				})
			})
	],
	[
		'ListKeyPolicies',
		[0, 0, 0, 0, 0, 0, 0],
		(s) => s.kms.send('ListKeyPolicies', { KeyId: s.keyId })
	],
	['ListGrants', [0, 0, 0, 0, 0, 0, 0], (s) => s.kms.send('ListGrants', { KeyId: s.keyId })],
	[
		'ListResourceTags',
		[0, 0, 0, 0, 0, 0, 0],
		(s) => s.kms.send('ListResourceTags', { KeyId: s.keyId })
	],
	['ListAliases', [0, 0, 0, 0, 0, 0, 0], (s) => s.kms.send('ListAliases', { KeyId: s.keyId })],
	[
		'ListKeyRotations',
		[0, 0, 0, 0, 0, 0, 0],
		(s) => s.kms.send('ListKeyRotations', { KeyId: s.keyId })
	],
	[
		'RetireGrant',
		[0, 0, 0, 0, 0, 0, 0],
		(s) => s.kms.send('RetireGrant', { KeyId: s.arn, GrantId: s.grantId, DryRun: true })
	],
	[
		'RevokeGrant',
		[0, 0, 0, 0, 0, 0, 0],
		(s) => s.kms.send('RevokeGrant', { KeyId: s.keyId, GrantId: s.grantId, DryRun: true })
	],
	[
		'DeleteAlias',
		[0, 0, 0, 0, 0, 0, 0],
		(s) => s.kms.send('DeleteAlias', { AliasName: 'alias/its' })
	]
];

/** A fresh world with a key in a state: by operations where they bring it, else by a fault. */
async function sceneIn(state: State): Promise<Scene> {
	const kms = createLocalKms();
	const { arn, id } = await newKey(kms, state === 'PendingImport' ? { Origin: 'EXTERNAL' } : {});
	const { arn: other } = await newKey(kms);
	await kms.send('CreateAlias', { AliasName: 'alias/other', TargetKeyId: other });
	await kms.send('CreateAlias', { AliasName: 'alias/its', TargetKeyId: id });
	const maker = state === 'PendingImport' ? other : arn;
	const { CiphertextBlob: blob } = await kms.send('Encrypt', { KeyId: maker, Plaintext: message });
	let grantId: string | undefined = 'none';
	if (state !== 'PendingImport')
		({ GrantId: grantId } = await kms.send('CreateGrant', {
			KeyId: id,
			GranteePrincipal: 'arn:aws:iam::111122223333:user/u',
			Operations: ['Encrypt']
		}));
	if (state === 'Disabled') await kms.send('DisableKey', { KeyId: id });
	if (state === 'PendingDeletion') await kms.send('ScheduleKeyDeletion', { KeyId: id });
	if (state === 'Unavailable' || state === 'Creating' || state === 'Updating')
		kms.faults.inject({ name: 'KeyState', keyArn: arn, state });
	return { kms, keyId: id, arn, blob: blob ?? message, grantId: grantId ?? '', other };
}

describe.each(states)('a key that is %s', (state) => {
	it.each(
		symmetric
			// No grant can be made while a key waits for its first import.
			.filter(([op]) => !(state === 'PendingImport' && /^Re(tire|voke)Grant$/.test(op)))
			.map(([op, row, send]) => [op, row[states.indexOf(state)] ?? 0, send] as const)
	)('answers %s by footnote %i (0: ✓) [G]', async (_op, footnote, send) => {
		const scene = await sceneIn(state);
		const answer = await send(scene).catch((error: unknown) => error);
		if (footnote === 0) {
			const isRefused = answer instanceof KmsError && answer.name !== 'DryRunOperationException';
			expect(isRefused ? answer : 'carried out').toBe('carried out');
		} else {
			const [name, text] = footnotes[footnote]?.(scene.arn) ?? [];
			expect(answer).toMatchObject({ name, message: text });
		}
		const { KeyMetadata } = await scene.kms
			.send('DescribeKey', { KeyId: scene.keyId })
			.catch(() => ({ KeyMetadata: undefined }));
		expect(KeyMetadata?.Enabled).toBe(KeyMetadata?.KeyState === 'Enabled');
	});
});

describe('asymmetric and HMAC keys', () => {
	const kinds = [
		['ECC_NIST_P256', 'SIGN_VERIFY'],
		['HMAC_256', 'GENERATE_VERIFY_MAC']
	] as const;
	const rows: [KmsOperation, (kms: LocalKms, ids: string[]) => Promise<unknown>][] = [
		[
			'Sign',
			(kms, [ecc]) =>
				kms.send('Sign', { KeyId: ecc, Message: message, SigningAlgorithm: 'ECDSA_SHA_256' })
		],
		[
			'Verify',
			(kms, [ecc]) =>
				kms.send('Verify', {
					KeyId: ecc,
					Message: message,
					Signature: message,
					SigningAlgorithm: 'ECDSA_SHA_256'
				})
		],
		['GetPublicKey', (kms, [ecc]) => kms.send('GetPublicKey', { KeyId: ecc })],
		[
			'GenerateMac',
			(kms, [, mac]) =>
				kms.send('GenerateMac', { KeyId: mac, Message: message, MacAlgorithm: 'HMAC_SHA_256' })
		],
		[
			'VerifyMac',
			(kms, [, mac]) =>
				kms.send('VerifyMac', {
					KeyId: mac,
					Message: message,
					Mac: message,
					MacAlgorithm: 'HMAC_SHA_256'
				})
		]
	];
	const worlds = new Map<State, { kms: LocalKms; ids: string[] }>();
	beforeAll(async () => {
		for (const state of states) {
			const kms = createLocalKms();
			const ids: string[] = [];
			for (const [KeySpec, KeyUsage] of kinds) {
				const Origin = state === 'PendingImport' ? 'EXTERNAL' : 'AWS_KMS';
				const { id, arn } = await newKey(kms, { KeySpec, KeyUsage, Origin });
				if (state === 'Disabled') await kms.send('DisableKey', { KeyId: id });
				if (state === 'PendingDeletion') await kms.send('ScheduleKeyDeletion', { KeyId: id });
				if (state === 'Unavailable' || state === 'Creating' || state === 'Updating')
					kms.faults.inject({ name: 'KeyState', keyArn: arn, state });
				ids.push(id);
			}
			worlds.set(state, { kms, ids });
		}
	});
	// PendingImport (5) and Unavailable (11) are not in the table of 2023: choices.
	const row: Row = [0, 1, 3, 5, 11, 14, 0];
	it.each(
		states.flatMap((state, at) =>
			rows.map(([op, send]) => [state, op, row[at] ?? 0, send] as const)
		)
	)('%s: %s answers by footnote %i [G]', async (state, op, footnote, send) => {
		const world = worlds.get(state);
		if (!world) throw new Error('no world');
		const answer = await send(world.kms, world.ids).catch((error: unknown) => error);
		// A wrong signature or MAC is an answer, too: the key was there to tell.
		const expected = footnote
			? (footnotes[footnote]?.('')[0] ?? '')
			: op === 'Verify'
				? 'KMSInvalidSignatureException'
				: op === 'VerifyMac'
					? 'KMSInvalidMacException'
					: undefined;
		if (expected === undefined) expect(answer).not.toBeInstanceOf(Error);
		else expect(answer).toMatchObject({ name: expected });
	});
});
