import type {
	ChoiceQuestion,
	FactView,
	Html,
	MatchingQuestion,
	OrderingQuestion
} from '#lib/content/index.ts';

const html = (text: string) => text as Html;

const fact: FactView = {
	id: 'encrypt-limit',
	statement: 'With a symmetric KMS key, Encrypt takes up to 4,096 bytes of plaintext.',
	value: '4,096 bytes',
	source: {
		title: 'AWS KMS API Reference, Encrypt',
		url: 'https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html'
	},
	checked: '2026-08-07',
	confidence: 'documented',
	replaces: { claim: 'less than 4 KB' }
};

const shared = {
	module: '03-envelope-encryption',
	facts: [fact],
	exam: [],
	difficulty: 1 as const,
	hints: []
};

const option = (text: string, correct: boolean, why: string) => ({
	text: html(text),
	correct,
	why: html(why)
});

export const single: ChoiceQuestion = {
	...shared,
	id: 'big-document',
	type: 'single',
	stem: html('A service encrypts 25 MB documents under a KMS key. What should it call?'),
	options: [
		option('<code>GenerateDataKey</code>, then encrypt locally', true, 'One call a document.'),
		{
			...option('<code>Encrypt</code> with the document', false, 'It takes at most 4,096 bytes.'),
			misconception: {
				id: 'kms-encrypts-files',
				belief: html('KMS encrypts files of any size.'),
				answer: html('It takes 4,096 bytes; larger data needs a data key.'),
				facts: [fact]
			}
		},
		option('<code>Encrypt</code> in parts', false, 'It works, with 6,104 calls.'),
		option('<code>CreateKey</code> a document', false, 'It still encrypts nothing.')
	],
	hints: [html('How large may the plaintext be?'), html('Which key does the work?')]
};

export const multiple: ChoiceQuestion = {
	...shared,
	id: 'what-is-stored',
	type: 'multiple',
	stem: html('Which two are stored? (Choose two.)'),
	options: [
		option('The ciphertext', true, 'It is the document now.'),
		option('The wrapped data key', true, 'Without it nobody can open the ciphertext.'),
		option('The plaintext data key', false, 'It must be erased.'),
		option('The KMS key', false, 'It never leaves the HSM.'),
		option('The plaintext', false, 'That is what is protected.')
	]
};

export const ordering: OrderingQuestion = {
	...shared,
	id: 'steps-of-encryption',
	type: 'ordering',
	stem: html('Put the steps of envelope encryption in order.'),
	items: [
		option('Call GenerateDataKey', true, 'First there must be a data key.'),
		option('Encrypt the document', true, 'With the plaintext data key.'),
		option('Erase the plaintext data key', true, 'It is not needed any more.'),
		option('Send the document to AWS KMS', false, 'KMS never sees the document.')
	]
};

export const matching: MatchingQuestion = {
	...shared,
	id: 'who-holds-what',
	type: 'matching',
	stem: html('Match each thing with the place it is kept.'),
	prompts: [
		{ text: html('KMS key'), response: 0, why: html('It never leaves.') },
		{ text: html('Wrapped data key'), response: 1, why: html('It travels with the data.') },
		{ text: html('Ciphertext'), response: 1, why: html('It is the stored object.') }
	],
	responses: [html('HSM'), html('Storage'), html('Nowhere')]
};

/** The second question of a case. */
export const inCase: ChoiceQuestion = {
	...single,
	id: 'payroll-archive-2',
	case: {
		id: 'payroll-archive',
		scenario: html('<p>A company archives its payroll.</p>'),
		position: 2,
		count: 3
	}
};
