import { encodeBase64, encodeHex } from '#lib/crypto/index.ts';
import { KmsError } from '../../errors.ts';
import { grantKeys, hasTerms, mostGrants, spreadsAt, termsOf } from '../grants.ts';
import { accountArn } from '../names.ts';
import type { Operation } from './operation.ts';

export const createGrant: Operation<'CreateGrant'> = {
	readOnly: false,
	run(call, input) {
		const { KeyId, GrantTokens, Operations, Constraints } = input;
		// The shape of the grant depends on the key's kind, the caller's right on the grant.
		const key = call.find(KeyId).key;
		const terms = termsOf(key, input);
		call.authorizeKey(key, {
			grantTokens: GrantTokens,
			newGrant: { Operations: Operations ?? [], Constraints },
			...grantKeys(call, terms)
		});
		call.assertState(key);

		const { random, faults } = call.world.parts;
		const token = encodeBase64(random(96));
		const known =
			terms.name === undefined ? undefined : key.grants.find((grant) => hasTerms(grant, terms));
		if (!known && key.grants.length >= mostGrants)
			throw new KmsError('LimitExceededException', `${key.arn} has ${mostGrants} grants already.`);
		call.assertNotDryRun(input);
		if (known) known.tokens.push(token);
		const grant = known ?? {
			...terms,
			id: encodeHex(random(32)),
			created: call.world.now,
			issuingAccount: accountArn(call.accountId),
			tokens: [token],
			spreads: spreadsAt(call.world.now, faults.active)
		};
		if (!known) key.grants.push(grant);
		call.world.touch(key);
		return { GrantId: grant.id, GrantToken: token };
	}
};
