/** What a message is, in a few lines that stand above its bytes. */
import { describeSuite, suites } from '#lib/envelope/index.ts';
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
		const pairs = map.regions.flatMap(({ path, value }) => {
			if (!path.startsWith('header.aad[') || !path.endsWith('].key')) return [];
			const its = path.replace(/key$/, 'value');
			return isRead(map, `${its}.length`) && (regionOf(map, its) === undefined || isRead(map, its))
				? [`${value} = ${regionOf(map, its)?.value ?? ''}`]
				: [];
		});
		const cut = isRead(map, 'header.encryptedDataKeys.count') ? [] : [unread];
		lines.push({
			term: 'Encryption context',
			text: [...pairs, ...cut].join('\n') || 'none',
			code: pairs.length > 0
		});
	}
	const wrapped = map.regions.filter(({ path }) =>
		/^header\.encryptedDataKeys\[\d+\]\.providerId$/.test(path)
	);
	if (wrapped.length > 0)
		lines.push({
			term: `Data key, wrapped ${wrapped.length === 1 ? 'once' : count(wrapped.length, 'time')} by`,
			text: wrapped
				.slice(0, 6)
				.map(({ path, value }) => {
					const info = regionOf(map, path.replace(/providerId$/, 'providerInfo'));
					if (!isRead(map, path)) return unread;
					return `${value}: ${info && isRead(map, info.path) ? valueOf(map.bytes, info) : unread}`;
				})
				.join('\n'),
			code: true
		});
	const frames = map.parts.filter(({ id: part }) => part.startsWith('frames[')).length;
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

/** Stands for what a broken message does not say any more. */
const unread = '(broken off here)';

/** Whether a field is there as a whole: of the one in which a message breaks off, only the beginning is. */
function isRead(map: ByteMap, path: string): boolean {
	const region = regionOf(map, path);
	return region !== undefined && !(region.error && region.meaning.startsWith(beginning));
}
const beginning = 'The beginning of a field';

function plaintextLength({ regions }: ByteMap): number {
	return regions.reduce(
		(sum, { path, length }) =>
			path.startsWith('frames[') && path.endsWith('.ciphertext') ? sum + length : sum,
		0
	);
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
