/** The audit trail: one CloudTrail-shaped record a call, allowed or refused. */
import type { Principal } from '#lib/iam/index.ts';

export interface AuditEvent {
	eventVersion: '1.11';
	userIdentity: { type: string; arn: string; accountId: string };
	/** ISO 8601, to the second, as CloudTrail writes it. */
	eventTime: string;
	eventSource: 'kms.amazonaws.com';
	eventName: string;
	awsRegion: string;
	errorCode?: string;
	errorMessage?: string;
	/** The request without any binary member, the encryption context in clear. */
	requestParameters: Record<string, unknown> | null;
	/** What a call that changed something answered, without bytes and tokens; `null` for any other. */
	responseElements: Record<string, unknown> | null;
	additionalEventData?: { keyMaterialId: string };
	requestID: string;
	eventID: string;
	readOnly: boolean;
	resources: { accountId: string; type: 'AWS::KMS::Key' | 'AWS::KMS::Alias'; ARN: string }[];
	eventType: 'AwsApiCall';
	managementEvent: true;
	recipientAccountId: string;
	eventCategory: 'Management';
}

const identityTypes: Record<Principal['kind'], string> = {
	root: 'Root',
	user: 'IAMUser',
	'role-session': 'AssumedRole',
	federated: 'FederatedUser',
	service: 'AWSService'
};

export function userIdentityOf(principal: Principal): AuditEvent['userIdentity'] {
	const { kind, arn, accountId } = principal;
	return { type: identityTypes[kind], arn, accountId };
}

/** What stands in no record: who holds a grant token may use what it proves. */
const secretMembers: readonly string[] = ['GrantToken', 'GrantTokens'];

/**
 * What of a request or answer may stand in the trail: member names in CloudTrail's spelling, and never
 * a member that holds bytes (plaintext, ciphertext, key material) or a grant token.
 */
export function shownMembers(message: object): Record<string, unknown> | null {
	const shown = Object.entries(message as Record<string, unknown>)
		.filter(
			([name, value]) =>
				value !== undefined && !ArrayBuffer.isView(value) && !secretMembers.includes(name)
		)
		.map(
			([name, value]) =>
				[name.charAt(0).toLowerCase() + name.slice(1), structuredClone<unknown>(value)] as const
		);
	return shown.length > 0 ? Object.fromEntries(shown) : null;
}
