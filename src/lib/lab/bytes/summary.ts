/** What a message is, in a few lines that stand above its bytes. */
import { describeSuite, suites } from '#lib/envelope/index.ts';
import type { Region } from '#lib/envelope/index.ts';
import { regionOf, valueOf } from './fields.ts';
import type { ByteMap } from './fields.ts';

export interface SummaryLine {
	readonly term: string;
	readonly text: string;
	/** Names that AWS or the user wrote, rather than words. */
	readonly code?: boolean;
}

export interface MessageSummary {
	/** `An AWS Encryption SDK message of version 2, 512 bytes` */
	readonly title: string;
	readonly lines: readonly SummaryLine[];
}

const count = (number: number, one: string, many = `${one}s`) =>
	`${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;

/** Tells what can be read, which for a broken message may be little. */
export function summarise(map: ByteMap, sure: boolean): MessageSummary {
	const size = count(map.bytes.length, 'byte');
	if (map.kind === 'blob')
		return {
			title: `${sure ? 'A' : 'Perhaps a'} ciphertext blob of AWS KMS, ${size}`,
			lines: blobLines(map)
		};
	const version = regionOf(map, 'header.version')?.value;
	const known = version === '1' || version === '2';
	return {
		title:
			known && sure
				? `An AWS Encryption SDK message of version ${version}, ${size}`
				: `${size} that ${map.bytes.length === 1 ? 'does' : 'do'} not begin as a message of the AWS Encryption SDK or a blob of AWS KMS ${map.bytes.length === 1 ? 'does' : 'do'}`,
		lines: messageLines(map)
	};
}

function messageLines(map: ByteMap): SummaryLine[] {
	const lines: SummaryLine[] = [];
	const id = Number.parseInt(regionOf(map, 'header.algorithmSuiteId')?.value ?? '', 16);
	const suite = suites.find((known) => known.id === id);
	if (suite)
		lines.push({
			term: 'Algorithm suite',
			text: `${id.toString(16).padStart(4, '0').toUpperCase()}: ${describeSuite(suite)}`
		});
	if (regionOf(map, 'header.aad.length')) {
		const pairs: string[] = [];
		for (let i = 0; i < mostPairs && regionOf(map, `header.aad[${i}].key.length`); i++) {
			const key = regionOf(map, `header.aad[${i}].key`);
			const its = `header.aad[${i}].value`;
			// An empty value has no bytes, and so no region.
			const read = regionOf(map, its) === undefined || isRead(map, its);
			if (key && isRead(map, `${its}.length`) && read)
				pairs.push(`${key.value} = ${regionOf(map, its)?.value ?? ''}`);
		}
		const entries = Number(regionOf(map, 'header.aad.count')?.value ?? 0);
		if (entries > mostPairs && pairs.length === mostPairs)
			pairs.push(`and ${count(entries - mostPairs, 'more', 'more')}: see the fields below`);
		const cut = isRead(map, 'header.encryptedDataKeys.count') ? [] : [unread];
		lines.push({
			term: 'Encryption context',
			text: [...pairs, ...cut].join('\n') || 'none',
			code: pairs.length > 0
		});
	}
	const wrapped: Region[] = [];
	for (let i = 0; ; i++) {
		const path = `header.encryptedDataKeys[${i}].providerId`;
		if (!regionOf(map, `${path}.length`)) break;
		const provider = regionOf(map, path);
		if (provider) wrapped.push(provider);
	}
	if (wrapped.length > 0)
		lines.push({
			term: `Data key, wrapped ${wrapped.length === 1 ? 'once' : count(wrapped.length, 'time')} by`,
			text: [
				...wrapped.slice(0, mostHolders).map(({ path, value }) => {
					const info = regionOf(map, path.replace(/providerId$/, 'providerInfo'));
					if (!isRead(map, path)) return unread;
					return `${value}: ${info && isRead(map, info.path) ? valueOf(map.bytes, info) : unread}`;
				}),
				...(wrapped.length > mostHolders
					? [`and ${count(wrapped.length - mostHolders, 'more', 'more')}: see the fields below`]
					: [])
			].join('\n'),
			code: true
		});
	const { frames } = map.parts;
	const length = regionOf(map, 'header.frameLength')?.value;
	const block = regionOf(map, 'body.ciphertext');
	if (frames > 0)
		lines.push({
			term: 'Body',
			text: `${count(frames, 'frame')} of up to ${count(Number(length), 'byte')} of plaintext; ${count(plaintextLength(map), 'byte')} in all`
		});
	else if (block)
		lines.push({ term: 'Body', text: `not framed: one block of ${count(block.length, 'byte')}` });
	if (suite)
		lines.push({
			term: 'Signature',
			text: regionOf(map, 'footer.signature')
				? `${suite.signature ?? ''}, over every byte before it; its public key is in the context`
				: suite.signature
					? `${suite.signature}; what is here breaks off before it`
					: 'none: this suite does not sign'
		});
	return lines;
}

/** More than these stand in the list of fields alone. */
const mostPairs = 50;
const mostHolders = 6;

/** Stands for what a broken message does not say any more. */
const unread = '(broken off here)';

/** Whether a field is there as a whole: of the one in which a message breaks off, only the beginning is. */
function isRead(map: ByteMap, path: string): boolean {
	const region = regionOf(map, path);
	return region !== undefined && !(region.error && region.meaning.startsWith(beginning));
}
const beginning = 'The beginning of a field';

function plaintextLength({ regions, parts }: ByteMap): number {
	const { index, count: run } = regions.run;
	let sum = run * (regions.at(index + 2)?.length ?? 0);
	for (let frame = run; frame < parts.frames; frame++)
		sum += regions.at(regions.indexOf(`frames[${frame}].ciphertext`))?.length ?? 0;
	return sum;
}

function blobLines(map: ByteMap): SummaryLine[] {
	const simulated = regionOf(map, 'simulated');
	const sealed = regionOf(map, 'ciphertext');
	const lines: SummaryLine[] = [];
	if (sealed)
		lines.push({
			term: 'Holds',
			text: simulated
				? `${count(sealed.length, 'byte')} of ciphertext, so ${count(sealed.length, 'byte')} of plaintext`
				: `${count(Math.max(0, sealed.length - 27), 'byte')} of plaintext, if it is like the genuine ones that were looked at: a tag and 11 bytes of unknown meaning follow`
		});
	lines.push({
		term: 'Key',
		text: 'not named in a form that anyone but AWS KMS reads; Decrypt finds it by itself for symmetric keys'
	});
	if (simulated)
		lines.push({ term: 'Made by', text: 'the KMS in a page like this one; AWS cannot open it' });
	return lines;
}
