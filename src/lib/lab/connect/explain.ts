/** What went wrong with a call to a real KMS, in words that somebody can act on. */
import { AwsCallError, AwsKmsError, notKms, NotSentError } from '#lib/kms/aws/index.ts';

/** Where the call was going, and from where. */
export interface Place {
	region: string;
	/** A custom endpoint; AWS without it. */
	endpoint: string | undefined;
	/** The protocol of the page: `https:` or `http:`. */
	protocol: string;
	/** As the browser says it. */
	online: boolean;
	/** Whether the endpoint answers at all, as far as the page can find out. */
	answers?: boolean | undefined;
	/** The page’s policy refused the address. */
	forbidden?: boolean | undefined;
}

export interface Explanation {
	/** What happened, in one sentence. */
	what: string;
	/** What to do, each a sentence or two; several where the browser does not tell which it was. */
	todo: readonly string[];
	/** As the other side called it. */
	name: string;
	said: string;
	requestId: string | undefined;
	status: number | undefined;
}

/** An error of a call to a KMS, explained. It names nothing of the credentials, since no error does. */
export function explain(error: unknown, place: Place): Explanation {
	const known = error instanceof AwsKmsError || error instanceof AwsCallError;
	const { name, message } = error instanceof Error ? error : new Error(String(error));
	const { what, todo } = words(error, name, message, place);
	return {
		what,
		todo,
		name,
		said: message,
		requestId: known ? error.requestId : undefined,
		status: known ? error.status : undefined
	};
}

type Words = Pick<Explanation, 'what' | 'todo'>;

function words(error: unknown, name: string, message: string, place: Place): Words {
	if (error instanceof AwsCallError && error.isUnanswered) return unanswered(name, place);
	if (error instanceof NotSentError)
		return { what: message, todo: ['Use the KMS in this page for it.'] };
	switch (name) {
		case 'ExpiredTokenException':
		case 'ExpiredToken':
		case 'TokenRefreshRequired':
			return {
				what: 'The credentials have expired.',
				todo: [
					'Get fresh ones (aws configure export-credentials, or the page of your access portal) and paste them again.'
				]
			};
		case 'UnrecognizedClientException':
		case 'InvalidClientTokenId':
		case 'MissingAuthenticationTokenException':
		case 'IncompleteSignatureException':
		case 'IncompleteSignature':
			return {
				what: 'The credentials are not known there: the access key or the session token is wrong, cut off, or of another partition.',
				todo: [
					...(place.endpoint === undefined
						? []
						: [
								'npm run sandbox, started with --caller or --callers, knows only the access keys that it was given, and says in its log which one came.'
							]),
					'Copy all three parts from one and the same output. A session token is several hundred characters long and belongs to one access key.',
					'If the access key was deleted or its role session revoked, get fresh credentials.',
					...(place.endpoint === undefined
						? [
								`If ${place.region} is a Region that an account has to enable, see that it is enabled, and get the credentials from a Regional endpoint of STS: tokens of the global one are not valid there.`
							]
						: [])
				]
			};
		case 'InvalidSignatureException':
		case 'SignatureDoesNotMatch':
		case 'RequestExpired':
		case 'RequestTimeTooSkewed':
			return signature(name, message, place);
		case 'AccessDeniedException':
			return denied(message, place);
		case 'NotFoundException':
		case 'InvalidArnException':
			return {
				what: `There is no such key in ${place.region}.`,
				todo: [
					'Check the key ID or alias letter by letter; an alias begins with alias/.',
					'Check the Region: a key is known in its own Region only.',
					'A key of another account needs its whole ARN.'
				]
			};
		case 'DisabledException':
			return {
				what: 'The key is there, and disabled or waiting for its deletion.',
				todo: ['Have whoever looks after the key enable it (EnableKey), or take another key.']
			};
		case 'KMSInvalidStateException':
			return {
				what: 'The key is there, in a state in which it cannot be used.',
				todo: ['Its state is in the message below; DescribeKey and the console show it too.']
			};
		case 'InvalidKeyUsageException':
			return {
				what: 'The key is there, and is not of the kind for this operation.',
				todo: ['For data keys take a symmetric encryption key; RSA pairs serve their own walk.']
			};
		case 'ThrottlingException':
		case 'LimitExceededException':
			return {
				what: 'Too many requests at once in this account and Region.',
				todo: ['Wait some seconds and try again. The calls of a whole class count together.']
			};
		case 'ValidationException':
			return {
				what: 'The request was not taken: something in it has the wrong form, most often the key ID.',
				todo: [
					'A key is named by its ID (36 characters, or mrk-…), its ARN, alias/NAME, or the alias’s ARN.'
				]
			};
		case 'InvalidCiphertextException':
			return {
				what: 'The key was used, and the ciphertext does not open: it was changed, or its encryption context is not the one it was made with.',
				todo: [
					'AWS KMS does not say which of the two. Compare the encryption context letter by letter, and take the ciphertext as it was made.'
				]
			};
		case 'IncorrectKeyException':
			return {
				what: 'The ciphertext was made under another key than the one that was named.',
				todo: ['Name the key that encrypted it.']
			};
		case 'DependencyTimeoutException':
		case 'KeyUnavailableException':
		case 'KMSInternalException':
			return {
				what: 'The service answered that it is in trouble itself.',
				todo: ['Try again in a little while. Nothing about your key or policy is wrong.']
			};
	}
	if (error instanceof AwsKmsError)
		return {
			what: `The KMS refused the call: ${name}.`,
			todo: ['Why is in its message below.']
		};
	return {
		what:
			name === notKms
				? 'The endpoint answered, and not as AWS KMS does.'
				: 'The endpoint answered with an error that is not one of AWS KMS.',
		todo: [
			place.endpoint === undefined
				? 'Try again; if it stays, the text below is what to search for.'
				: 'Check that a KMS listens at this address, and not another program.'
		]
	};
}

