import { assertModelled, assertRange, required } from '../validate.ts';
import type { Operation } from './operation.ts';

export const generateRandom: Operation<'GenerateRandom'> = {
	readOnly: true,
	run(call, input) {
		assertModelled(input, 'CustomKeyStoreId', 'Recipient');
		const length = required('numberOfBytes', input.NumberOfBytes);
		assertRange('numberOfBytes', length, 1, 1024);
		call.authorizeIam();
		return { Plaintext: call.world.parts.random(length) };
	}
};
