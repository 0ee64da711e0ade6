import { decide } from './decide.ts';
import type { Decision, TraceStep } from './decision.ts';
import type { AccessRequest, PolicySet } from './request.ts';
import { createScene } from './scene.ts';
import { explain } from './trace.ts';

/**
 * Decides one access to a KMS key as AWS does (iam-evaluation sections 2 to 7): explicit denies, SCPs,
 * endpoint policy, key policy, identity policies with boundary and session policy, grants; in the key's
 * account and across accounts. Pure: the same request and policies give the same decision.
 *
 * The trace is made when it is first read, out of what the policies said when the decision was made.
 *
 * @throws {MalformedPolicyError} for a document that AWS would not have taken (section 8)
 */
export function authorize(request: AccessRequest, policies: PolicySet): Decision {
	const scene = createScene(request, policies);
	const outcome = decide(scene);
	let trace: TraceStep[] | undefined;
	return {
		...outcome,
		get trace() {
			return (trace ??= explain(scene, outcome));
		}
	};
}
