/** A call in Python, with boto3. */
import { wireForm } from '#lib/kms/index.ts';
import { membersOf, plainText, quoted, regionOf, spelled } from './call.ts';
import type { SampledCall } from './call.ts';

export function pythonSample(call: SampledCall): string {
	const members = membersOf(call.request).map(
		([name, value]) => `    ${name}=${literal(value, '    ')},\n`
	);
	const body = members.join('');
	const endpoint = call.own?.endpoint;
	const at = endpoint === undefined ? '' : `, endpoint_url=${quoted(endpoint)}`;
	const imports = [
		...(body.includes('base64.b64decode(') ? ['import base64'] : []),
		...(body.includes('datetime.fromisoformat(') ? ['from datetime import datetime'] : [])
	];
	return [
		...imports,
		...(imports.length > 0 ? [''] : []),
		'import boto3',
		'',
		`kms = boto3.client('kms', region_name=${quoted(regionOf(call))}${at})`,
		`response = kms.${spelled(call.operation, '_')}(${body ? `\n${body}` : ''})`,
		'print(response)'
	].join('\n');
}

function literal(value: unknown, indent: string): string {
	if (value instanceof Uint8Array) {
		const text = plainText(value);
		return text === undefined
			? `base64.b64decode('${wireForm(value) as string}')`
			: `b${quoted(text)}`;
	}
	if (value instanceof Date)
		return `datetime.fromisoformat('${value.toISOString().replace(/(?:\.000)?Z$/, '+00:00')}')`;
	if (typeof value === 'string') return quoted(value);
	if (value === true) return 'True';
	if (value === false) return 'False';
	if (typeof value !== 'object' || value === null) return String(value);
	const inner = `${indent}    `;
	const items = Array.isArray(value)
		? value.map((item: unknown) => literal(item, inner))
		: membersOf(value).map(([key, item]) => `${quoted(key)}: ${literal(item, inner)}`);
	const [open, close] = Array.isArray(value) ? '[]' : '{}';
	const short = `${open ?? ''}${items.join(', ')}${close ?? ''}`;
	if (short.length <= 60 && !short.includes('\n')) return short;
	return `${open ?? ''}\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}${close ?? ''}`;
}
