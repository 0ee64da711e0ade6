/** Validation of Principal and NotPrincipal (sections 2.1 and 8; PRI, API:PutKeyPolicy). */
import { policyTexts } from './faults.ts';
import { pointerTo } from './json.ts';
import { accountOfPrincipal } from './principals.ts';
import { splitArn } from './resources.ts';
import { checkCharacters, isObject, isString, itemsOf } from './findings.ts';
import type { Findings } from './findings.ts';

const types = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

export function validatePrincipals(element: unknown, pointer: string, findings: Findings): void {
	const invalid = (place: string, message: string) => {
		findings.refuse('INVALID_PRINCIPAL', place, message, {
			awsMessage: policyTexts.invalidPrincipals
		});
	};
	if (isString(element)) {
		if (element !== '*') invalid(pointer, 'Principal is "*" or an object: { "AWS": … }.');
		return;
	}
	if (!isObject(element)) {
		findings.refuse('WRONG_TYPE', pointer, 'Principal is "*" or an object: { "AWS": … }.');
		return;
	}
	if (Object.keys(element).length === 0)
		findings.refuse('EMPTY_LIST', pointer, 'Principal names nobody.');
	for (const [type, values] of Object.entries(element)) {
		const place = pointerTo(pointer, type);
		if (!types.includes(type)) {
			findings.refuse('UNKNOWN_ELEMENT', place, `There are no principals of type “${type}”.`, {
				at: 'name'
			});
			continue;
		}
		for (const { item, pointer: at } of itemsOf(findings, values, place, isString, 'a principal')) {
			checkCharacters(findings, item, at);
			if (type === 'Service') {
				if (item === '' || /[*?]/.test(item))
					invalid(at, 'A service principal is named in full: cloudtrail.amazonaws.com.');
			} else if (type !== 'AWS')
				findings.warn('NO_EFFECT', at, `No caller of KMS is a principal of type ${type}.`);
			else validateAws(item, at);
		}
	}

	function validateAws(value: string, place: string): void {
		if (value === '*') return;
		// PRI: what a deleted user or role leaves behind. Recreated names do not match it.
		if (/^A[IR][DO]A[A-Z0-9]+$/.test(value)) {
			findings.warn('NO_EFFECT', place, 'This is the id of a deleted user or role: nobody is it.');
			return;
		}
		const fault = awsFault(value);
		if (fault !== undefined) invalid(place, fault);
		else if (findings.options.principalExists?.(value) === false)
			invalid(place, `“${value}” does not exist.`);
	}
}

/** What is wrong with a value of `AWS`, if anything. */
function awsFault(value: string): string | undefined {
	if (accountOfPrincipal(value) !== undefined) return undefined;
	if (/[*?]/.test(value))
		return 'A principal is named in full, or everyone is: a wildcard stands for no part of a name.';
	const [, , service, region, account, resource = ''] = splitArn(value) ?? [];
	if (region !== '' || !/^\d{12}$/.test(account ?? ''))
		return `“${value}” is neither an account nor the ARN of a user, role or session.`;
	const [type = '', ...names] = resource.split('/');
	const named = names.length > 0 && names.every((name) => name !== '');
	if (service === 'iam' && type === 'group') return 'A group cannot be a principal.';
	const known =
		(service === 'iam' && (type === 'user' || type === 'role') && named) ||
		(service === 'sts' && type === 'assumed-role' && named && names.length === 2) ||
		(service === 'sts' && type === 'federated-user' && named && names.length === 1);
	return known ? undefined : `“${value}” is the ARN of no user, role or session.`;
}
