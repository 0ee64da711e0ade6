/** The test of a connection: what it asks a KMS for, and what it learns of the key. */
import { erase } from '#lib/crypto/index.ts';
import { AwsCallError, notKms } from '#lib/kms/aws/index.ts';
import { KmsError } from '#lib/kms/index.ts';
import type { KmsClient, KmsOperation } from '#lib/kms/index.ts';

/** A key of a connected KMS. */
export interface ConnectedKey {
	arn: string;
	/** `SYMMETRIC_DEFAULT`, `RSA_2048` … */
	spec: string;
	usage: string;
}

/** A call of the test and what came of it, in a few words. */
export interface TestLine {
	operation: KmsOperation;
	told: string;
}

export interface TriedKey {
	key: ConnectedKey;
	lines: readonly TestLine[];
	/** What the owner may want to know, though it works. */
	notes: readonly string[];
}

/** The most calls that {@link tryKey} makes for a key. */
export const mostTestCalls = 3;

/**
 * A dry run of GenerateDataKey, which asks for the permission and makes nothing; then DescribeKey; and
 * where that is not allowed, the one call that tells the key's ARN.
 * @throws what the client throws, where the key cannot be used
 */
export async function tryKey(kms: KmsClient, keyId: string): Promise<TriedKey> {
	const lines: TestLine[] = [];
	const notes: string[] = [];
	const isSymmetric = await dryRun(kms, keyId, lines, notes);
	try {
		const { KeyMetadata: found } = await kms.send('DescribeKey', { KeyId: keyId });
		if (!found?.Arn) throw strange('DescribeKey', 'the ARN of the key');
		const key = {
			arn: found.Arn,
			spec: found.KeySpec ?? 'SYMMETRIC_DEFAULT',
			usage: found.KeyUsage ?? 'ENCRYPT_DECRYPT'
		};
		lines.push({ operation: 'DescribeKey', told: `${key.spec}, ${key.usage}` });
		if (found.KeyState && found.KeyState !== 'Enabled')
			notes.push(`The state of the key is ${found.KeyState}: it cannot be used now.`);
		return { key, lines, notes };
	} catch (error) {
		if (!isDenied(error)) throw error;
		lines.push({ operation: 'DescribeKey', told: 'not allowed; the walks can do without it' });
		notes.push('kms:DescribeKey is not allowed, so the page found out about the key otherwise.');
	}
	if (isSymmetric) return { key: await keyOfDataKey(kms, keyId, lines), lines, notes };
	const found = await kms.send('GetPublicKey', { KeyId: keyId });
	const key = {
		arn: found.KeyId ?? keyId,
		spec: found.KeySpec ?? '',
		usage: found.KeyUsage ?? ''
	};
	lines.push({ operation: 'GetPublicKey', told: `${key.spec}, ${key.usage}` });
	return { key, lines, notes };
}

/** @returns whether the key makes data keys */
async function dryRun(
	kms: KmsClient,
	keyId: string,
	lines: TestLine[],
	notes: string[]
): Promise<boolean> {
	const operation = 'GenerateDataKey';
	try {
		const { CiphertextBlob, Plaintext } = await kms.send(operation, {
			KeyId: keyId,
			KeySpec: 'AES_256',
			DryRun: true
		});
		if (Plaintext) erase(Plaintext);
		if (!CiphertextBlob) throw strange(operation, 'a data key');
		lines.push({ operation, told: 'allowed, and a data key was made in spite of the dry run' });
		notes.push(
			'This endpoint does not know dry runs: it made a data key, which was erased. AWS KMS would have made none.'
		);
		return true;
	} catch (error) {
		if (!(error instanceof KmsError)) throw error;
		if (error.name === 'DryRunOperationException') {
			lines.push({ operation, told: 'dry run: it would have succeeded' });
			return true;
		}
		// A key pair makes no data keys: that the service says so shows that it knows the key.
		if (
			error.name === 'InvalidKeyUsageException' ||
			error.name === 'UnsupportedOperationException'
		) {
			lines.push({ operation, told: 'not for a key of this kind' });
			return false;
		}
		// Who may use a key pair may lack this permission; DescribeKey or GetPublicKey will tell.
		if (error.name === 'AccessDeniedException' && (await isKeyPair(kms, keyId))) {
			lines.push({ operation, told: 'not allowed; this key pair does without it' });
			return false;
		}
		throw error;
	}
}

async function isKeyPair(kms: KmsClient, keyId: string): Promise<boolean> {
	try {
		const { KeyMetadata } = await kms.send('DescribeKey', { KeyId: keyId });
		return KeyMetadata?.KeySpec?.startsWith('RSA_') ?? false;
	} catch {
		return false;
	}
}

async function keyOfDataKey(
	kms: KmsClient,
	keyId: string,
	lines: TestLine[]
): Promise<ConnectedKey> {
	const symmetric = { spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT' };
	if (/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\//.test(keyId)) return { arn: keyId, ...symmetric };
	const operation = 'GenerateDataKey';
	const { KeyId, Plaintext } = await kms.send(operation, { KeyId: keyId, KeySpec: 'AES_256' });
	if (Plaintext) erase(Plaintext);
	lines.push({ operation, told: 'made a data key and erased it, to learn the ARN of the key' });
	return { arn: KeyId ?? keyId, ...symmetric };
}

/** Something answers every request well, and is no KMS. */
function strange(operation: KmsOperation, missing: string): AwsCallError {
	return new AwsCallError(notKms, `${operation} was answered without ${missing}.`, {
		status: 200,
		requestId: undefined
	});
}

function isDenied(error: unknown): boolean {
	return error instanceof KmsError && error.name === 'AccessDeniedException';
}
