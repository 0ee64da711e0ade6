import { required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const untagResource: Operation<'UntagResource'> = {
	readOnly: false,
	run(call, { KeyId, TagKeys }) {
		const removed = required('tagKeys', TagKeys);
		const key = call.key(KeyId, { context: { 'aws:TagKeys': removed } });
		call.assertState(key);
		// A key that is not there is no error [M].
		key.tags = key.tags.filter(({ TagKey = '' }) => !removed.includes(TagKey));
		call.world.touch(key);
		return {};
	}
};
