/** What can come of a request that two circles let through or do not: who says no. */
const accessCodes = ['allowed', 's3', 'key-side', 'caller-side', 'denied'] as const;

/**
 * What each scenario of the Lab computes: its steps in order, and what can come of the steps and
 * breaks that ask for a prediction, as codes. The words in `content/lab/` must tell exactly these; the
 * Lab's code takes its steps from here, and its tests see every code come true.
 */
export const labScenarios = {
	access: {
		steps: [
			'bucket-only',
			'bucket-only-answer',
			'key-only',
			'key-only-answer',
			'both',
			'both-answer',
			'admin-default',
			'admin-default-answer',
			'admin-named',
			'admin-named-answer',
			'cross-key-half',
			'cross-key-half-answer',
			'deny',
			'deny-answer'
		],
		predictions: {
			'bucket-only-answer': accessCodes,
			'key-only-answer': accessCodes,
			'both-answer': accessCodes,
			'admin-default-answer': accessCodes,
			'admin-named-answer': accessCodes,
			'cross-key-half-answer': accessCodes,
			'deny-answer': accessCodes
		},
		breaks: {}
	},
	direct: {
		steps: [
			'start',
			'ask-encrypt',
			'receive-ciphertext',
			'store',
			'ask-decrypt',
			'receive-plaintext',
			'at-the-limit',
			'over-the-limit'
		],
		predictions: { 'over-the-limit': ['encrypted', 'ValidationException'] },
		breaks: {
			'other-context': ['opens', 'InvalidCiphertextException'],
			'flipped-bit': ['InvalidCiphertextException', 'AccessDeniedException'],
			'own-size': ['encrypted', 'ValidationException']
		}
	},
	envelope: {
		steps: [
			'start',
			'ask-data-key',
			'receive-data-key',
			'encrypt',
			'erase',
			'store',
			'fetch',
			'ask-decrypt',
			'receive-key',
			'decrypt',
			'done'
		],
		predictions: {},
		breaks: {
			'other-context': ['opens', 'InvalidCiphertextException'],
			'wrapped-key-bit': ['InvalidCiphertextException', 'IncorrectKeyException'],
			'other-role': ['opens', 'AccessDeniedException'],
			'message-bit': ['refused-by-application', 'refused-by-kms']
		}
	},
	context: {
		steps: [
			'start',
			'seal',
			'match',
			'order',
			'case',
			'trail',
			'bystander',
			'condition',
			'by-policy',
			'policy-first',
			'false-claim'
		],
		predictions: {
			order: ['opens'],
			case: ['InvalidCiphertextException'],
			trail: ['context-only'],
			bystander: ['opens'],
			'by-policy': ['AccessDeniedException'],
			'policy-first': ['AccessDeniedException'],
			'false-claim': ['InvalidCiphertextException']
		},
		breaks: {
			'own-context': ['opens', 'InvalidCiphertextException'],
			swapped: ['other-record', 'InvalidCiphertextException'],
			'own-claim': ['AccessDeniedException', 'InvalidCiphertextException']
		}
	},
	reencrypt: {
		steps: [
			'start',
			'take-out',
			'put-in',
			'ask',
			'moved',
			'peek',
			'store',
			'open',
			'old-context',
			'old-copy'
		],
		predictions: {
			peek: ['AccessDeniedException'],
			'old-context': ['InvalidCiphertextException'],
			'old-copy': ['opens']
		},
		breaks: {
			memory: ['opens', 'closed'],
			permissions: ['moves', 'AccessDeniedException'],
			'source-context': ['moves', 'InvalidCiphertextException'],
			'old-key-disabled': ['opens', 'DisabledException']
		}
	},
	rsa: {
		steps: [
			'start',
			'public-key',
			'encrypt-outside',
			'ask-decrypt',
			'decrypted',
			'over-the-limit',
			'disabled',
			'sign',
			'hand-out',
			'verify-outside',
			'verify-kms',
			'flipped'
		],
		predictions: {
			'over-the-limit': ['OperationError'],
			disabled: ['DisabledException'],
			'verify-outside': ['valid'],
			flipped: ['KMSInvalidSignatureException']
		},
		breaks: {
			'own-size': ['encrypted', 'OperationError'],
			'cipher-bit': ['InvalidCiphertextException'],
			'other-hash': ['opens', 'InvalidCiphertextException'],
			'sign-size': ['signed', 'ValidationException'],
			'other-key': ['InvalidKeyUsageException'],
			'flipped-bit': ['does-not-fit', 'KMSInvalidSignatureException']
		}
	},
	deletion: {
		steps: [
			'start',
			'open',
			'disable',
			'ask-disabled',
			'from-memory',
			'enable',
			'schedule',
			'wait',
			'cancel',
			'enable-again',
			'schedule-again',
			'end',
			'shredded'
		],
		predictions: {
			'ask-disabled': ['DisabledException'],
			'from-memory': ['opens'],
			cancel: ['Disabled'],
			end: ['NotFoundException']
		},
		breaks: {
			'own-window': ['scheduled', 'ValidationException'],
			'while-pending': ['works', 'KMSInvalidStateException'],
			'cancel-late': ['cancelled', 'NotFoundException'],
			'bring-back': ['NotFoundException', 'AccessDeniedException', 'IncorrectKeyException'],
			'copied-key': ['opens']
		}
	},
	rotation: {
		steps: [
			'start',
			'seal',
			'enable',
			'period-over',
			'open-old',
			'seal-new',
			'on-demand',
			'open-all',
			'rewrap',
			'done'
		],
		predictions: {
			'period-over': ['nothing-changed'],
			'open-old': ['opens'],
			'on-demand': ['same-date'],
			rewrap: ['only-wrapping']
		},
		breaks: {
			'other-key': ['enabled', 'ValidationException', 'UnsupportedOperationException'],
			'kept-copy': ['opens'],
			'rotate-more': ['rotated', 'LimitExceededException']
		}
	},
	import: {
		steps: [
			'start',
			'create',
			'parameters',
			'wrap',
			'import',
			'use',
			'expire',
			'refused',
			'other-material',
			'same-material',
			'opens-again'
		],
		predictions: {
			refused: ['KMSInvalidStateException'],
			'other-material': ['IncorrectKeyMaterialException'],
			'opens-again': ['opens']
		},
		breaks: {
			'wrong-import': [
				'InvalidImportTokenException',
				'ExpiredImportTokenException',
				'InvalidCiphertextException',
				'IncorrectKeyMaterialException',
				'ValidationException'
			],
			'delete-material': ['KMSInvalidStateException'],
			'second-key': ['IncorrectKeyException']
		}
	},
	s3: {
		steps: [
			'start',
			's3-managed',
			'kms-asks',
			'kms-stores',
			'each-its-own',
			'read',
			'two-permissions',
			'bucket-key',
			'bucket-key-read',
			'two-layers',
			'own-key-refused',
			'own-key',
			'client-side',
			'count'
		],
		predictions: {
			'each-its-own': ['2'],
			'two-permissions': ['AccessDeniedException'],
			'bucket-key': ['1'],
			'own-key-refused': ['AccessDenied']
		},
		breaks: {
			'taken-away': ['opens', 'AccessDeniedException', 'DisabledException', 'AccessDenied'],
			'own-key-lost': ['opens', 'AccessDenied']
		}
	},
	caching: {
		steps: [
			'start',
			'without',
			'first',
			'more',
			'other-context',
			'limit',
			'taken-away',
			'bites',
			'exposed',
			'count'
		],
		predictions: {
			more: ['0', '1', '2'],
			'other-context': ['0', '1'],
			'taken-away': ['sealed', 'AccessDeniedException']
		},
		breaks: {
			'revoke-and-wait': ['sealed', 'AccessDeniedException'],
			'copied-key': ['opens', 'refused']
		}
	}
} as const satisfies Record<string, ScenarioShape>;

interface ScenarioShape {
	steps: readonly string[];
	/** By the id of a step: what it can come to. */
	predictions: Readonly<Record<string, readonly string[]>>;
	/** By the id of a break: what can come of it. */
	breaks: Readonly<Record<string, readonly string[]>>;
}

/** The order in which scenarios are taught; one that is not in it comes last. */
export const labOrder: readonly string[] = [
	'direct',
	'envelope',
	'context',
	'access',
	'rotation',
	'deletion',
	'import',
	'rsa',
	'caching',
	'reencrypt',
	's3'
];

/** A scenario that the Lab can walk. */
export type LabScenarioId = keyof typeof labScenarios;

/** A step of a scenario. */
export type LabStepId<Id extends LabScenarioId = LabScenarioId> =
	(typeof labScenarios)[Id]['steps'][number];
