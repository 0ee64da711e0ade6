/** The ways in which an object of this bucket can be encrypted. */
export type Kind = 'sse-s3' | 'sse-kms' | 'bucket-key' | 'dsse' | 'sse-c' | 'client-side';

interface About {
	label: string;
	/** What HeadObject says of it. */
	head: string;
	/** Calls to AWS KMS to write so many objects, and as many to read each once. */
	calls: 'none' | 'each' | 'now-and-then';
	/** In whose name they are. */
	asks: string;
}

export const kinds: Readonly<Record<Kind, About>> = {
	'sse-s3': { label: 'SSE-S3', head: 'AES256', calls: 'none', asks: 'nobody' },
	'sse-kms': { label: 'SSE-KMS', head: 'aws:kms', calls: 'each', asks: 'S3, in your name' },
	'bucket-key': {
		label: 'SSE-KMS, Bucket Key',
		head: 'aws:kms, BucketKeyEnabled',
		calls: 'now-and-then',
		asks: 'S3, in your name'
	},
	dsse: { label: 'DSSE-KMS', head: 'aws:kms:dsse', calls: 'each', asks: 'S3, in your name' },
	'sse-c': {
		label: 'SSE-C',
		head: 'SSECustomerAlgorithm AES256',
		calls: 'none',
		asks: 'nobody'
	},
	'client-side': {
		label: 'client-side',
		head: 'AES256, of what was encrypted before',
		calls: 'each',
		asks: 'you'
	}
};

export const kindIds = Object.keys(kinds) as Kind[];

export function isKind(value: string): value is Kind {
	return Object.hasOwn(kinds, value);
}
