/** The multi-keyring (specification: framework/multi-keyring.md). */
import { InvalidArgumentError, NoDataKeyError, NoKeyringError } from '../errors.ts';
import type { EncryptedDataKey } from '../header.ts';
import type { Keyring } from '../materials.ts';

export interface MultiKeyringOptions {
	/** Makes the data key and wraps it. */
	generator?: Keyring;
	/** Each wraps the same data key; any one of all opens it again. */
	children?: readonly Keyring[];
}

/**
 * Several keyrings as one: every one wraps on encrypt, the first that can opens on decrypt.
 * @throws {InvalidArgumentError} without any keyring
 */
export function multiKeyring({ generator, children = [] }: MultiKeyringOptions): Keyring {
	const all = [...(generator ? [generator] : []), ...children];
	if (all.length === 0)
		throw new InvalidArgumentError('A multi-keyring needs a generator or at least one child.');
	return {
		async onEncrypt(request) {
			if (generator && request.dataKey)
				throw new NoDataKeyError('The data key exists already; this generator would make another.');
			if (!generator && !request.dataKey)
				throw new NoDataKeyError(
					'No keyring makes a data key: the multi-keyring has no generator.'
				);
			const encryptedDataKeys: EncryptedDataKey[] = [];
			let { dataKey } = request;
			for (const keyring of all) {
				const wrapped = await keyring.onEncrypt({ ...request, dataKey });
				({ dataKey } = wrapped);
				encryptedDataKeys.push(...wrapped.encryptedDataKeys);
			}
			if (!dataKey) throw new NoDataKeyError('No keyring made a data key.');
			return { dataKey, encryptedDataKeys };
		},
		async onDecrypt(request) {
			const causes: unknown[] = [];
			for (const keyring of all) {
				try {
					return await keyring.onDecrypt(request);
				} catch (error) {
					causes.push(error);
				}
			}
			throw new NoKeyringError(
				`each of ${all.length} keyrings failed. ${causes
					.map((cause) => (cause instanceof Error ? cause.message : String(cause)))
					.join(' ')}`,
				causes
			);
		}
	};
}
