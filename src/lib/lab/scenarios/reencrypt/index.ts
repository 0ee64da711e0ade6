import { contextIn, textIn } from '../../engine/fields.ts';
import type { Inputs } from '../../engine/fields.ts';
import { isSymmetric, needsSymmetric } from '../../engine/own.ts';
import { contextDifferences } from '../../engine/differences.ts';
import type { Run, ScenarioCode } from '../../engine/types.ts';
import { stage } from './cast.ts';
import type { Permissions } from './cast.ts';
import { ReEncryptRun } from './run.ts';

/** The run that the engine hands back is the one that `start` gave it. */
function ours(run: Run): ReEncryptRun {
	if (run instanceof ReEncryptRun) return run;
	throw new TypeError('This run is of another scenario.');
}

/** What the mover could have been given instead. */
const otherPermissions = {
	both: {
		label: 'kms:ReEncryptFrom on the old key, kms:ReEncryptTo on the new',
		from: ['kms:ReEncryptFrom'],
		to: ['kms:ReEncryptTo']
	},
	'from-only': { label: 'kms:ReEncryptFrom on the old key', from: ['kms:ReEncryptFrom'], to: [] },
	'to-only': { label: 'kms:ReEncryptTo on the new key', from: [], to: ['kms:ReEncryptTo'] },
	'long-way': {
		label: 'kms:Decrypt on the old key, kms:Encrypt on the new',
		from: ['kms:Decrypt'],
		to: ['kms:Encrypt']
	},
	crossed: {
		label: 'kms:ReEncryptTo on the old key, kms:ReEncryptFrom on the new',
		from: ['kms:ReEncryptTo'],
		to: ['kms:ReEncryptFrom']
	}
} as const satisfies Record<string, Permissions & { label: string }>;

function permissionsIn(inputs: Inputs): Permissions {
	const has = textIn(inputs, 'has');
	return Object.hasOwn(otherPermissions, has)
		? otherPermissions[has as keyof typeof otherPermissions]
		: otherPermissions.both;
}

export const scenario: ScenarioCode<'reencrypt'> = {
	id: 'reencrypt',
	stage,
	fields: [
		{
			id: 'document',
			kind: 'document',
			label: 'Document',
			initial: {
				text: 'Land register, sheet 88: owner since 1974, two mortgages, one right of way.'
			}
		},
		{
			id: 'context',
			kind: 'context',
			label: 'Encryption context under the old key',
			initial: { pairs: { archive: 'land-register', sheet: '88' } }
		},
		{
			id: 'new-context',
			kind: 'context',
			label: 'Encryption context under the new key',
			initial: { pairs: { archive: 'cadastre', sheet: '88' } }
		}
	],
	check(inputs) {
		const same =
			contextDifferences(contextIn(inputs, 'context'), contextIn(inputs, 'new-context')).length ===
			0;
		return same
			? {
					field: 'new-context',
					problem:
						'Change at least one pair. ReEncrypt would keep a context too, but this walk shows one that changes on the way.'
				}
			: undefined;
	},
	onOwnKms(_, keys) {
		const symmetric = keys.filter(isSymmetric).length;
		if (symmetric === 0) return needsSymmetric;
		const one =
			symmetric === 1
				? 'You connected one key, so it is the old and the new one at once: what changes is the context. '
				: '';
		return {
			steps: ['take-out', 'put-in', 'ask', 'moved', 'store', 'open', 'old-context', 'old-copy'],
			calls: 7,
			breaks: ['source-context'],
			note: `${one}The first of the calls makes the data key. Your credentials play the mover as well; what a mover may not do is tried in this page, where it has a role of its own, and so is a disabled key.`
		};
	},
	start: (inputs, world) => ReEncryptRun.start(inputs, world),
	breaks: [
		{
			id: 'memory',
			at: ['take-out', 'put-in', 'moved', 'store'],
			button: 'Open it with what is in memory',
			exact: true,
			attempt: (run) => ours(run).openFromMemory()
		},
		{
			id: 'permissions',
			at: ['ask', 'moved'],
			button: 'Ask with these permissions',
			fields: [
				{
					id: 'has',
					kind: 'choice',
					label: 'What the mover may do',
					initial: 'long-way',
					options: Object.entries(otherPermissions).map(([value, { label }]) => ({ value, label }))
				}
			],
			attempt: (run, values) => ours(run).moveAs(permissionsIn(values))
		},
		{
			id: 'source-context',
			at: ['ask', 'moved'],
			button: 'Ask with this source context',
			fields: ({ inputs }) => [
				{
					id: 'context',
					kind: 'context',
					label: 'Source encryption context',
					initial: { pairs: contextIn(inputs, 'new-context') }
				}
			],
			attempt: (run, values) => ours(run).moveFrom(contextIn(values, 'context'))
		},
		{
			id: 'old-key-disabled',
			at: ['store', 'open', 'old-context', 'old-copy'],
			button: 'Disable the old key and unwrap it',
			exact: true,
			fields: [
				{
					id: 'copy',
					kind: 'choice',
					label: 'Which wrapped data key',
					initial: 'new',
					options: [
						{ value: 'new', label: 'the one that ReEncrypt made' },
						{ value: 'old', label: 'the one from before, out of a backup' }
					]
				}
			],
			attempt: (run, values) => ours(run).withoutOldKey(textIn(values, 'copy'))
		}
	]
};
