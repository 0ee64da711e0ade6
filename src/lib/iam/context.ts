/** The condition keys of a request, those it proves without saying them included (section 6). */
import type { AccessRequest, ContextValue, Principal } from './request.ts';
import { splitArn } from './resources.ts';

const encryptionContextPrefix = 'kms:encryptioncontext:';

/** Keys that hold a set of values whatever the request carries (section 6, marked mv). */
const multivalued: ReadonlySet<string> = new Set([
	'kms:encryptioncontextkeys',
	'kms:grantoperations',
	'kms:resourcealiases',
	'aws:calledvia',
	'aws:tagkeys'
]);

/** Whether a condition key is multivalued by its definition. @param key in lower case */
export function isMultivalued(key: string): boolean {
	return multivalued.has(key);
}

interface Entry {
	name: string;
	values: readonly string[];
	multivalued: boolean;
}

/**
 * Names of keys are compared without case, also what follows `kms:EncryptionContext:` and the key of a
 * tag (CEL, KCK). Where a request has two keys that differ in nothing else, the exact name wins, then
 * the one that sorts first.
 */
export class ConditionKeys {
	readonly #entries = new Map<string, Entry[]>();

	constructor(request: AccessRequest, caller: Caller) {
		for (const [name, value] of Object.entries(request.context)) this.#add(name, value);
		this.#prove(request, caller);
	}

	/** The key's values, or undefined when the request does not carry it or carries an empty set. */
	find(name: string, lower = name.toLowerCase()): Entry | undefined {
		const found = this.#entries.get(lower);
		if (!found || found.length === 1) return found?.[0];
		return found.find((entry) => entry.name === name) ?? found[0];
	}

	/** The value of a single-valued key (VAR: a multivalued one fills in no variable). */
	readonly single = (name: string): string | undefined => {
		const entry = this.find(name);
		return entry && !entry.multivalued ? entry.values[0] : undefined;
	};

	#add(name: string, value: ContextValue | undefined): void {
		if (value === undefined) return;
		const lower = name.toLowerCase();
		const isList = typeof value === 'object';
		const values = isList ? value.map(String) : [String(value)];
		if (values.length === 0) return;
		const entry = { name, values, multivalued: isList || isMultivalued(lower) };
		const known = this.#entries.get(lower);
		if (!known) this.#entries.set(lower, [entry]);
		else {
			known.push(entry);
			known.sort((a, b) => (a.name < b.name ? -1 : 1));
		}
	}

	/** Adds what principal, resource and encryption context prove, where the request does not say it. */
	#prove(request: AccessRequest, caller: Caller): void {
		const add = (name: string, value: ContextValue | undefined) => {
			if (!this.#entries.has(name.toLowerCase())) this.#add(name, value);
		};
		const { principal, resource, encryptionContext } = request;
		const service = principal.kind === 'service';
		add('aws:PrincipalIsAWSService', service);
		if (!service) {
			add('aws:PrincipalArn', caller.principalArn);
			add('aws:PrincipalAccount', principal.accountId);
			add('kms:CallerAccount', principal.accountId);
			add('aws:PrincipalOrgID', principal.orgId);
			add('aws:username', caller.userName);
			add('aws:userid', caller.userId);
			for (const [tag, value] of Object.entries(principal.tags ?? {}))
				add(`aws:PrincipalTag/${tag}`, value);
		}
		// BEH: KMS refuses the ARN of a key in another Region than the one it is called in.
		add('aws:RequestedRegion', splitArn(resource)?.[3] || undefined);
		const pairs = encryptionContext ?? encryptionContextOf(request.context);
		for (const [key, value] of Object.entries(pairs)) {
			const name = `kms:EncryptionContext:${key}`;
			if (!this.#entries.get(name.toLowerCase())?.some((entry) => entry.name === name))
				this.#add(name, value);
		}
		add('kms:EncryptionContextKeys', Object.keys(pairs));
	}
}

/** The encryption context that the `kms:EncryptionContext:…` keys of a request spell, case and all. */
export function encryptionContextOf(context: AccessRequest['context']): Record<string, string> {
	return Object.fromEntries(
		Object.entries(context).flatMap(([name, value]) =>
			name.toLowerCase().startsWith(encryptionContextPrefix) && value !== undefined
				? [[name.slice(encryptionContextPrefix.length), String(value)]]
				: []
		)
	);
}

/** The caller, with what follows from the ARN. */
export interface Caller {
	readonly kind: Principal['kind'];
	readonly arn: string;
	readonly accountId: string;
	readonly roleArn: string | undefined;
	readonly issuerUserArn: string | undefined;
	readonly isServiceLinkedRole: boolean;
	readonly isManagementAccount: boolean;
	/** `aws:PrincipalArn`: of a session the role's, otherwise the caller's own (GCK). */
	readonly principalArn: string;
	readonly userName: string | undefined;
	readonly userId: string | undefined;
}

export function callerOf(principal: Principal): Caller {
	const { arn, kind, accountId } = principal;
	const name = arn.slice(arn.lastIndexOf('/') + 1);
	const roleArn = kind === 'role-session' ? (principal.roleArn ?? roleWithoutPath(arn)) : undefined;
	return {
		kind,
		arn,
		accountId,
		roleArn,
		issuerUserArn: kind === 'federated' ? principal.issuerUserArn : undefined,
		isServiceLinkedRole:
			principal.isServiceLinkedRole ?? roleArn?.includes(':role/aws-service-role/') ?? false,
		isManagementAccount: principal.isManagementAccount ?? false,
		principalArn: roleArn ?? arn,
		// VAR: aws:username is there for IAM users alone; aws:userid of a user or role needs an id that
		// no ARN carries.
		userName: kind === 'user' ? name : undefined,
		userId: kind === 'root' ? accountId : kind === 'federated' ? `${accountId}:${name}` : undefined
	};
}

function roleWithoutPath(sessionArn: string): string | undefined {
	const [, partition = '', service, , account = '', resource = ''] = splitArn(sessionArn) ?? [];
	const [type, role] = resource.split('/');
	if (service !== 'sts' || type !== 'assumed-role' || !role) return undefined;
	return `arn:${partition}:iam::${account}:role/${role}`;
}
