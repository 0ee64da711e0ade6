/** Validation of policy documents (iam-evaluation section 8). */
import { isForeign, isIamOnly } from './actions.ts';
import type { PolicyDocument, PolicyKind } from './document.ts';
import type { PolicyFault, PolicyFaultCode } from './faults.ts';
import { checkCharacters, isObject, isString, itemsOf } from './findings.ts';
import type { Findings, JsonObject, ValidationOptions } from './findings.ts';
import { pointerTo, positionOf, readJson } from './json.ts';
import { splitArn } from './resources.ts';
import { validateConditions } from './validate-conditions.ts';
import { validatePrincipals } from './validate-principals.ts';
import { hasVariable, variableIsMisplaced } from './validate-variables.ts';

/** API:PutKeyPolicy and KPO. */
const longestKeyPolicy = 32_768;

const namesByKind: Record<PolicyKind, string> = {
	'key-policy': 'A key policy',
	'identity-policy': 'An identity policy',
	'permissions-boundary': 'A permissions boundary',
	'session-policy': 'A session policy',
	scp: 'A service control policy',
	rcp: 'A resource control policy',
	'vpc-endpoint-policy': 'A VPC endpoint policy'
};

/** Kinds that name whom they are for; the others are attached to them (GRM, PRI). */
const namesPrincipals: readonly PolicyKind[] = ['key-policy', 'rcp', 'vpc-endpoint-policy'];

interface Noted {
	fault: PolicyFault;
	at: 'name' | 'value';
}

/**
 * All that is wrong with a document, errors and warnings, in the order of the document. Without a
 * text there are no lines and columns; `parsePolicy` has them. Never throws.
 */
export function validatePolicy(
	document: unknown,
	kind: PolicyKind = 'key-policy',
	options: ValidationOptions = {}
): PolicyFault[] {
	return walk(document, kind, options).map(({ fault }) => fault);
}

/**
 * Reads a policy from its text. `document` is there when no fault is an error. Never throws.
 * @param text as PutKeyPolicy takes it
 */
export function parsePolicy(
	text: string,
	kind: PolicyKind = 'key-policy',
	options: ValidationOptions = {}
): { document?: PolicyDocument; faults: PolicyFault[] } {
	const json = readJson(text);
	const faults: PolicyFault[] = [];
	const place = (offset: number) => ({ offset, ...positionOf(text, offset) });
	const refused = {
		severity: 'error',
		reaction: 'MalformedPolicyDocumentException'
	} as const;
	if (kind === 'key-policy' && text.length > longestKeyPolicy)
		faults.push({
			code: 'TOO_LONG',
			severity: 'error',
			reaction: 'LimitExceededException',
			message: `A key policy has at most ${longestKeyPolicy} characters; this has ${text.length}.`,
			pointer: '',
			...place(longestKeyPolicy)
		});
	// API:PutKeyPolicy: the pattern of the Policy member.
	const stranger = kind === 'key-policy' ? /[^\t\n\r\u0020-\u00ff]/u.exec(text) : null;
	if (stranger)
		faults.push({
			code: 'INVALID_CHARACTER',
			...refused,
			message: `“${stranger[0]}” cannot stand in a key policy, only tab, line ends and U+0020 to U+00FF.`,
			pointer: '',
			...place(stranger.index)
		});
	for (const { offset, ...fault } of json.faults)
		faults.push({ ...refused, ...fault, ...place(offset) });
	if (json.value !== undefined)
		for (const { at, fault } of walk(json.value, kind, options)) {
			// Characters outside the range are found in the text, above.
			if (fault.code === 'INVALID_CHARACTER') continue;
			const named = at === 'name' ? json.names.get(fault.pointer) : undefined;
			faults.push({ ...fault, ...place(named ?? json.values.get(fault.pointer) ?? 0) });
		}
	faults.sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0));
	const isRefused = faults.some(({ severity }) => severity === 'error');
	return { ...(isRefused ? {} : { document: json.value as PolicyDocument }), faults };
}

/** Faults that leave no meaning to a document: `authorize` refuses it for these alone. */
const structural: ReadonlySet<PolicyFaultCode> = new Set([
	'WRONG_TYPE',
	'EMPTY_LIST',
	'UNKNOWN_ELEMENT',
	'MISSING_ELEMENT',
	'CONFLICTING_ELEMENTS',
	'INVALID_VERSION',
	'INVALID_EFFECT',
	'PRINCIPAL_REQUIRED',
	'PRINCIPAL_FORBIDDEN',
	'NOT_PRINCIPAL_WITH_ALLOW',
	'UNKNOWN_OPERATOR'
]);

/** The faults for which `authorize` refuses a document. */
export function structuralFaults(document: unknown, kind: PolicyKind): PolicyFault[] {
	return validatePolicy(document, kind).filter(({ code }) => structural.has(code));
}

