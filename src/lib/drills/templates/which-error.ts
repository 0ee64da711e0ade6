import type { Html } from '#lib/content/index.ts';
import type { KmsErrorName, LocalKms } from '#lib/kms/index.ts';
import { code, say, text } from '../html.ts';
import { answerOf, freshKms, newKey, sealed, secretOf } from '../kms.ts';
import { pick, sample } from '../template.ts';
import type { Made, Random, Template } from '../template.ts';

interface Situation {
	/** The story, as the end of "…". */
	told: Html;
	/** The same in a few words: "It says that …". */
	is: Html;
	/** And for an option that is wrong here: "That would be the answer if …". */
	were: Html;
	/** What helps. */
	remedy: Html;
	run(kms: LocalKms): Promise<KmsErrorName | undefined>;
}

const stranger = {
	arn: 'arn:aws:iam::111122223333:user/Marta',
	accountId: '111122223333',
	kind: 'user'
} as const;

const situations: readonly Situation[] = [
	{
		told: say`${code('Encrypt')} under a symmetric key, with a certificate bundle of ${text(4500)} bytes`,
		is: say`the plaintext is too large for the operation`,
		were: say`the plaintext were too large for the operation`,
		remedy: say`Data of that size is sealed with a data key.`,
		run: async (kms) =>
			(await answerOf(kms, 'Encrypt', { KeyId: await newKey(kms), Plaintext: secretOf(4500) }))
				.error
	},
	{
		told: say`${code('Decrypt')} with an encryption context that lacks one of the pairs used by ${code('Encrypt')}`,
		is: say`the encryption context or the ciphertext does not match`,
		were: say`the encryption context or the ciphertext did not match`,
		remedy: say`The context is authenticated with the ciphertext, so all of its pairs have to come back.`,
		run: async (kms) => {
			const KeyId = await newKey(kms);
			const CiphertextBlob = await sealed(kms, KeyId, { tenant: 'orchid', year: '2026' });
			return (
				await answerOf(kms, 'Decrypt', { CiphertextBlob, EncryptionContext: { tenant: 'orchid' } })
			).error;
		}
	},
	{
		told: say`${code('Decrypt')} for a ciphertext whose KMS key was disabled this morning`,
		is: say`the key is disabled`,
		were: say`the key were disabled`,
		remedy: say`${code('EnableKey')} is all it takes; nothing was lost.`,
		run: async (kms) => {
			const KeyId = await newKey(kms);
			const CiphertextBlob = await sealed(kms, KeyId);
			await kms.send('DisableKey', { KeyId });
			return (await answerOf(kms, 'Decrypt', { CiphertextBlob })).error;
		}
	},
	{
		told: say`${code('Encrypt')} under a key of spec ${code('ECC_NIST_P256')}`,
		is: say`the operation does not fit the usage of the key`,
		were: say`the operation did not fit the usage of the key`,
		remedy: say`The usage of a key is fixed when it is made; this takes another key.`,
		run: async (kms) => {
			const KeyId = await newKey(kms, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
			return (await answerOf(kms, 'Encrypt', { KeyId, Plaintext: secretOf(16) })).error;
		}
	},
	{
		told: say`${code('GenerateDataKey')} for ${code('alias/reports')}, an alias that nobody has made`,
		is: say`no such key or alias exists`,
		were: say`no such key or alias existed`,
		remedy: say`Region and spelling of the alias are the first things to look at.`,
		run: async (kms) =>
			(
				await answerOf(kms, 'GenerateDataKey', {
					KeyId: 'alias/reports',
					KeySpec: 'AES_256'
				})
			).error
	},
	{
		told: say`${code('Decrypt')} with the ${code('KeyId')} of one symmetric key, for a ciphertext made under another`,
		is: say`the ${code('KeyId')} names another key than the one that sealed it`,
		were: say`the ${code('KeyId')} named another key than the one that sealed it`,
		remedy: say`The ciphertext names its key. A ${code('KeyId')} beside it is a demand, and here it is not met.`,
		run: async (kms) => {
			const CiphertextBlob = await sealed(kms, await newKey(kms));
			return (await answerOf(kms, 'Decrypt', { CiphertextBlob, KeyId: await newKey(kms) })).error;
		}
	},
	{
		told: say`${code('Decrypt')} by an IAM user whom no policy and no grant allows it`,
		is: say`the caller has no permission`,
		were: say`the caller had no permission`,
		remedy: say`Key policy, IAM policies and grants are where to look, in that order.`,
		run: async (kms) => {
			const CiphertextBlob = await sealed(kms, await newKey(kms));
			return (await answerOf(kms.as(stranger), 'Decrypt', { CiphertextBlob })).error;
		}
	},
	{
		told: say`${code('EnableKeyRotation')} for a key of spec ${code('ECC_NIST_P256')}`,
		is: say`this kind of key cannot do what was asked`,
		were: say`this kind of key could not do what was asked`,
		remedy: say`Automatic rotation is for symmetric encryption keys with material from KMS.`,
		run: async (kms) => {
			const KeyId = await newKey(kms, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
			return (await answerOf(kms, 'EnableKeyRotation', { KeyId })).error;
		}
	},
	{
		told: say`the tenth thousand of ${code('Decrypt')} calls in one second, in a Region whose quota is used up`,
		is: say`too many requests come in a second`,
		were: say`too many requests came in a second`,
		remedy: say`Waiting and trying again helps at once, caching data keys in the long run.`,
		run: async (kms) => {
			const CiphertextBlob = await sealed(kms, await newKey(kms));
			const lift = kms.faults.inject({ name: 'ThrottlingException', times: 1 });
			const { error } = await answerOf(kms, 'Decrypt', { CiphertextBlob });
			lift();
			return error;
		}
	}
];

async function make(random: Random): Promise<Made> {
	const right = pick(random, situations);
	const chosen = [
		right,
		...sample(
			random,
			situations.filter((other) => other !== right),
			3
		)
	];
	const answers = await Promise.all(
		chosen.map(async (situation) => ({ situation, error: await situation.run(freshKms()) }))
	);
	return {
		type: 'single',
		stem: say`A program sends this to AWS KMS: ${right.told}. Which error comes back?`,
		options: answers.map(({ situation, error }) => {
			if (!error) throw new Error('A situation that should be refused was not.');
			return {
				text: code(error),
				correct: situation === right,
				why:
					situation === right
						? say`It says that ${situation.is}. ${situation.remedy}`
						: say`That would be the answer if ${situation.were}.`
			};
		}),
		hints: [say`Is it the request, the key or the caller that is at fault?`]
	};
}

export const whichError: Template = {
	id: 'drill-which-error',
	version: 1,
	title: 'Which error comes back',
	module: '03-envelope-encryption',
	types: ['single'],
	difficulty: 2,
	facts: [
		'invalid-ciphertext-error',
		'incorrect-key-error',
		'disabled-key-error',
		'wrong-usage-error'
	],
	exam: ['SCS-C03/5.2', 'DVA-C02/2.2', 'DVA-C03/2.2'],
	twins: 'decrypt-errors',
	make
};
