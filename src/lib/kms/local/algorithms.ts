import { KmsError } from '../errors.ts';

/**
 * Symmetric keys know one encryption algorithm, which a request may name or leave out.
 * @throws {KmsError} `InvalidKeyUsageException` for any other
 */
export function assertAlgorithm(algorithm: string | undefined): void {
	if (algorithm !== undefined && algorithm !== 'SYMMETRIC_DEFAULT')
		throw new KmsError(
			'InvalidKeyUsageException',
			`Algorithm ${algorithm} is incompatible with key spec SYMMETRIC_DEFAULT.`
		);
}
