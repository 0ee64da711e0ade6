/** The texts of AccessDeniedException (iam-evaluation section 9; ADE, and observed ones). */
import type { Decision } from './decision.ts';
import type { PolicyKind } from './document.ts';
import type { AccessRequest } from './request.ts';
import { accountOf } from './resources.ts';

export interface MessageOptions {
	/** The request named no key: Decrypt without KeyId. */
	keyFromCiphertext?: boolean | undefined;
}

const denyingPolicy: Record<PolicyKind, string> = {
	'identity-policy': 'an identity-based policy',
	'key-policy': 'a resource-based policy',
	'permissions-boundary': 'a permissions boundary',
	'session-policy': 'a session policy',
	scp: 'a service control policy',
	rcp: 'a resource control policy',
	'vpc-endpoint-policy': 'a VPC endpoint policy'
};

const silentPolicy: Partial<Record<Decision['reason'], string>> = {
	NO_SCP_ALLOW: 'service control policy',
	NO_ENDPOINT_ALLOW: 'VPC endpoint policy',
	NO_KEY_POLICY_ALLOW: 'resource-based policy',
	NO_IDENTITY_ALLOW: 'identity-based policy',
	NO_BOUNDARY_ALLOW: 'permissions boundary',
	NO_SESSION_ALLOW: 'session policy'
};

/**
 * What `AccessDeniedException` says for this decision.
 *
 * To a caller of another account the service does not tell whether the key or its policy is at fault.
 * For a grant that does not let its caller retire it no text was observed: the frame stands alone.
 * @throws {TypeError} for a decision that allows
 */
export function accessDeniedMessage(
	decision: Pick<Decision, 'allowed' | 'reason' | 'decidedBy'>,
	request: Pick<AccessRequest, 'principal' | 'action' | 'resource'>,
	options: MessageOptions = {}
): string {
	const { allowed, reason, decidedBy } = decision;
	if (allowed) throw new TypeError('The decision allows; there is nothing to refuse.');
	const { principal, action, resource } = request;
	const keyAccount = accountOf(resource);
	const isForeign =
		principal.kind !== 'service' && keyAccount !== '' && keyAccount !== principal.accountId;
	const byResource =
		reason === 'NO_KEY_POLICY_ALLOW' ||
		reason === 'NOT_CROSS_ACCOUNT' ||
		(reason === 'EXPLICIT_DENY' && decidedBy?.policy === 'key-policy');
	if (isForeign && byResource) return unknownKeyMessage(request, options);
	const frame = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource}`;
	if (reason === 'EXPLICIT_DENY' && decidedBy && decidedBy.policy in denyingPolicy)
		return `${frame} with an explicit deny in ${denyingPolicy[decidedBy.policy as PolicyKind]}`;
	const silent = silentPolicy[reason];
	return silent === undefined ? frame : `${frame} because no ${silent} allows the ${action} action`;
}

/** What it says when the key does not exist, or the caller may not know whether it does. */
export function unknownKeyMessage(
	{ principal, action }: Pick<AccessRequest, 'principal' | 'action'>,
	{ keyFromCiphertext = false }: MessageOptions = {}
): string {
	const which = keyFromCiphertext
		? 'the resource associated with this ciphertext'
		: 'this resource';
	return (
		`User: ${principal.arn} is not authorized to perform: ${action} on ${which} because ` +
		'the resource does not exist in this Region, no resource-based policies allow access, or ' +
		'a resource-based policy explicitly denies access'
	);
}
