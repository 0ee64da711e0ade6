/** What came of a request: who let it pass and who did not, as the panel and the drawing tell it. */
import { parsePolicy } from '#lib/iam/index.ts';
import type {
	Decider,
	Decision,
	Place,
	PolicyDocument,
	PolicyFault,
	Statement
} from '#lib/iam/index.ts';
import { callers, calls, grants, policyKinds, policyTexts } from './arrangements.ts';
import type { Arrangement, PolicyText } from './arrangements.ts';
import { statementSpans } from './statements.ts';
import type { Span } from './statements.ts';

/** One of the two circles: what it takes to stand in it, and the evaluation that says so. */
export interface Circle {
	/** `s3:GetObject`, `kms:Decrypt` */
	readonly action: string;
	/** Missing before the request. */
	readonly decision?: Decision;
	/** The service was asked; where it was not, this is what it would have said. */
	readonly asked: boolean;
}

/** A moment's request. A class, so that whoever is given a picture can tell that it is one of these. */
export class Access {
	readonly arrangement: Arrangement;
	readonly keyArn: string;
	/** Missing where the call goes straight to AWS KMS. */
	readonly object: Circle | undefined;
	readonly key: Circle;
	/** The text that AWS KMS refused with. */
	readonly refusal: string;

	constructor(
		arrangement: Arrangement,
		keyArn: string,
		came: { object?: Decision; key?: Decision; kmsAsked?: boolean; refusal?: string } = {}
	) {
		this.arrangement = arrangement;
		this.keyArn = keyArn;
		const { s3, kms } = calls[arrangement.call];
		const { object, key, kmsAsked = false, refusal = '' } = came;
		this.object = s3 && {
			action: `s3:${s3}`,
			asked: object !== undefined,
			...(object ? { decision: object } : {})
		};
		this.key = { action: `kms:${kms}`, asked: kmsAsked, ...(key ? { decision: key } : {}) };
		this.refusal = refusal;
	}

	/** The request was sent and answered. */
	get isAnswered(): boolean {
		return this.key.decision !== undefined;
	}
}

/** What a moment of this scenario carries beside the picture. */
export function accessOf(shot: object | undefined): Access | undefined {
	return shot && 'access' in shot && shot.access instanceof Access ? shot.access : undefined;
}

/** What can come of a request, for predictions. */
export type AccessCode = 'allowed' | 's3' | 'key-side' | 'caller-side' | 'denied';

/** Who says no, and why in a word: of the reason that was computed. */
export function codeOf({ object, key }: Pick<Access, 'object' | 'key'>): AccessCode {
	if (object?.decision?.allowed === false) return 's3';
	switch (key.decision?.reason) {
		case 'EXPLICIT_DENY':
			return 'denied';
		case 'NO_KEY_POLICY_ALLOW':
		case 'NO_GRANT_ALLOW':
		case 'NOT_CROSS_ACCOUNT':
			return 'key-side';
		case 'NO_IDENTITY_ALLOW':
		case 'NO_SCP_ALLOW':
		case 'NO_ENDPOINT_ALLOW':
		case 'NO_BOUNDARY_ALLOW':
		case 'NO_SESSION_ALLOW':
			return 'caller-side';
		default:
			return 'allowed';
	}
}

//  The texts

/** What is wrong with a text, and its policy if nothing is. An empty text is no policy. */
export function readPolicyText(
	which: PolicyText,
	text: string
): { policy?: PolicyDocument; faults: readonly PolicyFault[] } {
	if (text.trim() === '' && which !== 'keyPolicy') return { faults: [] };
	const { document, faults } = parsePolicy(text, policyKinds[which]);
	return { ...(document ? { policy: document } : {}), faults };
}

/** Whether each of the texts is a policy that AWS takes. */
export function isSound(arrangement: Arrangement): boolean {
	return policyTexts.every((which) =>
		readPolicyText(which, arrangement[which]).faults.every(({ severity }) => severity !== 'error')
	);
}

