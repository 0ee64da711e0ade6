/** `1 byte`, `57 bytes`, `1,000,000 bytes`. */
export function sizeText(bytes: number): string {
	return bytes === 1 ? '1 byte' : `${bytes.toLocaleString('en-US')} bytes`;
}

/** `purpose = payroll, month = 2026-11`, or a word for none. */
export function contextText(context: Readonly<Record<string, string>>, separator = ', '): string {
	const pairs = Object.entries(context).map(([key, value]) => `${key} = ${value}`);
	return pairs.length > 0 ? pairs.join(separator) : 'none';
}

/** `arn:aws:kms:eu-central-1:111122223333:key/1234abcd-…` as `key/1234abcd-…` */
export function shortArn(arn: string): string {
	return arn.replace(/^.*:(key\/[0-9a-f]{8}-).*$/, '$1…');
}

/** This moment in ISO 8601, UTC. */
export const now = (): string => new Date().toISOString();
