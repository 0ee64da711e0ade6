import { KmsError } from '../../errors.ts';
import { assertRoomForAlias, ownAlias } from '../aliases.ts';
import type { Operation } from './operation.ts';

export const createAlias: Operation<'CreateAlias'> = {
	readOnly: false,
	run(call, { AliasName, TargetKeyId }) {
		const { arn, name } = ownAlias(call, AliasName);
		// KPR: the right to the alias, and the right to the key.
		call.authorizeIam(arn);
		const key = call.key(TargetKeyId);
		call.assertState(key);
		if (call.world.aliases.has(arn))
			throw new KmsError('AlreadyExistsException', `An alias with the name ${arn} already exists`);
		assertRoomForAlias(call, key);
		const { region, accountId } = call;
		const created = call.world.now;
		call.world.touch({
			kind: 'alias',
			arn,
			name,
			region,
			accountId,
			created,
			updated: created,
			target: key.arn
		});
		return {};
	}
};
