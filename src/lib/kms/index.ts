/** The KMS service: one interface, and the service itself in the page. */
export type { KmsClient, KmsInput, KmsOperation, KmsOperations, KmsOutput } from './client.ts';
export { KmsError, NotModelledError } from './errors.ts';
export type { KmsErrorName } from './errors.ts';
export { createClock } from './local/clock.ts';
export type { Clock, Duration } from './local/clock.ts';
export type { AuditEvent } from './local/events.ts';
export { createLocalKms } from './local/local-kms.ts';
export type { LocalKms, LocalKmsOptions } from './local/local-kms.ts';
