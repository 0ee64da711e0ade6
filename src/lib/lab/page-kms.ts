import { createClock, createLocalKms } from '#lib/kms/index.ts';
import type { KmsClient } from '#lib/kms/index.ts';

/** A KMS of this page, on today's date, with one key in it. It is gone when the page is. */
export async function createPageKms(): Promise<{ kms: KmsClient; keyArn: string }> {
	const kms = createLocalKms({ clock: createClock(new Date()) });
	const { KeyMetadata } = await kms.send('CreateKey', {});
	if (!KeyMetadata?.Arn) throw new Error('AWS KMS answered without a key.');
	return { kms, keyArn: KeyMetadata.Arn };
}
