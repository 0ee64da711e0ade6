/** One call on its way through the service: who calls, where, whether they may, and what it touched. */
import type { KeyState } from '@aws-sdk/client-kms';
import { accessDeniedMessage, authorize, unknownKeyMessage } from '#lib/iam/index.ts';
import type { AccessRequest, Decision, Principal, RequestContext } from '#lib/iam/index.ts';
import type { KmsOperation } from '../client.ts';
import { KmsError } from '../errors.ts';
import { globalKeys, keyKeys } from './condition-keys.ts';
import { grantsFor, mostGrantTokens } from './grants.ts';
import { accountOf, invalidKeyId, notFound, parseKeyName } from './names.ts';
import type { KeyRecord } from './records.ts';
import { assertState } from './states.ts';
import { required, validation } from './validate.ts';
import type { World } from './world.ts';

/** What bears on the authorization of a call, beside the key and the caller. */
export interface Asked {
	/** Condition keys of this request; where they depend on the key, of its ARN. */
	context?: RequestContext | ((keyArn: string) => RequestContext);
	encryptionContext?: Readonly<Record<string, string>> | undefined;
	grantTokens?: readonly string[] | undefined;
	newGrant?: AccessRequest['newGrant'];
	grantId?: string | undefined;
	/** Instead of the operation's own name. */
	action?: string;
	/** An alias name or ARN may stand for the key (cryptographic operations, DescribeKey, GetPublicKey). */
	aliases?: boolean;
}

export class Call {
	readonly world: World;
	readonly operation: KmsOperation;
	readonly region: string;
	readonly principal: Principal;
	/** Condition keys that come from outside: the network, a service in between. */
	readonly base: RequestContext;
	/** ARNs the call was about. */
	readonly resources: string[] = [];
	/** What was decided on the way. */
	readonly decisions: Decision[] = [];
	keyMaterialId: string | undefined;

	constructor(
		world: World,
		operation: KmsOperation,
		caller: { region: string; principal: Principal; base: RequestContext }
	) {
		this.world = world;
		this.operation = operation;
		this.region = caller.region;
		this.principal = caller.principal;
		this.base = caller.base;
	}

	/** The account in which the call is made; a service acts in the account of the world. */
	get accountId(): string {
		return this.principal.kind === 'service'
			? this.world.parts.accountId
			: this.principal.accountId;
	}

	//  Finding

	/**
	 * The key that a `KeyId` member names, once the caller may do with it what was asked. It is noted
	 * in the trail whether it exists or not.
	 * @throws {KmsError} `ValidationException` when the member is missing, `NotFoundException` when there is
	 * no such key in the caller's account, `AccessDeniedException`
	 */
	key(keyId: string | undefined, asked: Asked = {}): KeyRecord {
		const { key, requestAlias } = this.find(keyId, asked);
		this.authorizeKey(key, {
			...asked,
			context: {
				...(requestAlias ? { 'kms:RequestAlias': requestAlias } : {}),
				...contextOf(asked, key.arn)
			}
		});
		return key;
	}

	/** The key that a member names, whoever may do what with it. */
	find(
		keyId: string | undefined,
		{ aliases = false, action }: Asked = {}
	): { key: KeyRecord; requestAlias?: string } {
		const text = required('keyId', keyId);
		const name = parseKeyName(text, { region: this.region, accountId: this.accountId });
		if (name.kind === 'alias' && !aliases) throw invalidKeyId(text);
		const arn =
			name.kind === 'key' ? name.arn : (this.world.aliases.get(name.arn)?.target ?? name.arn);
		this.note(arn);
		const key = this.world.keys.get(arn);
		if (key) return { key, ...(name.kind === 'alias' ? { requestAlias: name.name } : {}) };
		if (accountOf(arn) !== this.accountId) throw this.unknownKey(action);
		throw notFound(arn, name.kind);
	}