function signature(name: string, message: string, place: Place): Words {
	if (/credential should be scoped to a valid region/i.test(message))
		return {
			what: `The request was signed for ${place.region}, and the endpoint is of another Region.`,
			todo: ['Choose the Region of the endpoint.']
		};
	if (name.startsWith('Request') || /expired|not yet current|skew/i.test(message))
		return {
			what: 'The clock of this device differs too much from the service’s: signed requests are good for about five minutes.',
			todo: ['Let the device set its clock from the network, then test again.']
		};
	return {
		what: 'The signature does not fit: the secret access key is not the one of this access key.',
		todo: ['Copy the secret access key once more, whole, from the same output as the access key.']
	};
}

/** What allows nothing by itself, by the names in AWS's messages. */
const limits =
	/because no (permissions boundary|(?:resource control|service control|session|VPC endpoint) policy) allows\b/;

function denied(message: string, place: Place): Words {
	const action = /(kms:\w+)/.exec(message)?.[1];
	const limit = limits.exec(message)?.[1];
	if (action && /explicit deny/i.test(message))
		return {
			what: `${action} is denied explicitly.`,
			todo: [
				/service control/i.test(message)
					? 'A service control policy of the organization denies it; its administrators can say why.'
					: 'Look for a statement with "Effect": "Deny" in the key policy, the policies of the role and its session.'
			]
		};
	if (action && limit)
		return {
			what: `The permission ${action} is missing from the ${limit}.`,
			todo: [`It limits what the others allow. Have whoever looks after it allow ${action}.`]
		};
	if (action)
		return {
			what: /does not exist in this Region/i.test(message)
				? `The permission ${action} is missing, or there is no such key in ${place.region}: AWS KMS does not tell the two apart.`
				: `The permission ${action} is missing.`,
			todo: [
				`Allow ${action} on this key in a policy of the role, if the key policy leaves that to IAM, or for the role in the key policy itself.`,
				`If it is there, check the Region (${place.region}) and the account: a key of another account needs both.`
			]
		};
	return {
		what: 'Access is denied, and the service does not say for which action.',
		todo: [
			'The key may not exist in this Region, or the credentials may not use it; AWS KMS does not tell the two apart.',
			'Check Region and key first, then the policies of the role.'
		]
	};
}

function unanswered(
	name: string,
	{ endpoint, protocol, online, answers, forbidden }: Place
): Words {
	if (!online)
		return {
			what: 'This device is offline.',
			todo: ['Connect to the network and test again. What you typed is still there.']
		};
	const isPlain = endpoint?.startsWith('http:') ?? false;
	if (forbidden && isPlain)
		return {
			what: 'This page speaks http to localhost and 127.0.0.1 alone: to another machine, credentials and data keys would travel in the clear.',
			todo: [
				'If the emulator runs on this machine, take http://localhost with its port, whatever name it was given.',
				'If it runs on another one, it needs an https address, or a way to it from this machine: ssh -N -L 4599:localhost:4599 THAT-MACHINE, and then http://localhost:4599.'
			]
		};
	if (forbidden)
		return {
			what: 'The policy of this page does not let it call this address.',
			todo: [
				'Once connected, the page speaks to one endpoint only. Erase the connection, or reload this page, and connect anew.'
			]
		};
	if (name === 'TimeoutError')
		return {
			what: 'No answer came within fifteen seconds, and the page stopped waiting.',
			todo: [
				'The service, or something on the way to it, is slow or stuck: test again, and see in the developer tools, under Network, how far the request comes.',
				'The browser may be asking for permission to reach devices of your own network: look for its prompt.'
			]
		};
	if (endpoint === undefined)
		return {
			what: 'No answer came from AWS KMS, and the browser does not say why.',
			todo: [
				'The Region may be misspelt: then there is no such server.',
				'A firewall, proxy or content blocker may hold the request back: open the developer tools, Network, and test again.',
				'The network may be down for a moment.',
				'AWS KMS let pages of every origin call when that was last recorded (October 2020): where the developer tools say “CORS”, look at who answered.'
			]
		};
	if (answers)
		return {
			what: 'The endpoint answers, but does not let this page read the answer: CORS is missing there.',
			todo: [
				'Allow this page’s origin. npm run sandbox takes --origin; LocalStack EXTRA_CORS_ALLOWED_ORIGINS; floci FLOCI_SECURITY_EXTRA_CORS_ALLOWED_ORIGINS; Moto allows every origin by itself.',
				'Without an option for it, put a proxy in front that adds the headers.',
				'If the developer tools speak of a redirect, give the address it leads to, which this page does not follow by itself.'
			]
		};
	return {
		what: 'No answer came from the endpoint, and the browser does not say why.',
		todo: [
			'Nobody may be listening there: open the address in a tab of its own, and compare the port with what the emulator printed.',
			...(protocol === 'https:' && isPlain
				? [
						'The browser may hold back an http address from this https page (mixed content), or ask for permission to reach devices of your own network: look for its prompt, and in the developer tools under Network.'
					]
				: []),
			...(isPlain
				? []
				: [
						'Its certificate may not be trusted: open the address in a tab, and look for a warning.'
					]),
			'It may lack CORS, or send the request on to another address, which this page does not follow: the developer tools then say so beside the request.'
		]
	};
}
