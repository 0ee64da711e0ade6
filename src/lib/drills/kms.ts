/** What templates share of LocalKms. */
import { createClock, createLocalKms, KmsError } from '#lib/kms/index.ts';
import type { KmsErrorName, KmsInput, KmsOperation, KmsOutput, LocalKms } from '#lib/kms/index.ts';

/** A KMS of its own for one question. */
export function freshKms(start?: Date): LocalKms {
	return createLocalKms({ clock: createClock(start) });
}

/** @returns the ARN of a new key */
export async function newKey(kms: LocalKms, input: KmsInput<'CreateKey'> = {}): Promise<string> {
	const { KeyMetadata } = await kms.send('CreateKey', input);
	if (!KeyMetadata?.Arn) throw new Error('CreateKey gave no key.');
	return KeyMetadata.Arn;
}

/** What a call gives back: its output, or the name of the error that refuses it. */
export async function answerOf<Op extends KmsOperation>(
	kms: LocalKms,
	operation: Op,
	input: KmsInput<Op>
): Promise<{ output: KmsOutput<Op>; error?: never } | { error: KmsErrorName; output?: never }> {
	try {
		return { output: await kms.send(operation, input) };
	} catch (error) {
		if (error instanceof KmsError) return { error: error.name };
		throw error;
	}
}

/** A secret of some length. */
export function secretOf(length: number): Uint8Array<ArrayBuffer> {
	return new Uint8Array(length).fill(0x2e);
}

/** The ciphertext of a short secret. */
export async function sealed(
	kms: LocalKms,
	KeyId: string,
	EncryptionContext?: Record<string, string>
): Promise<Uint8Array> {
	const { CiphertextBlob } = await kms.send('Encrypt', {
		KeyId,
		Plaintext: secretOf(16),
		...(EncryptionContext ? { EncryptionContext } : {})
	});
	if (!CiphertextBlob) throw new Error('Encrypt gave no ciphertext.');
	return CiphertextBlob;
}
