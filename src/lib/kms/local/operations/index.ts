import type { KmsOperation } from '../../client.ts';
import { createKey } from './create-key.ts';
import { decrypt } from './decrypt.ts';
import { describeKey } from './describe-key.ts';
import { encrypt } from './encrypt.ts';
import { generateDataKey, generateDataKeyWithoutPlaintext } from './generate-data-key.ts';
import { generateRandom } from './generate-random.ts';
import type { Handler } from './handler.ts';
import { disableKey, enableKey } from './key-state.ts';

/** Who carries out which operation. */
export const handlers: { readonly [Op in KmsOperation]: Handler<Op> } = {
	CreateKey: createKey,
	Decrypt: decrypt,
	DescribeKey: describeKey,
	DisableKey: disableKey,
	EnableKey: enableKey,
	Encrypt: encrypt,
	GenerateDataKey: generateDataKey,
	GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext,
	GenerateRandom: generateRandom
};

/** Operations that change a key. */
export const writes: readonly KmsOperation[] = ['CreateKey', 'DisableKey', 'EnableKey'];
