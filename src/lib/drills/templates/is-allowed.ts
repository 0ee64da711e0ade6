import type { Html } from '#lib/content/index.ts';
import { authorize, defaultKeyPolicy } from '#lib/iam/index.ts';
import type { PolicyDocument, ReasonCode, Statement } from '#lib/iam/index.ts';
import { code, say, json } from '../html.ts';
import { pick } from '../template.ts';
import type { Made, Random, Template } from '../template.ts';

const owner = '111122223333';
const other = '444455556666';
const key = `arn:aws:kms:eu-central-1:${owner}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const policy = (...Statement: Statement[]): PolicyDocument => ({
	Version: '2012-10-17',
	Statement
});

interface Situation {
	account: string;
	action: 'kms:Decrypt' | 'kms:GenerateDataKey';
	keyPolicy: PolicyDocument;
	identityPolicy: PolicyDocument | undefined;
	/** What the key policy and the identity policy say of this action, for the reasons. */
	delegates: boolean;
	names: boolean;
	identityAllows: boolean;
	denies: boolean;
}

function situation(random: Random): Situation {
	const account = pick(random, [owner, owner, other]);
	const action = pick(random, ['kms:Decrypt', 'kms:GenerateDataKey'] as const);
	const elsewhere = action === 'kms:Decrypt' ? 'kms:Encrypt' : 'kms:Decrypt';
	const role = `arn:aws:iam::${account}:role/Reports`;
	const root = `arn:aws:iam::${account}:root`;
	const [account1] = defaultKeyPolicy(owner).Statement as Statement[];
	const allow = (AWS: string, Action: string): Statement => ({
		Effect: 'Allow',
		Principal: { AWS },
		Action,
		Resource: '*'
	});
	const kind = pick(random, ['delegates', 'names', 'names', 'admin', 'both'] as const);
	const statements: Statement[] = [];
	if (kind === 'admin') statements.push(allow(`arn:aws:iam::${owner}:role/KeyAdmin`, 'kms:*'));
	if ((kind === 'delegates' || kind === 'both') && account1) statements.push(account1);
	if ((kind === 'delegates' || kind === 'both') && account !== owner)
		statements.push(allow(root, action));
	const named = pick(random, [action, action, elsewhere]);
	if (kind === 'names' || kind === 'both') statements.push(allow(role, named));
	const deny = random() < 0.2;
	if (deny)
		statements.push({
			Effect: 'Deny',
			Principal: { AWS: role },
			Action: 'kms:*',
			Resource: '*'
		});
	const identity = pick(random, ['none', 'fits', 'fits', 'elsewhere', 'everything'] as const);
	const identityAllows = identity === 'fits' || identity === 'everything';
	return {
		account,
		action,
		keyPolicy: policy(...statements),
		identityPolicy:
			identity === 'none'
				? undefined
				: policy({
						Effect: 'Allow',
						Action: identity === 'everything' ? '*' : identity === 'fits' ? action : elsewhere,
						Resource: identity === 'everything' ? '*' : key
					}),
		delegates: kind === 'delegates' || kind === 'both',
		names: (kind === 'names' || kind === 'both') && named === action,
		identityAllows,
		denies: deny
	};
}

/** The answers that are offered, each for one or more of the evaluation's reasons. */
const verdicts = {
	denied: ['EXPLICIT_DENY'],
	noKeyPolicy: ['NO_KEY_POLICY_ALLOW'],
	noIdentity: ['NO_IDENTITY_ALLOW'],
	byKeyPolicy: ['ALLOW_DIRECT', 'ALLOW_ROLE'],
	byBoth: ['ALLOW_DELEGATED', 'ALLOW_BOTH_ACCOUNTS']
} as const satisfies Record<string, readonly ReasonCode[]>;
type Verdict = keyof typeof verdicts;

const texts: Record<Verdict, Html> = {
	byKeyPolicy: say`Allowed: the key policy alone is enough`,
	byBoth: say`Allowed: it takes the key policy and the IAM policy together`,
	noKeyPolicy: say`Refused: the key policy leaves no way in`,
	noIdentity: say`Refused: an allow in the role’s IAM policy is missing`,
	denied: say`Refused: a statement denies it`
};

function whyOf(verdict: Verdict, right: Verdict, of: Situation): Html {
	const abroad = of.account !== owner;
	if (verdict === right)
		switch (verdict) {
			case 'denied':
				return say`The Deny names this role, and a Deny in any policy that applies beats every Allow.`;
			case 'noKeyPolicy':
				return of.identityAllows
					? say`No statement of the key policy allows this action to the role or to its account, so the IAM policy has nothing to build on.`
					: say`No statement of the key policy allows this action to the role or to its account. Whatever IAM says would not help.`;
			case 'noIdentity':
				return abroad
					? say`The key policy does its half. A caller of another account needs the allow of its own account as well, and no IAM policy here gives it.`
					: say`The key policy hands the decision to IAM by allowing the account, and no IAM policy of the role allows this action.`;
			case 'byKeyPolicy':
				return say`In the account of the key, a statement of the key policy that allows the role this action is enough; an IAM policy may be silent.`;
			case 'byBoth':
				return abroad
					? say`Across accounts both halves are needed, and both are there: the key policy allows, and so does the IAM policy.`
					: say`The key policy allows the account, which lets IAM policies decide, and the IAM policy of the role allows the action.`;
		}
	switch (verdict) {
		case 'denied':
			return say`No statement here has the effect Deny. What nobody allows is refused without one.`;
		case 'noKeyPolicy':
			return of.denies
				? say`It never comes to a missing allow: the Deny has decided.`
				: say`The key policy has a statement that ${of.names ? say`allows the role this action` : say`allows the account`}.`;
		case 'noIdentity':
			return of.identityAllows
				? say`The IAM policy of the role does allow this action on this key.`
				: of.denies
					? say`An allow would change nothing while the Deny stands.`
					: !of.names && !of.delegates
						? say`An allow in IAM would change nothing, because the key policy leaves no way in.`
						: say`In the account of the key, a key policy that names the role needs no allow in IAM.`;
		case 'byKeyPolicy':
			return of.denies
				? say`Whatever the key policy allows, its Deny takes back.`
				: abroad && of.names
					? say`That would do for a role of the key’s own account. From another account the IAM policy has to allow it, too.`
					: say`No statement of the key policy allows the role itself this action.`;
		case 'byBoth':
			return of.denies
				? say`Two allows do not outweigh one Deny.`
				: right === 'byKeyPolicy'
					? say`The statement that names the role already decides; the IAM policy is not needed.`
					: of.identityAllows
						? say`The key policy does not do its half.`
						: say`No IAM policy of the role allows this action.`;
	}
}

function make(random: Random): Promise<Made> {
	const of = situation(random);
	const { account, action, keyPolicy, identityPolicy } = of;
	const decision = authorize(
		{
			principal: {
				arn: `arn:aws:sts::${account}:assumed-role/Reports/monthly`,
				accountId: account,
				kind: 'role-session',
				roleArn: `arn:aws:iam::${account}:role/Reports`,
				identityPolicies: identityPolicy ? [identityPolicy] : []
			},
			action,
			resource: key,
			context: {}
		},
		{ keyPolicy }
	);
	const names = Object.keys(verdicts) as Verdict[];
	const right = names.find((name) =>
		(verdicts[name] as readonly ReasonCode[]).includes(decision.reason)
	);
	if (!right) throw new Error(`No answer for ${decision.reason}.`);
	return Promise.resolve({
		type: 'single',
		stem: say`A KMS key of account ${code(owner)} has this key policy:${json(keyPolicy)}${
			identityPolicy
				? say`The role ${code('Reports')} of account ${code(account)} has this IAM policy and no other:${json(identityPolicy)}`
				: say`The role ${code('Reports')} of account ${code(account)} has no IAM policy. `
		}There are no grants and no other policies. The role calls ${code(action.replace('kms:', ''))} with the key. What happens?`,
		options: names.map((name) => ({
			text: texts[name],
			correct: name === right,
			why: whyOf(name, right, of)
		})),
		hints: [
			say`Look for a Deny first. Then for what the key policy says of the role and of its account. Then compare the two account numbers.`
		]
	});
}

export const isAllowed: Template = {
	id: 'drill-is-allowed',
	version: 1,
	title: 'Is this call allowed, and by what?',
	module: '04-who-can-use-a-key',
	types: ['single'],
	difficulty: 3,
	facts: [
		'deny-wins',
		'key-policy-no-implicit',
		'account-statement',
		'without-account-statement',
		'cross-account-both'
	],
	exam: ['SCS-C03/5.2', 'DVA-C02/2.2'],
	twins: 'iam-or-key-policy',
	make
};
