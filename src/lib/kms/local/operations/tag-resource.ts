import { tagKeys, withTags } from '../tags.ts';
import { required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const tagResource: Operation<'TagResource'> = {
	readOnly: false,
	run(call, { KeyId, Tags }) {
		const added = required('tags', Tags);
		const key = call.key(KeyId, { context: tagKeys(added) });
		call.assertState(key);
		key.tags = withTags(key.tags, added);
		call.world.touch(key);
		return {};
	}
};
