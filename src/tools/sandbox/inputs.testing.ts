/** Inputs for every operation: each with all of its members, and a story in which each is really called. */
import { constants, createHash, publicEncrypt, randomBytes } from 'node:crypto';
import type { KmsInput, KmsOperation, KmsOutput } from '../../lib/kms/index.ts';
import { inputShape, operations } from './shapes.ts';
import type { Shape } from './shapes.ts';

/** Texts that code, shells and JSON read something into. */
export const awkward: readonly string[] = [
	'plain',
	"it's",
	'say "no"',
	'$HOME `id` $(id)',
	String.raw`back\slash \n \x41`,
	'two\nlines',
	'tab\tand\rreturn',
	'a=b,c=d',
	'-dash',
	'--option=x',
	'[bracket]',
	'{"json":true}',
	'ümlaut 🔑 日本',
	'\u202Ehidden\u2028line',
	'null',
	'007',
	'%s ${x} {0}',
	'file:///etc/hostname',
	'https://example.org/',
	'~',
	'*',
	'#no',
	'!!'
];

/** Members for which clients let only some values pass. */
const fixed: Readonly<Record<string, unknown>> = {
	PolicyName: 'default',
	KeyMaterialId: '0123456789abcdef'.repeat(4),
	RotationPeriodInDays: 180,
	ValidTo: new Date('2027-02-03T04:05:06Z'),
	KeyId: "1234abcd-12ab-34cd-56ef-1234567890ab it's"
};

/** One input with every member of an operation, texts taken from `awkward` beginning at `from`. */
export function fullInput<Op extends KmsOperation>(operation: Op, from = 0): KmsInput<Op> {
	let next = from;
	const text = () => awkward[next++ % awkward.length] ?? '';
	const fill = (shape: Shape, name: string): unknown => {
		switch (shape.kind) {
			case 'string':
				return fixed[name] ?? text();
			case 'number':
				return fixed[name] ?? 7;
			case 'boolean':
				return next++ % 2 === 0;
			case 'timestamp':
				return fixed.ValidTo;
			case 'blob':
				return next++ % 2 === 0
					? new TextEncoder().encode(`text's ${next}`)
					: Uint8Array.from({ length: 33 }, (_, index) => (index * 37 + next) % 256);
			case 'list':
				return [fill(shape.of, ''), fill(shape.of, '')];
			case 'map':
				return Object.fromEntries([
					['purpose', 'payroll'],
					[text(), text()],
					[`key ${text()}`, text()],
					['empty', '']
				]);
			default:
				return Object.fromEntries(
					[...shape.members].map(([member, of]) => [member, fill(of, member)])
				);
		}
	};
	return fill(inputShape(operation), '') as KmsInput<Op>;
}

/** The plainest: what a learner sees most. */
export const plainInputs: readonly { operation: KmsOperation; input: object }[] = [
	{
		operation: 'GenerateDataKey',
		input: {
			KeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
			KeySpec: 'AES_256',
			EncryptionContext: { purpose: 'payroll' }
		}
	},
	{
		operation: 'TagResource',
		input: { KeyId: 'alias/a', Tags: [{ TagKey: 'Team', TagValue: 'Pay' }] }
	},
	{ operation: 'ListKeys', input: {} }
];

/** Makes a call somewhere and gives its answer. */
export type Caller = <Op extends KmsOperation>(
	operation: Op,
	input: KmsInput<Op>
) => Promise<KmsOutput<Op>>;

