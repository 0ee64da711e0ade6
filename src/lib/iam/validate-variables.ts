/** Where policy variables can stand (section 5.4; VAR). */
import { hasEarlyVariable } from './resources.ts';
import { parseTemplate, variablesOf } from './variables.ts';

/** Whether a text has a variable that would be filled in at a place that allows it. */
export function hasVariable(text: string): boolean {
	if (!text.includes('${')) return false;
	return variablesOf(parseTemplate(text, { wildcards: true, variables: true })).length > 0;
}

/** Whether a Resource has a variable before the fifth colon. */
export function variableIsMisplaced(resource: string): boolean {
	return hasVariable(resource) && hasEarlyVariable(resource);
}
