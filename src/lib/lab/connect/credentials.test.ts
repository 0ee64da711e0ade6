import { describe, expect, it } from 'vitest';
import { readCredentials } from './credentials.ts';

const id = 'ASIAEXAMPLE12345';
const secret = 'abc/DEF+ghi=0123456789';
const token = 'IQoJb3JpZ2luX2VjE+/==';
const ends = '2026-11-21T18:00:00+00:00';
const all = {
	accessKeyId: id,
	secretAccessKey: secret,
	sessionToken: token,
	expiration: new Date(ends)
};

describe('credentials in the forms that AWS writes', () => {
	it.each([
		[
			'process',
			JSON.stringify({
				Version: 1,
				AccessKeyId: id,
				SecretAccessKey: secret,
				SessionToken: token,
				Expiration: ends
			})
		],
		[
			'assume-role',
			JSON.stringify({
				Credentials: {
					AccessKeyId: id,
					SecretAccessKey: secret,
					SessionToken: token,
					Expiration: ends
				},
				AssumedRoleUser: { Arn: 'arn:aws:sts::111122223333:assumed-role/x/y' }
			})
		],
		[
			'env',
			`export AWS_ACCESS_KEY_ID=${id}\nexport AWS_SECRET_ACCESS_KEY=${secret}\nexport AWS_SESSION_TOKEN=${token}\nexport AWS_CREDENTIAL_EXPIRATION=${ends}\n`
		],
		[
			'env with quotes, Windows line ends',
			`export AWS_ACCESS_KEY_ID="${id}"\r\nexport AWS_SECRET_ACCESS_KEY="${secret}"\r\nexport AWS_SESSION_TOKEN="${token}"\r\nAWS_CREDENTIAL_EXPIRATION='${ends}'`
		],
		[
			'powershell',
			`$Env:AWS_ACCESS_KEY_ID="${id}"\n$Env:AWS_SECRET_ACCESS_KEY="${secret}"\n$Env:AWS_SESSION_TOKEN="${token}"\n$Env:AWS_CREDENTIAL_EXPIRATION="${ends}"`
		],
		[
			'windows-cmd',
			`set AWS_ACCESS_KEY_ID=${id}\nset AWS_SECRET_ACCESS_KEY=${secret}\nset AWS_SESSION_TOKEN=${token}\nset AWS_CREDENTIAL_EXPIRATION=${ends}`
		],
		[
			'a profile',
			`# sandbox\n[class]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\naws_session_token = ${token}\nx_security_token_expires = ${ends}\n`
		]
	])('%s', (_, text) => {
		expect(readCredentials(text)).toEqual({ credentials: all });
	});

	it('takes the Region along, and keys without a token', () => {
		expect(
			readCredentials(
				`[x]\naws_access_key_id=AKIDX\naws_secret_access_key=any\nregion = eu-west-3\n`
			)
		).toEqual({
			credentials: { accessKeyId: 'AKIDX', secretAccessKey: 'any' },
			region: 'eu-west-3'
		});
	});

	it.each([
		['', 'no access key ID'],
		['hello', 'no access key ID'],
		['{ "AccessKeyId": "ASIA', 'whole output'],
		[`AWS_ACCESS_KEY_ID=${id}`, 'no secret access key'],
		[`AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}`, 'session token'],
		[`AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=two words\nAWS_SESSION_TOKEN=t`, 'a space'],
		[
			`[a]\naws_access_key_id=AKIDA\naws_secret_access_key=s\n[b]\naws_access_key_id=AKIDB\naws_secret_access_key=s2`,
			'several profiles'
		]
	])('says what is wrong with %j, and repeats none of it', (text, words) => {
		const read = readCredentials(text);
		if (!('problem' in read)) throw new Error('It was read.');
		expect(read.problem).toContain(words);
		for (const part of [id, secret]) expect(read.problem).not.toContain(part);
	});
});
