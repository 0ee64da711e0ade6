/** A call as the samples see it. The engine's `Exchange` is one. */
export interface SampledCall {
	/** As the API names it: `GenerateDataKey`. */
	operation: string;
	/** The input as in @aws-sdk/client-kms: bytes as Uint8Array, times as Date. */
	request: object;
	/** Missing while it is awaited, and where the service refused. */
	response?: object | undefined;
	/** The error's name and its own text. */
	refusal?: { name: string; message: string } | undefined;
	/** What the audit trail noted of it: the Region and the id of the request. */
	event?: { awsRegion: string; requestID: string } | undefined;
	/** A KMS of the user's own that was called. */
	own?: { region: string; endpoint: string | undefined } | undefined;
	/** By which id that one knows the request. */
	measured?: { requestId?: string } | undefined;
}

/** Where a call goes: as the trail noted it, or as an ARN in the request says; AWS's own default if neither. */
export function regionOf({ request, event, own }: SampledCall): string {
	if (own) return own.region;
	if (event) return event.awsRegion;
	for (const value of Object.values(request)) {
		const region = typeof value === 'string' && /^arn:aws[\w-]*:kms:([\w-]+):/.exec(value)?.[1];
		if (region) return region;
	}
	return 'us-east-1';
}

/** The members of a request that are there, in their order. */
export function membersOf(request: object): [name: string, value: unknown][] {
	return Object.entries(request).filter(([, value]) => value !== undefined && value !== null);
}

/**
 * The API's name of an operation or member in another spelling, word by word: `GenerateDataKey` is
 * `generate-data-key` for the CLI and `generate_data_key` for Python. The rule is botocore's.
 */
export function spelled(name: string, separator: '-' | '_'): string {
	return name
		.replace(/(.)([A-Z][a-z]+)/g, `$1${separator}$2`)
		.replace(/([a-z0-9])([A-Z])/g, `$1${separator}$2`)
		.toLowerCase();
}

/** Bytes that are plain text: shown as such they say more than base64. */
export function plainText(bytes: Uint8Array): string | undefined {
	if (bytes.some((byte) => byte < 0x20 || byte > 0x7e)) return undefined;
	return String.fromCharCode(...bytes);
}

const escapes: Readonly<Record<string, string>> = {
	'\n': String.raw`\n`,
	'\r': String.raw`\r`,
	'\t': String.raw`\t`,
	'\\': String.raw`\\`,
	"'": String.raw`\'`
};

/**
 * A text in single quotes, in the escapes that JavaScript and Python share: nothing in it can end
 * the literal, and no invisible character stands in the code as it is.
 */
export function quoted(text: string): string {
	const inside = text.replace(/['\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
		const known = escapes[character];
		if (known) return known;
		// Both languages read \x and \u; beyond them they part ways, and none of those is needed escaped.
		const code = character.codePointAt(0) ?? 0;
		if (code > 0xffff) return character;
		return code > 0xff
			? `\\u${code.toString(16).padStart(4, '0')}`
			: `\\x${code.toString(16).padStart(2, '0')}`;
	});
	return `'${inside}'`;
}
