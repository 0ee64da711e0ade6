/** Credentials out of whatever text somebody has them in. Nothing here keeps or says them again. */
import type { AwsCredentials } from '#lib/kms/aws/index.ts';

/** Names of the same thing in the forms that AWS's tools write. */
const members: Readonly<Record<string, 'id' | 'secret' | 'token' | 'ends' | 'region'>> = {
	accesskeyid: 'id',
	awsaccesskeyid: 'id',
	secretaccesskey: 'secret',
	awssecretaccesskey: 'secret',
	sessiontoken: 'token',
	awssessiontoken: 'token',
	awssecuritytoken: 'token',
	expiration: 'ends',
	awscredentialexpiration: 'ends',
	xsecuritytokenexpires: 'ends',
	awsregion: 'region',
	awsdefaultregion: 'region',
	region: 'region'
};

export interface Pasted {
	credentials: AwsCredentials;
	/** Where the text names one. */
	region?: string;
}

/**
 * Reads the output of `aws configure export-credentials` in any of its formats (process, env,
 * env-no-export, powershell, windows-cmd), the answer of STS, or a profile of a credentials file.
 * @returns what it found, or a sentence without any of the text in it
 */
export function readCredentials(text: string): Pasted | { problem: string } {
	const found: Partial<Record<'id' | 'secret' | 'token' | 'ends' | 'region', string>> = {};
	const pairs = text.trim().startsWith('{') ? pairsOfJson(text) : pairsOfLines(text);
	if (!pairs)
		return { problem: 'This begins like JSON and does not end like it. Copy the whole output.' };
	for (const [name, value] of pairs) {
		const member = members[name.toLowerCase().replace(/[^a-z]/g, '')];
		if (!member) continue;
		if (member === 'id' && found.id !== undefined && found.id !== value)
			return { problem: 'There are several profiles in this text. Paste only the one you want.' };
		found[member] = value;
	}
	const credentials: AwsCredentials = {
		accessKeyId: found.id ?? '',
		secretAccessKey: found.secret ?? '',
		...(found.token ? { sessionToken: found.token } : {})
	};
	const problem = problemOfCredentials(credentials);
	if (problem) return { problem };
	const ends = found.ends ? new Date(found.ends) : undefined;
	if (ends && !Number.isNaN(ends.getTime())) credentials.expiration = ends;
	return { credentials, ...(found.region ? { region: found.region } : {}) };
}

/** What is missing or malformed, in a sentence that repeats none of it. */
export function problemOfCredentials({
	accessKeyId,
	secretAccessKey,
	sessionToken
}: AwsCredentials): string | undefined {
	if (!accessKeyId) return 'There is no access key ID. It begins with ASIA or AKIA.';
	if (!secretAccessKey) return 'There is an access key ID, but no secret access key.';
	if (!/^\w{3,128}$/.test(accessKeyId))
		return 'The access key ID has characters that none has: it is letters and digits only.';
	// Headers carry them, and take neither spaces nor line breaks in the middle.
	if (!/^[\x21-\x7e]+$/.test(secretAccessKey + (sessionToken ?? '')))
		return 'The secret key or the token has a space, a line break or a character that none has. Copy it once more, whole.';
	if (accessKeyId.startsWith('ASIA') && !sessionToken)
		return 'This access key is a temporary one (ASIA…), so it needs its session token too.';
	return undefined;
}

function pairsOfJson(text: string): [string, string][] | undefined {
	try {
		const parsed = JSON.parse(text) as Record<string, unknown>;
		// `aws sts assume-role` wraps them in a member of this name.
		const inner = (parsed.Credentials ?? parsed) as Record<string, unknown>;
		return Object.entries(inner).flatMap(([name, value]) =>
			typeof value === 'string' ? [[name, value] as [string, string]] : []
		);
	} catch {
		return undefined;
	}
}

function pairsOfLines(text: string): [string, string][] {
	return text.split(/\r?\n/).flatMap((line) => {
		const match =
			/^\s*(?:export\s+|set\s+|\$env:)?([A-Za-z_]\w*)\s*=\s*(?:"([^"]*)"|'([^']*)'|(.*?))\s*;?\s*$/i.exec(
				line
			);
		if (!match?.[1]) return [];
		return [[match[1], match[2] ?? match[3] ?? match[4] ?? ''] as [string, string]];
	});
}
