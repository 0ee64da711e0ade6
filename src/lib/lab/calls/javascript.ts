/** A call in JavaScript for Node, with @aws-sdk/client-kms version 3. */
import { wireForm } from '#lib/kms/index.ts';
import { membersOf, plainText, quoted, regionOf } from './call.ts';
import type { SampledCall } from './call.ts';

export function javaScriptSample(call: SampledCall): string {
	const command = `${call.operation}Command`;
	const names = ['KMSClient', command].sort().join(', ');
	const input = literal(call.request, '');
	const endpoint = call.own?.endpoint;
	const at = endpoint === undefined ? '' : `, endpoint: ${quoted(endpoint)}`;
	return [
		`import { ${names} } from '@aws-sdk/client-kms';`,
		'',
		`const client = new KMSClient({ region: ${quoted(regionOf(call))}${at} });`,
		`const command = new ${command}(${input});`,
		'const response = await client.send(command);',
		'console.log(response);'
	].join('\n');
}

function literal(value: unknown, indent: string): string {
	if (value instanceof Uint8Array) {
		const text = plainText(value);
		return text === undefined
			? `Buffer.from('${wireForm(value) as string}', 'base64')`
			: `Buffer.from(${quoted(text)})`;
	}
	if (value instanceof Date) return `new Date('${value.toISOString()}')`;
	if (typeof value === 'string') return quoted(value);
	if (typeof value !== 'object' || value === null) return String(value);
	const inner = `${indent}  `;
	const list = Array.isArray(value);
	const items = list
		? value.map((item: unknown) => literal(item, inner))
		: membersOf(value).map(([key, item]) => `${property(key)}: ${literal(item, inner)}`);
	if (items.length === 0) return list ? '[]' : '{}';
	const short = list ? `[${items.join(', ')}]` : `{ ${items.join(', ')} }`;
	if (short.length <= 60 && !short.includes('\n')) return short;
	const lines = items.map((item) => `${inner}${item}`).join(',\n');
	return list ? `[\n${lines}\n${indent}]` : `{\n${lines}\n${indent}}`;
}

/** A key of an object; `__proto__` spelled plainly would not be one. */
function property(key: string): string {
	if (key === '__proto__') return "['__proto__']";
	return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}
