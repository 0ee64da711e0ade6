/** One request after the other: who asks, what the policies say, and who refuses. */
import {
	copyBytes,
	decryptAesGcm,
	encodeUtf8,
	encryptAesGcm,
	ivLength
} from '#lib/crypto/index.ts';
import type { Bytes } from '#lib/crypto/index.ts';
import type { LabStepId } from '#lib/content/index.ts';
import { accessDeniedMessage, authorize } from '#lib/iam/index.ts';
import type { Decision, PolicyDocument, Principal } from '#lib/iam/index.ts';
import { createClock, KmsError } from '#lib/kms/index.ts';
import type { Guardrails, KmsClient, KmsInput, LocalKms } from '#lib/kms/index.ts';
import { contextIn, documentIn, textIn } from '../../engine/fields.ts';
import type { Inputs } from '../../engine/fields.ts';
import {
	answer,
	contextThing,
	dataKeyThing,
	kmsKeyThing,
	plaintextThing,
	request,
	wrappedKeyThing
} from '../../engine/things.ts';
import type { Act, Moment, Reader, RecordedKms, Refusal, Run, World } from '../../engine/types.ts';
import { sizeText } from '../../engine/words.ts';
import type { Thing } from '../../stage/types.ts';
import { Access, codeOf, isSound, readPolicyText, statementsOf } from './access.ts';
import {
	callers,
	calls,
	grants,
	isCall,
	isCaller,
	isGrant,
	keyAccount,
	objectArn,
	objectContext,
	startWith
} from './arrangements.ts';
import type { Arrangement, CallId } from './arrangements.ts';

type StepId = LabStepId<'access'>;

/** What S3 adds to a call that it makes for its caller (forward access session). */
const throughS3 = {
	'kms:ViaService': 's3.eu-central-1.amazonaws.com',
	'aws:ViaAWSService': true,
	'aws:CalledVia': ['s3.amazonaws.com']
};

/** An object as S3 keeps it under SSE-KMS. */
interface StoredObject {
	wrapped: Bytes;
	iv: Bytes;
	ciphertext: Bytes;
	tag: Bytes;
}

/** A world in which one arrangement holds. */
interface Place {
	arrangement: Arrangement;
	principal: Principal;
	keyArn: string;
	object: StoredObject;
	/** For a call straight to AWS KMS: the text, encrypted with Encrypt and the caller's context. */
	blob: Bytes;
	scps: PolicyDocument[];
	kms: LocalKms;
	/** Recorded, as the caller. */
	client: RecordedKms;
	/** The last decision of the service. */
	decided: () => Decision | undefined;
}

export class AccessRun implements Run<StepId> {
	readonly #world: World;
	readonly #document: Bytes;
	readonly #name: string;
	/** What keys are made from, so that the key is the same one under every policy. */
	readonly #seed: Bytes;
	#keyArn = '';
	#place: Place | undefined;

	private constructor(inputs: Inputs, world: World) {
		this.#world = world;
		const { name, bytes } = documentIn(inputs, 'document');
		this.#document = bytes;
		this.#name = name || 'The object';
		this.#seed = world.random(512);
	}

	static async start(inputs: Inputs, world: World): Promise<AccessRun> {
		const run = new AccessRun(inputs, world);
		// The key's ARN stands in the policies, so it has to be known before them.
		const { kms } = run.#another();
		const { KeyMetadata } = await kms.send('CreateKey', {});
		run.#keyArn = KeyMetadata?.Arn ?? '';
		return run;
	}

	async compute(step: StepId): Promise<Moment> {
		const start = step.replace(/-answer$/, '');
		if (start !== step) return this.#answer(this.#current());
		return this.#arrange(startWith(start, this.#keyArn));
	}

