import { fittingInputs } from './fields.ts';
import type { Field, InputValue, Inputs } from './fields.ts';
import type { BreakCode, BreakPlace } from './types.ts';
import { contextText } from './words.ts';

/** What is chosen about a break, at a place. */
export function fieldsOf({ fields = [] }: BreakCode, at: BreakPlace): readonly Field[] {
	return typeof fields === 'function' ? fields(at) : fields;
}

/**
 * Values that really alter something, for whoever breaks without choosing: a context begins as it
 * was, every other field with something else already.
 */
export function alteringValues(fields: readonly Field[]): Inputs {
	return Object.fromEntries(
		Object.entries(fittingInputs(fields, {})).map(([id, value]) => [id, altered(value)])
	);
}

function altered(value: InputValue): InputValue {
	if (typeof value !== 'object' || !('pairs' in value)) return value;
	const [name = 'purpose'] = Object.keys(value.pairs);
	return { pairs: { ...value.pairs, [name]: 'something-else' } };
}

/** What was chosen, as one line; files and long texts by their names alone. */
export function valuesText(fields: readonly Field[], values: Inputs): string {
	return fields
		.map((field) => [field.label, valueText(field, values[field.id])])
		.filter(([, value]) => value !== '')
		.map(([label, value]) => `${label ?? ''}: ${value ?? ''}`)
		.join('; ');
}

function valueText(field: Field, value: InputValue | undefined): string {
	if (value === undefined) return '';
	if (typeof value === 'object') {
		if ('pairs' in value) return contextText(value.pairs);
		if ('byte' in value) return `byte ${value.byte}, bit ${value.bit}`;
		const text = 'text' in value ? value.text : value.name;
		return text.length > 60 ? `${text.slice(0, 56)}…` : text;
	}
	if (field.kind === 'choice')
		return field.options.find((option) => option.value === value)?.label ?? '';
	const text = typeof value === 'number' ? value.toLocaleString('en-US') : value;
	return text.length > 60 ? `${text.slice(0, 56)}…` : text;
}
