/** What the sandbox says of a call: who, what, and why it was allowed or refused, on one line. */
import type { Decision, Place } from '../../lib/iam/index.ts';
import type { AuditEvent } from '../../lib/kms/index.ts';
import { printable } from './protocol.ts';

export interface LoggedCall {
	accessKeyId: string;
	event: AuditEvent;
	/** One a key that the call was about. */
	decisions: readonly Decision[];
	milliseconds: number;
}

const policyNames: Record<Place['policy'], string> = {
	'key-policy': 'the key policy',
	'identity-policy': "the caller's policy",
	'permissions-boundary': 'the permissions boundary',
	'session-policy': 'the session policy',
	scp: 'an SCP',
	rcp: 'an RCP',
	'vpc-endpoint-policy': 'the VPC endpoint policy',
	grant: 'a grant',
	'root-user': 'being the root user'
};

/**
 * `09:30:01  Decrypt  eu-central-1  AKIDALICE user/alice  key/…  allowed (by the key policy …)  2 ms`:
 * REFUSED is what policies did, FAILED whatever else went wrong.
 */
export function callLine({ accessKeyId, event, decisions, milliseconds }: LoggedCall): string {
	const { errorCode, errorMessage = '' } = event;
	const about = event.resources.map(({ ARN }) => ARN.replace(/^arn:[^:]*:kms:[^:]*:[^:]*:/, ''));
	const reasons = [...new Set(decisions.map(because).filter((text) => text !== undefined))].join(
		'; '
	);
	const why = reasons && ` (${reasons})`;
	const error = `${errorCode ?? ''}${errorMessage && `: ${errorMessage}`}`;
	// A caller whom every policy lets in can still hold the wrong context, or find the key disabled.
	const isRefused = decisions.some(({ allowed }) => !allowed);
	const isAllowed = decisions.length > 0 && !isRefused;
	const outcome = !errorCode
		? `allowed${why}`
		: isAllowed
			? `allowed${why}, then FAILED ${error}`
			: `${isRefused ? 'REFUSED' : 'FAILED'} ${error}${why}`;
	return [
		event.eventTime.slice(11, 19),
		event.eventName,
		event.awsRegion,
		`${accessKeyId} ${event.userIdentity.arn.replace(/^arn:[^:]*:(?:iam|sts)::\d*:/, '')}`,
		...(about.length > 0 ? [about.join(' ')] : []),
		outcome,
		`${Math.max(1, Math.round(milliseconds))} ms`
	]
		.map((part) => printable(part, 600))
		.join('  ');
}

/** Who decided, and by which statement. */
function because({ allowed, reason, decidedBy }: Decision): string | undefined {
	if (!decidedBy) return reason;
	const by = nameOf(decidedBy) + (decidedBy.with ? ` with ${nameOf(decidedBy.with)}` : '');
	if (allowed) return `by ${by}`;
	return reason === 'EXPLICIT_DENY' ? `denied by ${by}` : `no allow in ${by}`;
}

function nameOf({ policy, statement }: Place): string {
	const name = policyNames[policy];
	if (statement === undefined) return name;
	if (policy === 'grant') return `grant ${String(statement).slice(0, 8)}…`;
	return `${name}, statement ${typeof statement === 'number' ? statement + 1 : `“${statement}”`}`;
}
