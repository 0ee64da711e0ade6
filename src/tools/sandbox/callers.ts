/** Who calls: access keys, the principals behind them, and their policies. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { parsePolicy } from '../../lib/iam/index.ts';
import type { PolicyDocument, PolicyKind, Principal } from '../../lib/iam/index.ts';
import { SetupError } from '../setup.mjs';

export type Callers = ReadonlyMap<string, Principal>;

const accountId = v.pipe(v.string(), v.regex(/^\d{12}$/, 'an account id has twelve digits'));
const name = v.pipe(
	v.string(),
	v.regex(/^[\w+=,.@-]{1,64}$/, 'a name has letters, digits and +=,.@_-')
);
/** A policy document, or the file it stands in. */
const policy = v.union([v.string(), v.record(v.string(), v.unknown())], 'a policy or its file');
const caller = v.strictObject({
	account: v.optional(accountId),
	root: v.optional(v.literal(true)),
	user: v.optional(name),
	role: v.optional(name),
	session: v.optional(name),
	policies: v.optional(v.array(policy)),
	permissionsBoundary: v.optional(policy),
	tags: v.optional(v.record(v.string(), v.string()))
});
const configuration = v.strictObject({
	callers: v.record(
		v.pipe(v.string(), v.regex(/^\w{3,128}$/, 'an access key has letters and digits')),
		caller
	)
});

type CallerEntry = v.InferOutput<typeof caller>;

/** The first account of the world, whose root user calls where no callers are named. */
export function rootOf(account: string): Principal {
	return { arn: `arn:aws:iam::${account}:root`, accountId: account, kind: 'root' };
}

/**
 * The callers of a file.
 * @throws {SetupError} with a sentence: no such file, not JSON, a member that is not one, a faulty policy
 */
export async function readCallers(file: string, account: string): Promise<Map<string, Principal>> {
	const parsed = v.safeParse(configuration, await readJson(file));
	if (!parsed.success) {
		const [issue] = parsed.issues;
		throw new SetupError(`${file}: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}.`);
	}
	const callers = new Map<string, Principal>();
	for (const [accessKey, entry] of Object.entries(parsed.output.callers))
		callers.set(
			accessKey,
			await principalOf(entry, account, path.dirname(file), `${file}: ${accessKey}`)
		);
	return callers;
}

/**
 * A caller of the command line: `KEY=user/NAME`, `KEY=role/NAME/SESSION` or `KEY=root`, with an account
 * in front where it is another (`KEY=444455556666:user/NAME`).
 * @throws {SetupError} with a sentence
 */
export async function readCaller(
	text: string,
	policies: readonly string[],
	account: string
): Promise<[accessKey: string, principal: Principal]> {
	const match =
		/^(\w{3,128})=(?:(\d{12}):)?(?:(root)|user\/([\w+=,.@-]+)|role\/([\w+=,.@-]+)(?:\/([\w+=,.@-]+))?)$/.exec(
			text
		);
	if (!match)
		throw new SetupError(
			`--caller takes ACCESS_KEY=user/NAME, ACCESS_KEY=role/NAME/SESSION or ACCESS_KEY=root, not "${text}".`
		);
	const [, accessKey = '', itsAccount, root, user, role, session] = match;
	const own = policies.filter((given) => given.startsWith(`${accessKey}=`));
	const entry: CallerEntry = {
		...(itsAccount ? { account: itsAccount } : {}),
		...(root ? { root: true } : {}),
		...(user ? { user } : {}),
		...(role ? { role } : {}),
		...(session ? { session } : {}),
		policies: own.map((given) => given.slice(accessKey.length + 1))
	};
	return [accessKey, await principalOf(entry, account, '', `--caller ${accessKey}`)];
}

async function principalOf(
	entry: CallerEntry,
	account: string,
	folder: string,
	where: string
): Promise<Principal> {
	const { account: id = account, root, user, role, session = 'sandbox', tags } = entry;
	if ([root, user, role].filter(Boolean).length !== 1)
		throw new SetupError(`${where}: a caller is one of root, user and role.`);
	const rights = {
		identityPolicies: await Promise.all(
			(entry.policies ?? []).map((given) => readPolicy(given, 'identity-policy', folder, where))
		),
		...(entry.permissionsBoundary
			? {
					permissionsBoundary: await readPolicy(
						entry.permissionsBoundary,
						'permissions-boundary',
						folder,
						where
					)
				}
			: {}),
		...(tags ? { tags } : {})
	};
	if (root) return { ...rootOf(id), ...(tags ? { tags } : {}) };
	if (user)
		return { arn: `arn:aws:iam::${id}:user/${user}`, accountId: id, kind: 'user', ...rights };
	return {
		arn: `arn:aws:sts::${id}:assumed-role/${role ?? ''}/${session}`,
		roleArn: `arn:aws:iam::${id}:role/${role ?? ''}`,
		accountId: id,
		kind: 'role-session',
		...rights
	};
}

async function readPolicy(
	given: string | Record<string, unknown>,
	kind: PolicyKind,
	folder: string,
	where: string
): Promise<PolicyDocument> {
	const file = typeof given === 'string' ? path.resolve(folder, given) : undefined;
	const text = file ? await readText(file) : JSON.stringify(given);
	const { document, faults } = parsePolicy(text, kind);
	if (document) return document;
	const fault = faults.find(({ severity }) => severity === 'error');
	throw new SetupError(
		`${where}: ${file ?? 'its policy'} is no ${kind.replace('-', ' ')} that AWS takes: ${fault?.message ?? 'unknown fault'}`
	);
}

async function readJson(file: string): Promise<unknown> {
	try {
		return JSON.parse(await readText(file)) as unknown;
	} catch (error) {
		if (error instanceof SetupError) throw error;
		throw new SetupError(`${file} is not JSON.`, { cause: error });
	}
}

async function readText(file: string): Promise<string> {
	try {
		return await readFile(file, 'utf8');
	} catch (error) {
		throw new SetupError(`${file} cannot be read.`, { cause: error });
	}
}
