/** Who asks, and (when policies are evaluated) whether they may. */
export type { Principal } from './principal.ts';
