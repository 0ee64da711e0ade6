/** The design system: tokens, base styles and primitives that know nothing of the domain. */
export { default as Application } from './symbols/Application.svelte';
export { default as AuditLog } from './symbols/AuditLog.svelte';
export { default as Boundary } from './symbols/Boundary.svelte';
export { default as Confirm } from './Confirm.svelte';
export { default as ContextTag } from './symbols/ContextTag.svelte';
export { default as ContentHtml } from './ContentHtml.svelte';
export { default as DataKey } from './symbols/DataKey.svelte';
export { default as Envelope } from './symbols/Envelope.svelte';
export { default as Hsm } from './symbols/Hsm.svelte';
export { default as KeySheet } from './KeySheet.svelte';
export { default as KmsKey } from './symbols/KmsKey.svelte';
export { default as Lock } from './symbols/Lock.svelte';
export { default as Mark } from './Mark.svelte';
export { default as MessageKey } from './symbols/MessageKey.svelte';
export { default as Person } from './symbols/Person.svelte';
export { default as Policy } from './symbols/Policy.svelte';
export { default as PublicKey } from './symbols/PublicKey.svelte';
export { default as Refused } from './symbols/Refused.svelte';
export { default as Sheet } from './symbols/Sheet.svelte';
export { default as Signature } from './symbols/Signature.svelte';
export { default as Storage } from './symbols/Storage.svelte';
export { default as TlsLine } from './symbols/TlsLine.svelte';
export { default as Token } from './symbols/Token.svelte';
export { default as WrappedKey } from './symbols/WrappedKey.svelte';
export { Copying, copyText } from './copying.svelte.ts';
export { saveFile } from './save-file.ts';
export { SingleKeys } from './single-keys.svelte.ts';
export { parseContent } from './trusted-html.ts';
export {
	calendarDay,
	count,
	daysBetween,
	longDay,
	sayBytes,
	startOfDay,
	whenBack
} from './words.ts';
export type { KeyRow } from './keys.ts';
export type { SymbolProps } from './symbols/props.ts';
