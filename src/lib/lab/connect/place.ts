/** Where a KMS is, and which key of it: what somebody typed, checked before anything is sent. */
export interface Typed {
	at: 'aws' | 'endpoint';
	region: string;
	endpoint: string;
	keyIds: readonly string[];
}

export interface Checked {
	region: string;
	endpoint: string | undefined;
	keyIds: string[];
	/** Where requests go. */
	address: string;
}

/** The domains of AWS's partitions, by how the codes of their Regions begin. */
const domains: readonly (readonly [start: string, domain: string])[] = [
	['cn-', 'amazonaws.com.cn'],
	['eu-isoe-', 'cloud.adc-e.uk'],
	['eusc-', 'amazonaws.eu'],
	['us-iso-', 'c2s.ic.gov'],
	['us-isob-', 'sc2s.sgov.gov'],
	['us-isof-', 'csp.hci.ic.gov']
];

function domainOf(region: string): string {
	return domains.find(([start]) => region.startsWith(start))?.[1] ?? 'amazonaws.com';
}

/** @returns what to call, or a sentence about what is wrong with it */
export function checkPlace({ at, region, endpoint, keyIds }: Typed): Checked | { problem: string } {
	const where = region.trim();
	if (!/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(where))
		return { problem: 'Give the Region by its code: eu-central-1, for example.' };
	const ids = keyIds.map((id) => id.trim()).filter((id) => id !== '');
	if (ids.length === 0) return { problem: 'Say which key: its ID, its ARN, or alias/NAME.' };
	for (const id of ids) {
		const itsRegion = /^arn:[\w-]+:kms:([\w-]+):/.exec(id)?.[1];
		if (itsRegion && itsRegion !== where)
			return {
				problem: `The key is one of ${itsRegion}, and the Region here is ${where}. Nothing was sent. Choose the Region of the key.`
			};
	}
	if (at === 'aws') {
		const address = `https://kms.${where}.${domainOf(where)}`;
		return { region: where, endpoint: undefined, keyIds: ids, address };
	}
	const url = URL.parse(endpoint.trim());
	if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
		return { problem: 'Give the endpoint as an address: http://localhost:4599, for example.' };
	const address = url.href.replace(/\/$/, '');
	return { region: where, endpoint: address, keyIds: ids, address };
}
