/** Readers for typed values of conditions. Each answers undefined for text that is no such value. */

const decimal = /^[+-]?\d+(?:\.\d+)?$/;

/** An integer or decimal (OPR). */
export function readNumber(text: string): number | undefined {
	return decimal.test(text) ? Number(text) : undefined;
}

const isoDate =
	/^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** ISO 8601 or seconds since 1970 (OPR), as milliseconds since 1970. Without a zone it is UTC. */
export function readDate(text: string): number | undefined {
	const parts = isoDate.exec(text);
	// Four digits alone are a year (ISO 8601), any other number is seconds.
	if (!parts) {
		const seconds = readNumber(text);
		return seconds === undefined ? undefined : seconds * 1000;
	}
	const [, year = '', month = '01', day = '01', time, zone] = parts;
	if (time === undefined && zone !== undefined) return undefined;
	if (time !== undefined && parts[3] === undefined) return undefined;
	const at = Date.parse(`${year}-${month}-${day}${time ?? 'T00:00'}${zone ?? 'Z'}`);
	return Number.isNaN(at) ? undefined : at;
}

/** `"true"` or `"false"` (OPR). */
export function readBool(text: string): boolean | undefined {
	return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** An IP address as its bytes, 4 or 16. */
export function readIp(text: string): readonly number[] | undefined {
	return text.includes(':') ? readIpv6(text) : readIpv4(text);
}

const decimalByte = /^(?:0|[1-9]\d{0,2})$/;

function readIpv4(text: string): number[] | undefined {
	const parts = text.split('.');
	if (parts.length !== 4 || !parts.every((part) => decimalByte.test(part))) return undefined;
	const bytes = parts.map(Number);
	return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

/** RFC 4291 section 2.2: eight groups of hexadecimal digits, one run of zero groups left out as `::`. */
function readIpv6(text: string): number[] | undefined {
	const halves = text.split('::');
	if (halves.length > 2) return undefined;
	const [head, tail] = halves.map(readGroups);
	if (!head || (halves.length === 2 && !tail)) return undefined;
	if (!tail) return head.length === 16 ? head : undefined;
	const missing = 16 - head.length - tail.length;
	return missing >= 2 ? [...head, ...new Array<number>(missing).fill(0), ...tail] : undefined;
}

function readGroups(text: string): number[] | undefined {
	if (text === '') return [];
	const groups = text.split(':');
	const bytes: number[] = [];
	for (const [at, group] of groups.entries()) {
		if (at === groups.length - 1 && group.includes('.')) {
			const last = readIpv4(group);
			if (!last) return undefined;
			bytes.push(...last);
			continue;
		}
		if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
		const value = Number.parseInt(group, 16);
		bytes.push(value >> 8, value & 0xff);
	}
	return bytes.length <= 16 ? bytes : undefined;
}

/** A block of addresses; without a prefix it is one address (IPv4 by OPR; for IPv6 unverified). */
export interface IpBlock {
	readonly address: readonly number[];
	readonly bits: number;
}

export function readIpBlock(text: string): IpBlock | undefined {
	const slash = text.indexOf('/');
	const address = readIp(slash < 0 ? text : text.slice(0, slash));
	if (!address) return undefined;
	const most = address.length * 8;
	if (slash < 0) return { address, bits: most };
	const prefix = text.slice(slash + 1);
	const bits = decimalByte.test(prefix) ? Number(prefix) : Infinity;
	return bits <= most ? { address, bits } : undefined;
}

/** IPv4 never matches IPv6 (OPR). */
export function inBlock(block: IpBlock, address: readonly number[]): boolean {
	if (block.address.length !== address.length) return false;
	return address.every((byte, at) => {
		const bits = Math.min(8, Math.max(0, block.bits - at * 8));
		const mask = (0xff << (8 - bits)) & 0xff;
		return (byte & mask) === ((block.address[at] ?? 0) & mask);
	});
}