export function statementsOf(policy: PolicyDocument | undefined): readonly Statement[] {
	if (!policy) return [];
	const { Statement: given } = policy;
	return Array.isArray(given) ? (given as readonly Statement[]) : [given as Statement];
}

/** A statement that was decisive, where it stands in the text of its policy. */
export interface Marked extends Span {
	/** `statement “UseKey”` */
	readonly name: string;
	/** Counted from 0. */
	readonly index: number;
	/** Of which circle. */
	readonly of: 'object' | 'key';
	readonly effect: 'Allow' | 'Deny';
}

/** The statements of a text that decided. */
export function markedIn(access: Access, which: PolicyText): Marked[] {
	const text = access.arrangement[which];
	const statements = statementsOf(readPolicyText(which, text).policy);
	const spans = statementSpans(text);
	return (['object', 'key'] as const).flatMap((of) => {
		const decided = access[of]?.decision?.decidedBy;
		if (!decided) return [];
		const { with: other, ...first } = decided;
		return [first, ...(other ? [other] : [])]
			.filter((place) => place.policy === policyKinds[which] && isThisText(place))
			.flatMap(({ statement }) => {
				const at = statements.findIndex(({ Sid }, index) =>
					typeof statement === 'number' ? index === statement : Sid === statement
				);
				const span = spans[at];
				return span
					? [
							{
								...span,
								of,
								index: at,
								name: statementName(statement),
								effect: effectOf(statements[at])
							}
						]
					: [];
			});
	});
}

/** The level above the one that is edited allows everything, and has no text. */
const isThisText = ({ policy, level }: Place) => policy !== 'scp' || level === 1;
const effectOf = (statement: Statement | undefined) =>
	statement?.Effect === 'Deny' ? 'Deny' : 'Allow';
const statementName = (statement: Place['statement']) =>
	typeof statement === 'number' ? `statement ${statement + 1}` : `statement “${statement ?? ''}”`;

/** A statement in few lines, for those who sit far away: what it says without its braces. */
export interface Brief {
	readonly title: string;
	readonly lines: readonly string[];
	/** For which circles it decided; none if it did not. */
	readonly decided: readonly string[];
}

/** The statements of a text, and which of them decided. */
export function briefOf(access: Access, which: PolicyText): Brief[] {
	const marked = markedIn(access, which);
	const { policy } = readPolicyText(which, access.arrangement[which]);
	return statementsOf(policy).map((statement, at) => {
		const { Effect, Sid, Condition = {}, ...parts } = statement;
		return {
			title: `${Effect}: ${Sid ?? `statement ${at + 1}`}`,
			lines: [
				...Object.entries(parts)
					.map(([element, value]) => [element, valuesOf(value).join(', ')] as const)
					.filter(([element, value]) => element !== 'Resource' || value !== '*')
					.map(([element, value]) => `${element} ${value}`),
				...Object.entries(Condition).flatMap(([operator, keys]) =>
					Object.entries(keys).map(
						([key, value]) => `if ${operator} ${key} ${valuesOf(value).join(', ')}`
					)
				)
			],
			decided: marked.filter(({ index }) => index === at).map(({ of }) => of)
		};
	});
}

/** What a member holds, whether it is one value, a list, or both by type. */
function valuesOf(value: unknown): string[] {
	if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(valuesOf);
	if (value === undefined) return [];
	return [typeof value === 'string' ? value : JSON.stringify(value)];
}

//  What each policy says

export interface Side {
	readonly policy: Decider;
	/** `Key policy` */
	readonly name: string;
	readonly says: 'yes' | 'no' | 'deny' | 'nothing';
	/** `names the account, which delegates to IAM (statement “…”)` */
	readonly text: string;
}

const names = {
	'key-policy': 'Key policy',
	'identity-policy': 'The caller’s own policy',
	grant: 'Grant',
	scp: 'Service control policy'
} as const;