	/** Puts another arrangement in the place of this step's; after the answer, asks again at once. */
	async act({ values }: Act): Promise<Moment> {
		const wasAnswered = textIn(values, 'ask') === 'now';
		const picture = await this.#arrange(arrangementIn(values));
		return wasAnswered && isSound(this.#current().arrangement)
			? this.#answer(this.#current())
			: picture;
	}

	#current(): Place {
		if (!this.#place) throw new Error('No arrangement is in place.');
		return this.#place;
	}

	//  The world of an arrangement

	/** AWS KMS in which nothing has happened, on the day before: a grant made then has spread. */
	#another(decided: (made: Decision) => void = () => undefined) {
		const { random, clock } = this.#world;
		const yesterday = createClock(new Date(clock.now().getTime() - 86_400_000));
		const guardrails: Guardrails = {};
		let at = 0;
		let isFresh = false;
		const service = this.#world.another({
			clock: yesterday,
			guardrails,
			decided,
			random: (length) => {
				const end = at + length;
				if (isFresh || end > this.#seed.length) return random(length);
				at = end;
				return copyBytes(this.#seed.subarray(end - length, end));
			}
		});
		return {
			...service,
			/** From here on bytes are no longer the same ones under every arrangement. */
			drawFresh() {
				isFresh = true;
			},
			/** It is today, and what the organization says holds. */
			settle(scps: readonly PolicyDocument[]) {
				if (scps.length > 0) guardrails.scps = [everything, ...scps];
				yesterday.advance({ days: 1 });
			}
		};
	}

	async #arrange(arrangement: Arrangement): Promise<Moment> {
		const identity = readPolicyText('identityPolicy', arrangement.identityPolicy).policy;
		const scp = readPolicyText('scp', arrangement.scp).policy;
		const scps = scp ? [scp] : [];
		let last: Decision | undefined;
		const world = this.#another((made) => (last = made));
		const { kms } = world;
		const base = callers[arrangement.caller].principal;
		const principal: Principal =
			base.kind === 'root' ? base : { ...base, identityPolicies: identity ? [identity] : [] };

