/** The KMS service: one interface, and the service itself in the page. */
export type { KmsClient, KmsInput, KmsOperation, KmsOperations, KmsOutput } from './client.ts';
export { KmsError, NotModelledError } from './errors.ts';
export type { KmsErrorName } from './errors.ts';
export { createClock } from './local/clock.ts';
export type { Clock, Duration } from './local/clock.ts';
export type { AuditEvent } from './local/events.ts';
export { createFaults } from './local/faults.ts';
export type { ActiveFaults, Fault, Faults } from './local/faults.ts';
export { createLocalKms } from './local/local-kms.ts';
export type { LocalKms, LocalKmsOptions, Watch } from './local/local-kms.ts';
export { notModelled } from './local/operations/index.ts';
export type { KmsRecord } from './local/records.ts';
export { createMemoryStore } from './local/store.ts';
export type { KmsStore } from './local/store.ts';
export type { Guardrails } from './local/world.ts';
export { wireForm } from './wire.ts';
export type { WireValue } from './wire.ts';