/** What each policy has to say about one circle, from the trace of its evaluation. */
export function sidesOf(access: Access, of: 'object' | 'key'): Side[] {
	const decision = access[of]?.decision;
	if (!decision) return [];
	const { arrangement } = access;
	const isRoot = arrangement.caller === 'root';
	const kinds: (keyof typeof names)[] = [
		...(of === 'key' ? (['key-policy'] as const) : []),
		'identity-policy',
		...(of === 'key' && arrangement.grant !== 'none' ? (['grant'] as const) : []),
		...(arrangement.scp.trim() ? (['scp'] as const) : [])
	];
	return kinds.map((policy): Side => {
		const name = names[policy];
		if (decision.reason === 'NOT_CROSS_ACCOUNT')
			return { policy, name, says: 'nothing', text: 'not read: no policy could help here' };
		const own = decision.trace.filter(
			({ step, place }) =>
				step !== 'decision' && place?.policy === policy && isThisText({ ...place, policy })
		);
		const denies = own.find(({ result }) => result === 'denies');
		if (denies) return { policy, name, says: 'deny', text: `denies (${placeWords(denies.place)})` };
		const allows =
			own.find(({ result, place }) => result === 'allows' && isDeciding(decision, place)) ??
			own.find(({ result }) => result === 'allows');
		if (allows) {
			const how = policy === 'key-policy' ? (allows.principal?.note ?? 'allows') : 'allows';
			return { policy, name, says: 'yes', text: `${how} (${placeWords(allows.place)})` };
		}
		if (policy === 'identity-policy' && isRoot)
			return { policy, name, says: 'nothing', text: 'the root user has none' };
		const isNeeded =
			!decision.allowed && decision.reason !== 'EXPLICIT_DENY' && lacks(decision, policy);
		return {
			policy,
			name,
			says: isNeeded ? 'no' : 'nothing',
			text: isNeeded
				? 'allows nothing that fits, and this is what is missing'
				: decision.allowed
					? 'says nothing that fits, and need not'
					: 'says nothing that fits'
		};
	});
}

const lacks = ({ decidedBy }: Decision, policy: Decider) => decidedBy?.policy === policy;

function isDeciding({ decidedBy }: Decision, place: Place | undefined): boolean {
	return [decidedBy, decidedBy?.with].some(
		(one) =>
			one !== undefined &&
			one.policy === place?.policy &&
			one.statement === place.statement &&
			one.level === place.level
	);
}

/** Whether a step of the trace is the one that decided, or its other half. */
export const decides = isDeciding;

function placeWords(place: Place | undefined): string {
	if (place?.policy === 'grant') return 'made for this caller';
	return place?.statement === undefined ? 'as a whole' : statementName(place.statement);
}

//  In sentences

/** Where the caller stands, as a sentence: the drawing in words. */
export function standing(access: Access): string {
	const { object, key, arrangement } = access;
	const who = callers[arrangement.caller].name;
	if (!key.decision)
		return object
			? `${who} asks for ${object.action}, and through S3 for ${key.action}. Where it stands, the answer will show.`
			: `${who} asks for ${key.action}. Where it stands, the answer will show.`;
	const inKey = key.decision.allowed;
	if (!object?.decision)
		return inKey
			? `${who} stands in the circle of the key. No object was asked for.`
			: `${who} stands outside the circle of the key. No object was asked for.`;
	const inObject = object.decision.allowed;
	if (inObject && inKey) return `${who} stands in both circles: the request goes through.`;
	if (inObject)
		return `${who} stands in the circle of the object only: Amazon S3 lets it, AWS KMS refuses.`;
	if (inKey)
		return `${who} stands in the circle of the key only: Amazon S3 refuses, and never asks AWS KMS, which would allow it.`;
	return `${who} stands in neither circle: Amazon S3 refuses, and AWS KMS would, too.`;
}

/** How the timeline tells of an arrangement. */
export function toldOf({ caller, call, grant }: Arrangement): string {
	const grantWords = grant === 'none' ? '' : `, with a grant (${grants[grant].label})`;
	const what = calls[call].label.replace(/^(Read|Write)/, (word) => word.toLowerCase());
	return `Arranged: ${callers[caller].name}, ${what}${grantWords}`;
}