function walk(document: unknown, kind: PolicyKind, options: ValidationOptions): Noted[] {
	const noted: Noted[] = [];
	validateDocument(document, {
		kind,
		options,
		refuse(code, pointer, message, how = {}) {
			const { reaction = 'MalformedPolicyDocumentException', awsMessage, at = 'value' } = how;
			const fault: PolicyFault = {
				code,
				severity: 'error',
				reaction,
				...(awsMessage === undefined ? {} : { awsMessage }),
				message,
				pointer
			};
			noted.push({ fault, at });
		},
		warn(code, pointer, message, at = 'value') {
			noted.push({ fault: { code, severity: 'warning', message, pointer }, at });
		}
	});
	return noted;
}

function refuseUnknown(
	findings: Findings,
	object: JsonObject,
	pointer: string,
	known: readonly string[]
): void {
	for (const name of Object.keys(object))
		if (!known.includes(name))
			findings.refuse(
				'UNKNOWN_ELEMENT',
				pointerTo(pointer, name),
				`The policy language has no element “${name}” here.`,
				{ at: 'name' }
			);
}

function validateDocument(document: unknown, findings: Findings): void {
	if (!isObject(document)) {
		findings.refuse('WRONG_TYPE', '', 'A policy is one JSON object.');
		return;
	}
	refuseUnknown(findings, document, '', ['Version', 'Id', 'Statement']);
	const { Version, Id, Statement } = document;
	if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17')
		findings.refuse('INVALID_VERSION', '/Version', 'Version is "2012-10-17" or "2008-10-17".');
	if (Id !== undefined && !isString(Id)) findings.refuse('WRONG_TYPE', '/Id', 'Id is a string.');
	checkCharacters(findings, Id, '/Id');
	if (Statement === undefined) {
		findings.refuse('MISSING_ELEMENT', '', 'A policy needs Statement.');
		return;
	}
	const variables = Version === '2012-10-17';
	for (const { item, pointer } of itemsOf(
		findings,
		Statement,
		'/Statement',
		isObject,
		'a statement'
	))
		validateStatement(item, pointer, variables, findings);
}

const elements = [
	'Sid',
	'Effect',
	'Principal',
	'NotPrincipal',
	'Action',
	'NotAction',
	'Resource',
	'NotResource',
	'Condition'
];

function validateStatement(
	statement: JsonObject,
	pointer: string,
	variables: boolean,
	findings: Findings
): void {
	const { kind } = findings;
	refuseUnknown(findings, statement, pointer, elements);
	validateSid(statement.Sid, `${pointer}/Sid`, findings);
	const { Effect } = statement;
	if (Effect === undefined)
		findings.refuse('MISSING_ELEMENT', pointer, 'A statement needs Effect.');
	else if (Effect !== 'Allow' && Effect !== 'Deny')
		findings.refuse(
			'INVALID_EFFECT',
			`${pointer}/Effect`,
			'Effect is "Allow" or "Deny", in this case.'
		);
	else if (kind === 'rcp' && Effect !== 'Deny')
		findings.refuse(
			'RCP_ONLY_DENIES',
			`${pointer}/Effect`,
			'A resource control policy only denies.'
		);

	validateWho(statement, pointer, findings);
	for (const name of ['Action', 'Resource'] as const) {
		const inverse = `Not${name}` as const;
		if (statement[name] !== undefined && statement[inverse] !== undefined)
			findings.refuse(
				'CONFLICTING_ELEMENTS',
				`${pointer}/${inverse}`,
				`A statement has ${name} or ${inverse}, not both.`,
				{ at: 'name' }
			);
		if (statement[name] !== undefined || statement[inverse] !== undefined) continue;
		const message = `The statement has neither ${name} nor ${inverse}`;
		// KPO: the API takes such a key policy, and the statement does nothing.
		if (kind === 'key-policy')
			findings.warn('INERT_STATEMENT', pointer, `${message}: it has no effect.`);
		else findings.refuse('MISSING_ELEMENT', pointer, `${message}.`);
	}
	for (const name of ['Action', 'NotAction'] as const)
		if (statement[name] !== undefined)
			validateActions(statement[name], `${pointer}/${name}`, name, findings);
	for (const name of ['Resource', 'NotResource'] as const)
		if (statement[name] !== undefined)
			validateResources(statement[name], `${pointer}/${name}`, variables, findings);
	if (statement.Condition !== undefined)
		validateConditions(statement, `${pointer}/Condition`, variables, findings);
}

function validateSid(sid: unknown, pointer: string, findings: Findings): void {
	if (sid === undefined) return;
	if (!isString(sid)) {
		findings.refuse('WRONG_TYPE', pointer, 'Sid is a string.');
		return;
	}
	checkCharacters(findings, sid, pointer);
	// SID page: IAM takes letters and digits; a key policy may have spaces (KPO).
	const attached: PolicyKind[] = ['identity-policy', 'permissions-boundary', 'session-policy'];
	if (attached.includes(findings.kind) && !/^[A-Za-z0-9]*$/.test(sid))
		findings.refuse('INVALID_SID', pointer, 'A Sid of IAM has only letters and digits.');
}