		const { KeyMetadata } = await kms.send('CreateKey', {});
		const KeyId = KeyMetadata?.Arn ?? '';
		const data = await kms.send('GenerateDataKey', {
			KeyId,
			KeySpec: 'AES_256',
			EncryptionContext: { ...objectContext }
		});
		const iv = copyBytes(this.#seed.subarray(-ivLength));
		const object = {
			wrapped: copyBytes(data.CiphertextBlob ?? new Uint8Array()),
			iv,
			...(await encryptAesGcm(this.#document, { key: data.Plaintext ?? new Uint8Array(), iv }))
		};
		world.drawFresh();
		const direct = await kms.send('Encrypt', {
			KeyId,
			// Encrypt takes at least one byte, and a document may be longer than it takes.
			Plaintext: directPart(this.#document),
			EncryptionContext: { ...arrangement.context }
		});
		const { operations } = grants[arrangement.grant];
		if (operations.length > 0)
			await kms.send('CreateGrant', {
				KeyId,
				GranteePrincipal: 'roleArn' in base ? base.roleArn : base.arn,
				Operations: [...operations]
			});
		if (isSound(arrangement))
			await kms.send('PutKeyPolicy', {
				KeyId,
				Policy: arrangement.keyPolicy,
				BypassPolicyLockoutSafetyCheck: true
			});
		world.settle(scps);
		last = undefined;
		this.#place = {
			arrangement,
			principal,
			keyArn: KeyId,
			object,
			blob: copyBytes(direct.CiphertextBlob ?? new Uint8Array()),
			scps,
			kms,
			client: world.as(principal),
			decided: () => last
		};
		return this.#asking(this.#place);
	}

	//  Asking and answering

	#asking(place: Place): Moment {
		const { arrangement, principal } = place;
		const { s3, kms } = calls[arrangement.call];
		const sent = this.#sent(place);
		return {
			...this.#picture(place, new Access(arrangement, place.keyArn)),
			...(s3
				? {
						travel: [
							{
								from: 'caller',
								to: 's3',
								operation: s3,
								caption: 'request to Amazon S3',
								things: arrangement.call === 'put' ? [this.#documentThing(this.#document)] : []
							}
						]
					}
				: {
						awaited: { operation: kms, request: sent.input, principal },
						travel: [request(kms, sent.things, 'caller')]
					})
		};
	}

	async #answer(place: Place): Promise<Moment> {
		if (!isSound(place.arrangement)) return this.#asking(place);
		const { arrangement, principal, keyArn } = place;
		const { s3, kms: operation } = calls[arrangement.call];
		const object = s3 && this.#askS3(place, `s3:${s3}`);
		const client = s3 ? place.client.via(throughS3) : place.client;

		if (object?.allowed === false) {
			// AWS KMS is not asked. What it would have said, it says off the record.
			const quiet = place.kms.as(principal).via(throughS3);
			await this.#send(quiet, place).catch(ignoreRefusal);
			const access = new Access(arrangement, keyArn, { object, ...keyDecision(place) });
			const text = accessDeniedMessage(object, {
				principal,
				action: `s3:${s3 ?? ''}`,
				resource: objectArn
			});
			const refusal: Refusal = {
				actor: 's3',
				name: 'AccessDenied',
				message: text,
				why: 'Amazon S3 looks at its own permission first. It refuses, and AWS KMS hears nothing of it.'
			};
			return {
				...this.#picture(place, access),
				decision: object,
				refusal,
				travel: [
					{
						from: 'caller',
						to: 's3',
						operation: s3 ?? '',
						caption: 'request to Amazon S3',
						things: []
					}
				]
			};
		}

		let output: Answered;
		try {
			output = await this.#send(client, place);
		} catch (error) {
			if (!(error instanceof KmsError)) throw error;
			const { name, message } = error;
			const access = new Access(arrangement, keyArn, {
				...(object ? { object } : {}),
				...keyDecision(place),
				kmsAsked: true,
				refusal: message
			});
			const sent = this.#sent(place);
			return {
				...this.#picture(place, access),
				refusal: { actor: 'kms', name, message, why: whyRefused(access, s3 !== undefined) },
				travel: [
					request(operation, sent.things, s3 ? 's3' : 'caller'),
					...(s3
						? [
								{
									from: 's3',
									to: 'caller',
									operation: s3,
									caption: 'response: access denied',
									things: []
								}
							]
						: [])
				]
			};
		}
		const access = new Access(arrangement, keyArn, {
			...(object ? { object } : {}),
			...keyDecision(place),
			kmsAsked: true
		});
		return this.#allowed(place, access, output);
	}

	/** The answer of S3's own permission: the caller's policies alone, since the bucket lets everyone in. */
	#askS3({ principal, scps }: Place, action: string): Decision {
		return authorize(
			{
				principal,
				action,
				resource: objectArn,
				context: { 'aws:RequestedRegion': 'eu-central-1', 'aws:SecureTransport': true }
			},
			scps.length > 0 ? { scps: [everything, ...scps] } : {}
		);
	}

	/** What goes to AWS KMS, and how the stage shows it. */
	#sent({ arrangement, keyArn: KeyId, object, blob }: Place): Sent {
		const { call } = arrangement;
		const context = calls[call].s3 ? objectContext : arrangement.context;
		const EncryptionContext = { ...context };
		const tag = contextThing(context);
		switch (call) {
			case 'get':
			case 'decrypt': {
				const CiphertextBlob = call === 'get' ? object.wrapped : blob;
				const thing = call === 'get' ? wrappedKeyThing(object.wrapped) : blobThing(blob);
				return {
					operation: 'Decrypt',
					input: { CiphertextBlob, EncryptionContext },
					things: [thing, tag]
				};
			}
			case 'encrypt': {
				const Plaintext = directPart(this.#document);
				return {
					operation: 'Encrypt',
					input: { KeyId, Plaintext, EncryptionContext },
					things: [this.#documentThing(Plaintext), tag]
				};
			}
			case 'put':
			case 'data-key':
				return {
					operation: 'GenerateDataKey',
					input: { KeyId, KeySpec: 'AES_256', EncryptionContext },
					things: [tag]
				};
			case 'describe':
				return { operation: 'DescribeKey', input: { KeyId }, things: [] };
			case 'delete':
				return {
					operation: 'ScheduleKeyDeletion',
					input: { KeyId, PendingWindowInDays: 7 },
					things: []
				};
		}
	}

	async #send(client: KmsClient, place: Place): Promise<Answered> {
		const { operation, input } = this.#sent(place);
		switch (operation) {
			case 'Decrypt':
				return client.send(operation, input);
			case 'Encrypt':
				return client.send(operation, input);
			case 'GenerateDataKey':
				return client.send(operation, input);
			case 'DescribeKey':
				await client.send(operation, input);
				return {};
			case 'ScheduleKeyDeletion':
				await client.send(operation, input);
				return {};
		}
	}

