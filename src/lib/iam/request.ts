/** What is asked, by whom, and the policies that bear on it (iam-evaluation section 1). */
import type { PolicyDocument } from './document.ts';

/** Who makes a call, and the policies attached to them. */
export interface Principal {
	/**
	 * The ARN that signs: of a user, a role session (`…:assumed-role/NAME/SESSION`), a federated user
	 * or an account's root user. For a service, its principal: `cloudtrail.amazonaws.com`.
	 */
	arn: string;
	/** Twelve digits. Not read for a service. */
	accountId: string;
	kind: 'root' | 'user' | 'role-session' | 'federated' | 'service';
	/**
	 * The role behind a role session, with its path, which the ARN of the session does not carry. When
	 * it is left out, the role is taken to have no path.
	 */
	roleArn?: string | undefined;
	/** The IAM user (or root user) who made the federated session with GetFederationToken. */
	issuerUserArn?: string | undefined;
	/** Of the user and their groups, or of the role. */
	identityPolicies?: readonly PolicyDocument[] | undefined;
	permissionsBoundary?: PolicyDocument | undefined;
	/** Together they are one limit: what any of them allows passes. None or `[]` is no limit. */
	sessionPolicies?: readonly PolicyDocument[] | undefined;
	/** Of the user, or of role and session together. */
	tags?: Readonly<Record<string, string>> | undefined;
	/** Left out outside an organization. */
	orgId?: string | undefined;
	/** SCPs and RCPs do not bind it. Known from the path `/aws-service-role/` when left out. */
	isServiceLinkedRole?: boolean | undefined;
	/** The account is the management account of its organization, which SCPs do not bind. */
	isManagementAccount?: boolean | undefined;
}

/** A value of the request. Dates are ISO 8601 or seconds since 1970; a list is a multivalued key. */
export type ContextValue = string | readonly string[] | number | boolean;

export type RequestContext = Readonly<Record<string, ContextValue | undefined>>;

/** One check. ReEncrypt, UpdateAlias and their like are several, one a resource (KPR). */
export interface AccessRequest {
	principal: Principal;
	/** `kms:Decrypt`. */
	action: string;
	/** The ARN of the key (an alias or key id resolved before), of an alias, or `*`. */
	resource: string;
	/**
	 * Condition keys of the request, whatever the case of their names. What principal, resource and
	 * `encryptionContext` prove is added where it is missing: `aws:PrincipalArn`,
	 * `aws:PrincipalAccount`, `aws:PrincipalOrgID`, `aws:PrincipalTag/…`,
	 * `aws:PrincipalIsAWSService`, `aws:username`, `aws:userid`, `aws:RequestedRegion`,
	 * `kms:CallerAccount`, `kms:EncryptionContext:…` and `kms:EncryptionContextKeys`.
	 */
	context: RequestContext;
	/** At most ten. */
	grantTokens?: readonly string[] | undefined;
	/**
	 * The encryption context itself. Left out, it is read from the `kms:EncryptionContext:…` keys of
	 * `context`.
	 */
	encryptionContext?: Readonly<Record<string, string>> | undefined;
	/** For CreateGrant: what the new grant is to give. A grant that lets grants be made is held against it. */
	newGrant?:
		{ Operations: readonly string[]; Constraints?: GrantConstraints | undefined } | undefined;
	/** For RetireGrant: which grant. Left out, any of the key's grants may let the caller retire. */
	grantId?: string | undefined;
}

/** The policies around a call that are not attached to the caller. */
export interface PolicySet {
	keyPolicy?: PolicyDocument | undefined;
	/** Of this key. */
	grants?: readonly Grant[] | undefined;
	/**
	 * Of the **caller's** account, from the root of the organization down: one entry a level. A level is
	 * a document, or a list of those attached to the same root, unit or account. None is no limit.
	 */
	scps?: readonly (PolicyDocument | readonly PolicyDocument[])[] | undefined;
	/** The account that `scps` belong to, when it is not the caller's: then they bind nobody here. */
	scpAccountId?: string | undefined;
	/** Of the key's account, in the same form. They can only deny: RCPFullAWSAccess is always there. */
	rcps?: readonly (PolicyDocument | readonly PolicyDocument[])[] | undefined;
	/** Of the endpoint the call came through. It counts when the context has `aws:SourceVpce`. */
	vpcEndpointPolicy?: PolicyDocument | undefined;
	/** What else is known of the key. */
	key?:
		| {
				/** An AWS managed key is exempt from RCPs. */
				manager?: 'CUSTOMER' | 'AWS' | undefined;
				/** RCPs do not bind resources of the management account. */
				inManagementAccount?: boolean | undefined;
		  }
		| undefined;
}

/** `Constraints` of a grant, as the API has them. */
export interface GrantConstraints {
	/** The request contains all of these pairs and may have more. */
	EncryptionContextSubset?: Readonly<Record<string, string>> | undefined;
	/** The request has exactly these pairs. */
	EncryptionContextEquals?: Readonly<Record<string, string>> | undefined;
	/** For calls by AWS services: the `aws:SourceArn` they carry. */
	SourceArn?: string | undefined;
}

/** A grant on a key: the members of the API's GrantListEntry, its token, and whether it has spread. */
export interface Grant {
	GrantId?: string | undefined;
	/** The ARN of the key. When it is set, the grant counts for this key alone. */
	KeyId?: string | undefined;
	Name?: string | undefined;
	/** ARN of an account, user, role, federated user or role session; either this … */
	GranteePrincipal?: string | undefined;
	/** … or a service principal. */
	GranteeServicePrincipal?: string | undefined;
	RetiringPrincipal?: string | undefined;
	RetiringServicePrincipal?: string | undefined;
	/** Of the 17 names of the API: `Decrypt`, not `kms:Decrypt`. */
	Operations: readonly string[];
	Constraints?: GrantConstraints | undefined;
	/** The account in which the grant was created, as ARN of its root user or as its twelve digits. */
	IssuingAccount?: string | undefined;
	CreationDate?: Date | undefined;
	/** What CreateGrant answered; it proves the grant while it spreads. */
	GrantToken?: string | undefined;
	/** `false` while the grant has not reached every part of the service: then only its token proves it. */
	propagated?: boolean | undefined;
}
