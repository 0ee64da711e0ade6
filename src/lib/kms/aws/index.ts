/**
 * A real KMS behind the same interface. It has a face of its own, since `kms/index.ts` is of the core
 * and this one uses the network.
 */
export { createAwsKms } from './aws-kms.ts';
export type { Answered, AwsCredentials } from './aws-kms.ts';
export { AwsCallError, AwsKmsError, notKms, NotSentError } from './errors.ts';
export { sentOperations } from './operations.ts';
