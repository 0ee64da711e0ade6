/** Programs with AWS's own SDK that open a file that was locked here. Key material is never in them. */
import type { OaepHash } from '#lib/crypto/index.ts';

export interface Program {
	id: 'javascript' | 'python' | 'cli';
	title: string;
	/** What to install, in one line. */
	install: string;
	code: string;
}

type Lock =
	| { kind: 'aes'; namespace: string; name: string; bits: number }
	| { kind: 'rsa'; namespace: string; name: string; hash: OaepHash }
	| { kind: 'kms'; keyArn: string };

interface Names {
	/** The locked file. */
	locked: string;
	/** Where the plaintext goes. */
	opened: string;
}

const js = (text: string) => JSON.stringify(text);
/** A string of Python: JSON's escapes are among its own. */
const py = (text: string) => JSON.stringify(text);
/** A word of a POSIX shell. */
const sh = (text: string) =>
	/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

const pythonHashes: Record<OaepHash, string> = {
	'SHA-1': 'OAEP_SHA1_MGF1',
	'SHA-256': 'OAEP_SHA256_MGF1',
	'SHA-384': 'OAEP_SHA384_MGF1',
	'SHA-512': 'OAEP_SHA512_MGF1'
};

/**
 * Short programs that open the file. The raw key stays in a file of its own: `key.bin` for AES,
 * `private.pem` for RSA.
 */
export function programsFor(lock: Lock, names: Names): Program[] {
	return lock.kind === 'kms'
		? [commandLine(lock.keyArn, names)]
		: [javascript(lock, names), python(lock, names)];
}

function javascript(lock: Exclude<Lock, { kind: 'kms' }>, { locked, opened }: Names): Program {
	const aes = lock.kind === 'aes';
	const keyring = aes
		? `new RawAesKeyringNode({
	keyNamespace: ${js(lock.namespace)},
	keyName: ${js(lock.name)},
	unencryptedMasterKey: new Uint8Array(readFileSync('key.bin')),
	wrappingSuite: RawAesWrappingSuiteIdentifier.AES${lock.bits}_GCM_IV12_TAG16_NO_PADDING,
	utf8Sorting: true
})`
		: `new RawRsaKeyringNode({
	keyNamespace: ${js(lock.namespace)},
	keyName: ${js(lock.name)},
	rsaKey: { privateKey: readFileSync('private.pem', 'utf8') },
	oaepHash: ${js(lock.hash.replace('-', '').toLowerCase())}
})`;
	const names = aes ? 'RawAesKeyringNode, RawAesWrappingSuiteIdentifier' : 'RawRsaKeyringNode';
	return {
		id: 'javascript',
		title: 'JavaScript',
		install: 'npm install @aws-crypto/client-node',
		code: `const { readFileSync, writeFileSync } = require('node:fs');
const { buildClient, CommitmentPolicy, ${names} } = require('@aws-crypto/client-node');

const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
const keyring = ${keyring};

decrypt(keyring, readFileSync(${js(locked)})).then(({ plaintext }) => {
	writeFileSync(${js(opened)}, plaintext);
});
`
	};
}

function python(lock: Exclude<Lock, { kind: 'kms' }>, { locked, opened }: Names): Program {
	const aes = lock.kind === 'aes';
	const models = aes
		? 'AesWrappingAlg, CreateRawAesKeyringInput'
		: 'CreateRawRsaKeyringInput, PaddingScheme';
	const keyring = aes
		? `providers.create_raw_aes_keyring(
    input=CreateRawAesKeyringInput(
        key_namespace=${py(lock.namespace)},
        key_name=${py(lock.name)},
        wrapping_key=open("key.bin", "rb").read(),
        wrapping_alg=AesWrappingAlg.ALG_AES${lock.bits}_GCM_IV12_TAG16,
    )
)`
		: `providers.create_raw_rsa_keyring(
    input=CreateRawRsaKeyringInput(
        key_namespace=${py(lock.namespace)},
        key_name=${py(lock.name)},
        padding_scheme=PaddingScheme.${pythonHashes[lock.hash]},
        private_key=open("private.pem", "rb").read(),
    )
)`;
	return {
		id: 'python',
		title: 'Python',
		install: 'pip install "aws-encryption-sdk[MPL]"',
		code: `import aws_encryption_sdk
from aws_cryptographic_material_providers.mpl import AwsCryptographicMaterialProviders
from aws_cryptographic_material_providers.mpl.config import MaterialProvidersConfig
from aws_cryptographic_material_providers.mpl.models import ${models}

client = aws_encryption_sdk.EncryptionSDKClient()
providers = AwsCryptographicMaterialProviders(config=MaterialProvidersConfig())
keyring = ${keyring}

with open(${py(locked)}, "rb") as locked:
    plaintext, header = client.decrypt(source=locked.read(), keyring=keyring)
with open(${py(opened)}, "wb") as opened:
    opened.write(plaintext)
`
	};
}

function commandLine(keyArn: string, { locked, opened }: Names): Program {
	return {
		id: 'cli',
		title: 'AWS Encryption CLI',
		install: 'pip install aws-encryption-sdk-cli',
		code: `aws-encryption-cli --decrypt \\
    --input ${sh(locked)} \\
    --output ${sh(opened)} \\
    --wrapping-keys key=${sh(keyArn)} \\
    --metadata-output metadata.json
`
	};
}