	//  Pictures

	async #allowed(place: Place, access: Access, output: Answered): Promise<Moment> {
		const { object, arrangement } = place;
		const { kms: operation } = calls[arrangement.call];
		const plaintext = copyBytes(output.Plaintext ?? new Uint8Array());
		switch (arrangement.call) {
			case 'get': {
				const document = await decryptAesGcm(object, { key: plaintext, iv: object.iv });
				const thing = this.#documentThing(document);
				return {
					...this.#picture(place, access, { caller: [thing], reads: true }),
					work: [
						{
							actor: 's3',
							label: 'AES-256-GCM decrypts',
							from: ['ciphertext', 'data-key'],
							to: ['plaintext']
						}
					],
					travel: [
						answer(operation, [dataKeyThing(plaintext)], 's3'),
						{
							from: 's3',
							to: 'caller',
							operation: 'GetObject',
							caption: 'response',
							things: [thing]
						}
					]
				};
			}
			case 'put': {
				const iv = this.#world.random(ivLength);
				const sealed = await encryptAesGcm(this.#document, { key: plaintext, iv });
				place.object = {
					wrapped: copyBytes(output.CiphertextBlob ?? new Uint8Array()),
					iv,
					...sealed
				};
				return {
					...this.#picture(place, access, {
						caller: [this.#documentThing(this.#document)],
						reads: true
					}),
					work: [
						{
							actor: 's3',
							label: 'AES-256-GCM encrypts',
							from: ['plaintext', 'data-key'],
							to: ['ciphertext']
						}
					],
					travel: [
						answer(
							operation,
							[dataKeyThing(plaintext), wrappedKeyThing(place.object.wrapped)],
							's3'
						)
					]
				};
			}
			case 'decrypt': {
				const thing = this.#documentThing(plaintext);
				return {
					...this.#picture(place, access, { caller: [thing], reads: true }),
					travel: [answer(operation, [thing], 'caller')]
				};
			}
			case 'encrypt': {
				const thing = blobThing(copyBytes(output.CiphertextBlob ?? new Uint8Array()));
				return {
					...this.#picture(place, access, {
						caller: [this.#documentThing(this.#document), thing],
						reads: true
					}),
					travel: [answer(operation, [thing], 'caller')]
				};
			}
			case 'data-key': {
				const things = [
					dataKeyThing(plaintext),
					wrappedKeyThing(copyBytes(output.CiphertextBlob ?? new Uint8Array()))
				];
				return {
					...this.#picture(place, access, { caller: things }),
					travel: [answer(operation, things, 'caller')]
				};
			}
			case 'describe':
			case 'delete':
				return {
					...this.#picture(place, access),
					travel: [answer(operation, [], 'caller')]
				};
		}
	}

	#documentThing(bytes: Bytes): Thing {
		const isPart = bytes.length < this.#document.length;
		return plaintextThing(
			this.#name,
			bytes,
			isPart ? 'its beginning: Encrypt takes no more' : 'in the clear'
		);
	}

	#picture(
		place: Place,
		access: Access,
		got: { caller?: Thing[]; reads?: boolean } = {}
	): Moment & { access: Access } {
		const { arrangement, object, keyArn, blob } = place;
		const { call, caller, grant } = arrangement;
		const isDirect = calls[call].s3 === undefined;
		const known = call === 'put' || call === 'encrypt';
		const code = codeOf(access);
		const circle = (one: { decision?: Decision; asked: boolean } | undefined) =>
			one === undefined
				? 'not asked for'
				: one.decision === undefined
					? 'not answered yet'
					: `${one.decision.allowed ? 'yes' : 'no'}${one.asked ? '' : ', had it been asked'}`;
		return {
			access,
			holds: {
				caller: [
					callerPolicy(arrangement),
					...(got.caller ??
						(call === 'decrypt'
							? [blobThing(blob), contextThing(arrangement.context)]
							: known
								? [this.#documentThing(this.#document)]
								: []))
				],
				s3: [
					{
						kind: 'ciphertext',
						name: 'The object, sealed',
						note: sizeText(object.ciphertext.length),
						parts: [
							{ bytes: copyBytes(object.ciphertext) },
							{ name: 'IV', bytes: copyBytes(object.iv) },
							{ name: 'Tag', bytes: copyBytes(object.tag) }
						]
					},
					wrappedKeyThing(object.wrapped)
				],
				kms: [
					kmsKeyThing(keyArn),
					policyThing('Key policy', arrangement.keyPolicy, 'keyPolicy'),
					...(grant === 'none'
						? []
						: [
								{
									kind: 'policy' as const,
									name: 'Grant',
									note: `to ${callers[caller].name}`,
									text: grants[grant].operations.join('\n'),
									parts: []
								}
							])
				]
			},
			figures: [
				{ label: 'Access to the object', value: circle(access.object) },
				{ label: 'Access to the key', value: circle(access.key) }
			],
			...(access.isAnswered ? { outcome: code } : {}),
			readers: readersOf(access, { reads: got.reads ?? known, isDirect, known })
		};
	}
}

