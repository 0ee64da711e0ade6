import { assertAlike, assertRoomForAlias, existingAlias } from '../aliases.ts';
import type { Operation } from './operation.ts';

export const updateAlias: Operation<'UpdateAlias'> = {
	readOnly: false,
	run(call, { AliasName, TargetKeyId }) {
		const alias = existingAlias(call, AliasName);
		// KPR: the right to the alias, to the key it leaves and to the key it gets (V13).
		call.authorizeIam(alias.arn);
		const before = call.key(alias.target);
		const after = call.key(TargetKeyId);
		// The key it leaves may be in any state.
		call.assertState(after);
		assertAlike(before, after);
		if (before !== after) assertRoomForAlias(call, after);
		alias.target = after.arn;
		alias.updated = call.world.now;
		call.world.touch(alias);
		return {};
	}
};