	/** The refusal that does not tell whether a key exists. */
	unknownKey(action: string = this.operation, keyFromCiphertext = false): KmsError {
		const text = unknownKeyMessage(
			{ principal: this.principal, action: `kms:${action}` },
			{ keyFromCiphertext }
		);
		return new KmsError('AccessDeniedException', text);
	}

	//  Authorization

	/** @throws {KmsError} `AccessDeniedException` with the decision as its cause, `InvalidGrantTokenException` */
	authorizeKey(key: KeyRecord, asked: Asked = {}, keyFromCiphertext = false): void {
		const { grantTokens = [] } = asked;
		if (grantTokens.length > mostGrantTokens)
			throw validation('grantTokens', `have length less than or equal to ${mostGrantTokens}`);
		const { keys } = this.world;
		for (const token of grantTokens)
			if (
				![...keys.values()].some(({ grants }) =>
					grants.some(({ tokens }) => tokens.includes(token))
				)
			)
				throw new KmsError('InvalidGrantTokenException', 'The grant token is not valid.');
		this.#decide(
			{
				...this.#request(asked, key.arn),
				context: {
					...keyKeys(key, this.world.aliasesOf(key)),
					...globalKeys(this.region, this.base),
					...contextOf(asked, key.arn)
				}
			},
			{
				keyPolicy: this.world.policyOf(key),
				grants: grantsFor(key, this.world.now, grantTokens),
				key: { manager: 'CUSTOMER' }
			},
			keyFromCiphertext
		);
	}

	/**
	 * For what no key policy decides: `*`, or an alias.
	 * @throws {KmsError} `AccessDeniedException`
	 */
	authorizeIam(resource = '*', asked: Asked = {}): void {
		const context = { ...globalKeys(this.region, this.base), ...contextOf(asked, resource) };
		this.#decide({ ...this.#request(asked, resource), context }, {});
	}

	#request({ action, ...asked }: Asked, resource: string): Omit<AccessRequest, 'context'> {
		return {
			principal: this.principal,
			action: `kms:${action ?? this.operation}`,
			resource,
			...(asked.grantTokens ? { grantTokens: asked.grantTokens } : {}),
			...(asked.encryptionContext ? { encryptionContext: asked.encryptionContext } : {}),
			...(asked.newGrant ? { newGrant: asked.newGrant } : {}),
			...(asked.grantId ? { grantId: asked.grantId } : {})
		};
	}

	#decide(
		request: AccessRequest,
		policies: Parameters<typeof authorize>[1],
		keyFromCiphertext = false
	): void {
		const decision = authorize(request, { ...this.world.parts.guardrails, ...policies });
		this.world.parts.decided?.(decision, request);
		this.decisions.push(decision);
		if (!decision.allowed)
			throw new KmsError(
				'AccessDeniedException',
				accessDeniedMessage(decision, request, { keyFromCiphertext }),
				{ cause: decision }
			);
	}

	//  State and trail

	/** The state of a key, which a fault may hold where nothing else brings it. */
	stateOf(key: KeyRecord): KeyState {
		for (const fault of this.world.parts.faults.active)
			if (fault.name === 'KeyState' && fault.keyArn === key.arn) return fault.state;
		return key.state;
	}

	/** @throws {KmsError} when the key's state, or a fault, does not let the operation happen */
	assertState(key: KeyRecord): void {
		assertState(key, this.stateOf(key), this.operation);
		this.world.parts.faults.strike(this.operation, key.arn);
	}

	/** Notes what the call is about. */
	note(arn: string): void {
		if (!this.resources.includes(arn)) this.resources.push(arn);
	}

	/** @throws {KmsError} `DryRunOperationException`: all would have gone well, and nothing was done */
	assertNotDryRun({ DryRun }: { DryRun?: boolean | undefined }): void {
		if (DryRun)
			throw new KmsError(
				'DryRunOperationException',
				'The request would have succeeded, but the DryRun option is set.'
			);
	}
}

function contextOf({ context = {} }: Asked, resource: string): RequestContext {
	return typeof context === 'function' ? context(resource) : context;
}