const everything: PolicyDocument = {
	Version: '2012-10-17',
	Statement: [{ Sid: 'FullAWSAccess', Effect: 'Allow', Action: '*', Resource: '*' }]
};

type Sent = {
	[Op in (typeof calls)[CallId]['kms']]: { operation: Op; input: KmsInput<Op>; things: Thing[] };
}[(typeof calls)[CallId]['kms']];
type Answered = { Plaintext?: Uint8Array | undefined; CiphertextBlob?: Uint8Array | undefined };

/** As much of a document as one Encrypt call takes. */
function directPart(document: Bytes): Bytes {
	return document.length > 0 ? copyBytes(document.subarray(0, 4096)) : encodeUtf8(' ');
}

function keyDecision({ decided }: Place): { key?: Decision } {
	const key = decided();
	return key ? { key } : {};
}

function ignoreRefusal(error: unknown): void {
	if (!(error instanceof KmsError)) throw error;
}

/** @throws {TypeError} where an act lacks a value; choices that are none give way to the first */
export function arrangementIn(values: Inputs): Arrangement {
	const caller = textIn(values, 'caller');
	const call = textIn(values, 'call');
	const grant = textIn(values, 'grant');
	return {
		caller: isCaller(caller) ? caller : 'payroll',
		call: isCall(call) ? call : 'get',
		grant: isGrant(grant) ? grant : 'none',
		context: contextIn(values, 'context'),
		keyPolicy: textIn(values, 'keyPolicy'),
		identityPolicy: textIn(values, 'identityPolicy'),
		scp: textIn(values, 'scp')
	};
}

function blobThing(blob: Bytes): Thing {
	return {
		kind: 'ciphertext',
		name: 'Ciphertext',
		note: `${sizeText(blob.length)}, from Encrypt`,
		parts: [{ bytes: copyBytes(blob) }]
	};
}

