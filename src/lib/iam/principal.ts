/** Who makes a call. The policies that bear on a principal join it here when they are evaluated. */
export interface Principal {
	arn: string;
	/** Twelve digits. */
	accountId: string;
	kind: 'root' | 'user' | 'role-session' | 'federated' | 'service';
	/** The role behind a role session. */
	roleArn?: string;
}
