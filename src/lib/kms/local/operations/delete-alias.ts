import { existingAlias } from '../aliases.ts';
import type { Operation } from './operation.ts';

export const deleteAlias: Operation<'DeleteAlias'> = {
	readOnly: false,
	run(call, { AliasName }) {
		const alias = existingAlias(call, AliasName);
		call.authorizeIam(alias.arn);
		call.key(alias.target);
		call.world.remove(alias);
		return {};
	}
};
