import type { Reader } from '../../stage/types.ts';

/** Who could read the document, derived from what is where. */
export function readersOf(has: {
	document: boolean;
	dataKey: boolean;
	sealed: boolean;
	stored: boolean;
}): Reader[] {
	return [application(has), kms(has), storage(has), ...(has.stored ? [permitted] : [])];
}

function application(has: { document: boolean; dataKey: boolean; sealed: boolean }): Reader {
	const who = 'Your application';
	if (has.document) {
		const also = has.dataKey && has.sealed ? ', and the data key as well' : '';
		return { who, can: 'yes', why: `It holds the document in memory${also}.` };
	}
	if (has.dataKey && has.sealed)
		return { who, can: 'yes', why: 'It holds the data key and the ciphertext.' };
	return {
		who,
		can: 'no',
		why: has.sealed
			? 'It holds a ciphertext and a wrapped key. Without AWS KMS neither opens.'
			: 'It holds neither document nor data key.'
	};
}

function kms(has: { stored: boolean }): Reader {
	return {
		who: 'AWS KMS',
		can: 'no',
		why: has.stored
			? 'It opens the data key, and never gets the ciphertext.'
			: 'The document is never sent to it.'
	};
}

function storage(has: { stored: boolean }): Reader {
	return {
		who: 'Storage, and whoever copies it',
		can: 'no',
		why: has.stored
			? 'The key beside the ciphertext is wrapped. The KMS key that opens it is not here.'
			: 'Nothing has been stored yet.'
	};
}

const permitted: Reader = {
	who: 'Anyone allowed both',
	can: 'with-permission',
	why: 'Who may read the object and call Decrypt with this KMS key and context can do what follows here. AWS CloudTrail would record the call.'
};
