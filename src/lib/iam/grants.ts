/** Grants as a source of access (iam-evaluation sections 3.3 and 7). */

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
