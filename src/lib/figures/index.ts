/**
 * The figures of the lessons, drawn in the picture language. They hold no state and no styles: a
 * page renders them to HTML at build time and links `figures.css`.
 */
import type { Component } from 'svelte';
import type { FigureName } from '#lib/content/index.ts';
import AttestedDecrypt from './AttestedDecrypt.svelte';
import BucketKey from './BucketKey.svelte';
import ContextBinding from './ContextBinding.svelte';
import DecryptEvent from './DecryptEvent.svelte';
import EnvelopeDecrypt from './EnvelopeDecrypt.svelte';
import EnvelopeEncrypt from './EnvelopeEncrypt.svelte';
import KeyHierarchy from './KeyHierarchy.svelte';
import OtherAccount from './OtherAccount.svelte';
import RotationLabels from './RotationLabels.svelte';
import SdkMessage from './SdkMessage.svelte';
import StemAnatomy from './StemAnatomy.svelte';
import TlsEnds from './TlsEnds.svelte';
import TwoKeys from './TwoKeys.svelte';
import WhatIsStored from './WhatIsStored.svelte';

/** Each figure by the name under which a lesson asks for it. The page writes number and caption. */
export const figures: Record<FigureName, Component> = {
	'envelope-encrypt': EnvelopeEncrypt,
	'envelope-decrypt': EnvelopeDecrypt,
	'two-keys': TwoKeys,
	'what-is-stored': WhatIsStored,
	'context-binding': ContextBinding,
	'key-hierarchy': KeyHierarchy,
	'tls-ends': TlsEnds,
	'attested-decrypt': AttestedDecrypt,
	'other-account': OtherAccount,
	'rotation-labels': RotationLabels,
	'decrypt-event': DecryptEvent,
	'bucket-key': BucketKey,
	'stem-anatomy': StemAnatomy,
	'sdk-message': SdkMessage
};
