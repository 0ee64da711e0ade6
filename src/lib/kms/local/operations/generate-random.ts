import { assertModelled, assertRange, required } from '../validate.ts';
import type { Handler } from './handler.ts';

export const generateRandom: Handler<'GenerateRandom'> = (call, input) => {
	assertModelled(input, 'CustomKeyStoreId', 'Recipient');
	const length = required('numberOfBytes', input.NumberOfBytes);
	assertRange('numberOfBytes', length, 1, 1024);
	return { Plaintext: call.world.random(length) };
};
