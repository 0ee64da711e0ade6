import { cachingMaterials, encrypt, kmsKeyring } from '#lib/envelope/index.ts';
import { code, say, text } from '../html.ts';
import { freshKms, newKey, secretOf } from '../kms.ts';
import { between, pick } from '../template.ts';
import type { Made, Random, Template } from '../template.ts';

async function make(random: Random): Promise<Made> {
	const kms = freshKms();
	const generatorKeyId = await newKey(kms);
	const maxMessages = pick(random, [4, 5, 8, 10]);
	const tenants = pick(random, [1, 1, 2, 3]);
	const each = between(random, 2, 4) * maxMessages + between(random, 1, maxMessages - 1);
	const messages = each * tenants;
	const keyring = cachingMaterials({
		keyring: kmsKeyring({ client: kms, generatorKeyId }),
		maxAge: 3_600_000,
		maxMessages,
		clock: kms.clock
	});
	const before = kms.events.length;
	for (let index = 0; index < messages; index++)
		await encrypt(secretOf(32), {
			keyring,
			encryptionContext: { tenant: `T${index % tenants}` }
		});
	const right = kms.events
		.slice(before)
		.filter(({ eventName }) => eventName === 'GenerateDataKey').length;
	const counts = [
		...new Set([
			right,
			messages,
			tenants,
			Math.ceil(messages / maxMessages),
			Math.floor(each / maxMessages) * tenants,
			right + 1
		])
	].slice(0, 4);
	return {
		type: 'single',
		stem: say`An application seals ${text(messages)} short messages with the AWS Encryption SDK within a minute, ${
			tenants === 1
				? say`all with the same encryption context`
				: say`in turn for ${text(tenants)} tenants, each with an encryption context of its own`
		}. Its caching materials manager has a maximum age of one hour and lets a data key seal ${text(maxMessages)} messages. How many ${code('GenerateDataKey')} calls does KMS see?`,
		options: counts.map((count) => ({
			text: say`${text(count)}`,
			correct: count === right,
			why:
				count === right
					? say`A cached data key serves one context and ${text(maxMessages)} messages: ${text(each)} messages ${tenants === 1 ? say`` : say`of each tenant `}take ${text(Math.ceil(each / maxMessages))} data keys${tenants === 1 ? say`` : say`, for ${text(tenants)} tenants ${text(right)}`}.`
					: count === messages
						? say`That is one call for each message, as without a cache.`
						: count === tenants
							? say`That would be one data key for each context, without the limit of ${text(maxMessages)} messages.`
							: count === Math.ceil(messages / maxMessages)
								? say`That counts all tenants together. Materials cached for one context never serve another.`
								: count < right
									? say`The messages beyond the last full ${text(maxMessages)} need a data key as well.`
									: say`A data key that the last messages do not use up is not asked for twice.`
		})),
		hints: [say`First ask for how many contexts there are data keys, then how far one goes.`]
	};
}

export const cachedCalls: Template = {
	id: 'drill-cached-calls',
	version: 1,
	title: 'KMS calls behind a data key cache',
	module: '03-envelope-encryption',
	types: ['single'],
	difficulty: 3,
	facts: ['cache-limits'],
	exam: ['SCS-C03/5.2'],
	make
};