/** Calls every operation at least once, in an order in which each succeeds. */
export async function callEveryOperation(call: Caller): Promise<void> {
	const account = '111122223333';
	const EncryptionContext = { purpose: 'payroll', Department: 'Fin & Co "quoted"' };
	const key = required(
		(
			await call('CreateKey', {
				Description: "the team's key",
				Tags: [{ TagKey: 'Team', TagValue: 'Pay roll' }]
			})
		).KeyMetadata
	);
	const KeyId = required(key.Arn);
	const message = new TextEncoder().encode('Attack at dawn');

	await call('CreateAlias', { AliasName: 'alias/payroll', TargetKeyId: KeyId });
	await call('UpdateAlias', { AliasName: 'alias/payroll', TargetKeyId: KeyId });
	await call('ListAliases', { KeyId });
	await call('DescribeKey', { KeyId: 'alias/payroll' });
	await call('UpdateKeyDescription', { KeyId, Description: 'changed' });
	await call('TagResource', { KeyId, Tags: [{ TagKey: 'Stage', TagValue: 'test' }] });
	await call('ListResourceTags', { KeyId });
	await call('UntagResource', { KeyId, TagKeys: ['Stage', 'Team'] });

	const { CiphertextBlob } = await call('Encrypt', {
		KeyId,
		Plaintext: message,
		EncryptionContext
	});
	await call('Decrypt', { CiphertextBlob, EncryptionContext, KeyId });
	const { KeyMetadata: second } = await call('CreateKey', {});
	await call('ReEncrypt', {
		CiphertextBlob,
		SourceEncryptionContext: EncryptionContext,
		DestinationKeyId: second?.KeyId
	});
	await call('GenerateDataKey', { KeyId, KeySpec: 'AES_256', EncryptionContext });
	await call('GenerateDataKeyWithoutPlaintext', { KeyId, NumberOfBytes: 24 });
	await call('GenerateRandom', { NumberOfBytes: 16 });

	const { KeyMetadata: signing } = await call('CreateKey', {
		KeySpec: 'ECC_NIST_P256',
		KeyUsage: 'SIGN_VERIFY'
	});
	const digest = new Uint8Array(createHash('sha256').update(message).digest());
	const sign = {
		KeyId: signing?.Arn,
		Message: digest,
		MessageType: 'DIGEST',
		SigningAlgorithm: 'ECDSA_SHA_256'
	} as const;
	const { Signature } = await call('Sign', sign);
	await call('Verify', { ...sign, Signature });
	await call('GetPublicKey', { KeyId: signing?.Arn });
	const { KeyMetadata: authenticating } = await call('CreateKey', {
		KeySpec: 'HMAC_256',
		KeyUsage: 'GENERATE_VERIFY_MAC'
	});
	const mac = {
		KeyId: authenticating?.Arn,
		Message: message,
		MacAlgorithm: 'HMAC_SHA_256'
	} as const;
	const { Mac } = await call('GenerateMac', mac);
	await call('VerifyMac', { ...mac, Mac });

	const { Policy } = await call('GetKeyPolicy', { KeyId });
	await call('PutKeyPolicy', { KeyId, Policy });
	await call('ListKeyPolicies', { KeyId });
	const grantee = `arn:aws:iam::${account}:role/App`;
	const grant = (Name: string) =>
		call('CreateGrant', {
			KeyId,
			Name,
			GranteePrincipal: grantee,
			RetiringPrincipal: `arn:aws:iam::${account}:root`,
			Operations: ['Decrypt', 'GenerateDataKey'],
			Constraints: { EncryptionContextSubset: { purpose: 'payroll' } }
		});
	const first = await grant('first');
	await call('ListGrants', { KeyId, Limit: 1 });
	await call('ListRetirableGrants', { RetiringPrincipal: `arn:aws:iam::${account}:root` });
	await call('RevokeGrant', { KeyId, GrantId: first.GrantId });
	await call('RetireGrant', { GrantToken: (await grant('second')).GrantToken });

	await call('EnableKeyRotation', { KeyId, RotationPeriodInDays: 180 });
	await call('GetKeyRotationStatus', { KeyId });
	await call('DisableKeyRotation', { KeyId });
	await call('RotateKeyOnDemand', { KeyId });
	await call('ListKeyRotations', { KeyId });

	const { KeyMetadata: imported } = await call('CreateKey', { Origin: 'EXTERNAL' });
	const parameters = await call('GetParametersForImport', {
		KeyId: imported?.Arn,
		WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
		WrappingKeySpec: 'RSA_2048'
	});
	const EncryptedKeyMaterial = new Uint8Array(
		publicEncrypt(
			{
				key: Buffer.from(required(parameters.PublicKey)),
				type: 'spki',
				format: 'der',
				padding: constants.RSA_PKCS1_OAEP_PADDING,
				oaepHash: 'sha256'
			} as never,
			randomBytes(32)
		)
	);
	await call('ImportKeyMaterial', {
		KeyId: imported?.Arn,
		ImportToken: parameters.ImportToken,
		EncryptedKeyMaterial,
		ExpirationModel: 'KEY_MATERIAL_EXPIRES',
		ValidTo: new Date(Math.ceil(Date.now() / 1000) * 1000 + 86_400_000)
	});
	await call('DeleteImportedKeyMaterial', { KeyId: imported?.Arn });

	await call('DisableKey', { KeyId });
	await call('EnableKey', { KeyId });
	await call('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
	await call('CancelKeyDeletion', { KeyId });
	await call('DeleteAlias', { AliasName: 'alias/payroll' });
	await call('ListKeys', { Limit: 2 });
}

/** Of `called`, those that `callEveryOperation` should have called and did not. */
export function uncalled(called: ReadonlySet<string>): string[] {
	return operations.filter((operation) => !called.has(operation));
}

function required<T>(value: T | undefined): T {
	if (value === undefined) throw new Error('An answer lacks what the next call needs.');
	return value;
}