/** Who the statement is for (sections 2 and 8). */
function validateWho(statement: JsonObject, pointer: string, findings: Findings): void {
	const { kind } = findings;
	const { Principal, NotPrincipal, Effect } = statement;
	const present = (['Principal', 'NotPrincipal'] as const).filter(
		(name) => statement[name] !== undefined
	);
	if (!namesPrincipals.includes(kind)) {
		for (const name of present)
			findings.refuse(
				'PRINCIPAL_FORBIDDEN',
				`${pointer}/${name}`,
				`${namesByKind[kind]} has no ${name}: it is for whom it is attached to.`,
				{ at: 'name' }
			);
		return;
	}
	if (present.length === 0)
		findings.refuse('PRINCIPAL_REQUIRED', pointer, `${namesByKind[kind]} needs Principal.`);
	if (present.length === 2)
		findings.refuse(
			'CONFLICTING_ELEMENTS',
			`${pointer}/NotPrincipal`,
			'A statement has Principal or NotPrincipal, not both.',
			{ at: 'name' }
		);
	if (NotPrincipal !== undefined && Effect === 'Allow')
		findings.refuse(
			'NOT_PRINCIPAL_WITH_ALLOW',
			`${pointer}/NotPrincipal`,
			'NotPrincipal works only with Deny.',
			{ at: 'name' }
		);
	if (kind === 'rcp') {
		// RSY: the Principal of an RCP is "*".
		if (NotPrincipal !== undefined || (Principal !== undefined && Principal !== '*'))
			findings.refuse(
				'RCP_PRINCIPAL',
				`${pointer}/${NotPrincipal === undefined ? 'Principal' : 'NotPrincipal'}`,
				'The Principal of a resource control policy is "*".'
			);
	}
	for (const name of present) validatePrincipals(statement[name], `${pointer}/${name}`, findings);
}

function validateActions(
	value: unknown,
	pointer: string,
	name: 'Action' | 'NotAction',
	findings: Findings
): void {
	const { kind } = findings;
	if (kind === 'rcp' && name === 'NotAction')
		findings.refuse('RCP_ACTION', pointer, 'A resource control policy has no NotAction.', {
			at: 'name'
		});
	for (const { item, pointer: place } of itemsOf(findings, value, pointer, isString, 'an action')) {
		checkCharacters(findings, item, place);
		if (kind === 'rcp' && item === '*')
			findings.refuse('RCP_ACTION', place, 'A resource control policy names the service: kms:*.');
		else if (kind === 'key-policy' && isIamOnly(item))
			findings.warn('NO_EFFECT', place, `No key policy decides ${item}; only IAM does.`);
		else if (kind === 'key-policy' && isForeign(item))
			findings.warn('NO_EFFECT', place, `${item} covers no action of KMS.`);
		else if (hasVariable(item))
			findings.warn('LITERAL_VARIABLE', place, 'A policy variable is literal text in an action.');
	}
}

function validateResources(
	value: unknown,
	pointer: string,
	variables: boolean,
	findings: Findings
): void {
	for (const { item, pointer: place } of itemsOf(
		findings,
		value,
		pointer,
		isString,
		'a resource'
	)) {
		checkCharacters(findings, item, place);
		if (/^\*+$/.test(item)) continue;
		const parts = splitArn(item);
		const isArn = item.startsWith('arn:') && (parts !== undefined || item.endsWith('*'));
		if (!isArn) {
			const message = `“${item}” is neither "*" nor an ARN.`;
			// API:PutKeyPolicy lists InvalidArnException for a bad ARN in a key policy.
			if (findings.kind === 'key-policy')
				findings.refuse('INVALID_ARN', place, message, { reaction: 'InvalidArnException' });
			else findings.warn('NO_EFFECT', place, `${message} It matches no key.`);
		} else if (/[*?]/.test(item.split(':')[2] ?? ''))
			findings.warn('NO_EFFECT', place, 'No wildcard can stand in the service part of an ARN.');
		else if (findings.kind === 'identity-policy' && parts?.[5]?.startsWith('alias/'))
			findings.warn(
				'NO_EFFECT',
				place,
				'An alias ARN governs only the alias itself, never the key behind it.'
			);
		if (!hasVariable(item)) continue;
		if (!variables)
			findings.warn('LITERAL_VARIABLE', place, 'Variables need "Version": "2012-10-17".');
		else if (variableIsMisplaced(item))
			findings.warn('NO_EFFECT', place, 'A variable can stand only after the fifth colon.');
	}
}