function policyThing(name: string, text: string, which: 'keyPolicy' | 'identityPolicy'): Thing {
	const { policy } = readPolicyText(which, text);
	const statements = statementsOf(policy);
	return {
		kind: 'policy',
		name,
		note: policy
			? `${statements.length} statement${statements.length === 1 ? '' : 's'}`
			: 'not a policy that AWS takes',
		text: statements
			.map(({ Effect, Sid }, at) => `${Effect}: ${Sid ?? `statement ${at + 1}`}`)
			.join('\n'),
		parts: []
	};
}

function callerPolicy({ caller, identityPolicy }: Arrangement): Thing {
	const { accountId } = callers[caller].principal;
	const name = `${callers[caller].name}, account ${accountId}`;
	if (caller === 'root' || identityPolicy.trim() === '')
		return { kind: 'policy', name, note: 'no policy of its own', parts: [], gone: true };
	return policyThing(name, identityPolicy, 'identityPolicy');
}

function whyRefused({ key, arrangement }: Access, isThroughS3: boolean): string {
	const { decision } = key;
	const isForeign = callers[arrangement.caller].principal.accountId !== keyAccount;
	const hands = isThroughS3 ? ' Amazon S3 hands the refusal on to the caller.' : '';
	const why = (() => {
		switch (decision?.reason) {
			case 'EXPLICIT_DENY':
				return 'A statement denies the request. No allow, wherever it stands, wins against it.';
			case 'NOT_CROSS_ACCOUNT':
				return 'This operation works in the account of the key only. No policy makes it work from outside.';
			case 'NO_IDENTITY_ALLOW':
				return isForeign
					? 'The account of the key lets the caller in. The caller’s own account has no policy that says so, and both must.'
					: 'The key policy leaves it to IAM, and no policy of the caller allows it.';
			case 'NO_KEY_POLICY_ALLOW':
				return isForeign
					? 'Neither key policy nor grant lets this caller in. To another account AWS KMS does not say whether the key exists.'
					: 'The key policy neither names the caller nor lets IAM decide, so the caller’s own policies do not count.';
			case 'NO_SCP_ALLOW':
				return 'A service control policy of the caller’s account allows other services only. It gives nothing, and what it leaves out nobody in the account has.';
			default:
				return 'What was asked for does not go through.';
		}
	})();
	return why + hands;
}

function readersOf(
	access: Access,
	{ reads, isDirect, known }: { reads: boolean; isDirect: boolean; known: boolean }
): Reader[] {
	const { name } = callers[access.arrangement.caller];
	const code = access.isAnswered ? codeOf(access) : undefined;
	const isRead = access.arrangement.call === 'get' && code === 'allowed';
	return [
		reads
			? {
					who: name,
					can: 'yes',
					why: known
						? 'It has the plaintext already: it is the one who writes.'
						: 'The request went through, and the plaintext came back.'
				}
			: {
					who: name,
					can: 'no',
					why:
						code === undefined
							? 'It has asked for nothing yet.'
							: code === 'allowed'
								? 'The call gave it no part of the object.'
								: 'It was refused, and got not a byte.'
				},
		{
			who: 'Amazon S3',
			can: isRead || (code === 'allowed' && access.arrangement.call === 'put') ? 'yes' : 'no',
			why: isRead
				? 'For the moment of the request: it decrypted the object with the data key that AWS KMS opened.'
				: code === 'allowed' && access.arrangement.call === 'put'
					? 'For the moment of the request: the plaintext passed through it.'
					: 'It keeps a ciphertext and a wrapped data key.'
		},
		isDirect
			? {
					who: 'AWS KMS',
					can:
						code === 'allowed' && ['encrypt', 'decrypt'].includes(access.arrangement.call)
							? 'yes'
							: 'no',
					why:
						code === 'allowed' && ['encrypt', 'decrypt'].includes(access.arrangement.call)
							? 'For the moment of the call: the text itself passed through it.'
							: 'The text was never in its hands.'
				}
			: { who: 'AWS KMS', can: 'no', why: 'It opens data keys, and never gets the object.' },
		{
			who: 'Whoever stands in both circles',
			can: 'with-permission',
			why: 'Who has s3:GetObject on the object and kms:Decrypt on the key reads it at any time.'
		}
	];
}
