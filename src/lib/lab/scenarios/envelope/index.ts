import type { ScenarioCode } from '../../engine/types.ts';
import { contextIn } from '../../engine/fields.ts';
import { isSymmetric, needsSymmetric } from '../../engine/own.ts';
import { usualStage } from '../../engine/places.ts';
import { breaks } from './breaks.ts';
import { EnvelopeRun } from './run.ts';

export const scenario: ScenarioCode<'envelope'> = {
	id: 'envelope',
	stage: usualStage,
	fields: [
		{
			id: 'document',
			kind: 'document',
			label: 'Document',
			initial: { text: 'Payroll, November: Ana 4,210 · Ben 3,985 · Chidi 4,640' }
		},
		{
			id: 'context',
			kind: 'context',
			label: 'Encryption context',
			initial: { pairs: { purpose: 'payroll', month: '2026-11' } }
		},
		{
			id: 'suite',
			kind: 'choice',
			label: 'Algorithm suite',
			initial: '0478',
			options: [
				{ value: '0578', label: '0578: AES-256, commits to its key, signed (the default)' },
				{ value: '0478', label: '0478: AES-256, commits to its key' },
				{ value: '0378', label: '0378: AES-256, signed, no commitment' },
				{ value: '0178', label: '0178: AES-256, no commitment' },
				{ value: '0114', label: '0114: AES-128, no commitment' }
			],
			help: 'What the message is made with. Suites without key commitment are for reading what older programs wrote.'
		}
	],
	check(inputs) {
		const reserved = Object.keys(contextIn(inputs, 'context')).find((name) =>
			name.startsWith('aws-crypto-')
		);
		return reserved === undefined
			? undefined
			: {
					field: 'context',
					problem: `“${reserved}” cannot be used: names that begin with aws-crypto- belong to the message format.`
				};
	},
	onOwnKms(_, keys) {
		if (!keys.some(isSymmetric)) return needsSymmetric;
		return {
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
			calls: 2,
			breaks: ['other-context', 'wrapped-key-bit', 'message-bit'],
			note: 'What another role may do is tried in this page: your credentials are of one role.'
		};
	},
	start: (inputs, world) => EnvelopeRun.start(inputs, world),
	breaks
};
