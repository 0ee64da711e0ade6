import type { Html } from '#lib/content/index.ts';
import type { LocalKms } from '#lib/kms/index.ts';
import { code, say, text } from '../html.ts';
import { answerOf, freshKms, newKey, sealed } from '../kms.ts';
import { between, pick } from '../template.ts';
import type { Made, Random, Template } from '../template.ts';

interface Act {
	told: Html;
	/** Whether the call went through and changed something; nothing else enters the story. */
	run(kms: LocalKms, KeyId: string): Promise<boolean>;
}

/** The state of a key, and how often it was rotated. */
async function conditionOf(kms: LocalKms, KeyId: string): Promise<string> {
	const { output } = await answerOf(kms, 'DescribeKey', { KeyId });
	const { KeyState = 'gone', CurrentKeyMaterialId = '' } = output?.KeyMetadata ?? {};
	return `${KeyState} ${CurrentKeyMaterialId}`;
}

const call =
	(operation: 'DisableKey' | 'EnableKey' | 'CancelKeyDeletion' | 'RotateKeyOnDemand') =>
	async (kms: LocalKms, KeyId: string) => {
		const before = await conditionOf(kms, KeyId);
		const { error } = await answerOf(kms, operation, { KeyId });
		return error === undefined && (await conditionOf(kms, KeyId)) !== before;
	};

const acts: Record<string, (random: Random) => Act> = {
	disable: () => ({ told: say`somebody calls ${code('DisableKey')}`, run: call('DisableKey') }),
	enable: () => ({ told: say`somebody calls ${code('EnableKey')}`, run: call('EnableKey') }),
	cancel: () => ({
		told: say`somebody calls ${code('CancelKeyDeletion')}`,
		run: call('CancelKeyDeletion')
	}),
	rotate: () => ({
		told: say`the material is rotated with ${code('RotateKeyOnDemand')}`,
		run: call('RotateKeyOnDemand')
	}),
	schedule: (random) => {
		const days = pick(random, [7, 10, 14, 30]);
		return {
			told: say`somebody calls ${code('ScheduleKeyDeletion')} with a ${code('PendingWindowInDays')} of ${text(days)}`,
			run: async (kms, KeyId) =>
				(await answerOf(kms, 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: days })).error ===
				undefined
		};
	},
	wait: (random) => {
		const days = pick(random, [3, 8, 12, 35]);
		return {
			told: say`${text(days)} days pass`,
			run: (kms) => {
				kms.clock.advance({ days });
				return Promise.resolve(true);
			}
		};
	}
};

type Outcome = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'gone';
const outcomes: readonly Outcome[] = ['Enabled', 'Disabled', 'PendingDeletion', 'gone'];

// By state and not by error name: for a key that waits for deletion AWS documents two names.
const optionText: Record<Outcome, Html> = {
	Enabled: say`The secret in plaintext`,
	Disabled: say`A refusal, because the key is disabled`,
	PendingDeletion: say`A refusal, because the deletion of the key is pending`,
	gone: say`A refusal, because the key does not exist any more`
};

/** When each outcome would be the right one. */
const needs: Record<Outcome, Html> = {
	Enabled: say`For that the key would have to be enabled, whatever its material went through.`,
	Disabled: say`That would be so had the last change of state been ${code('DisableKey')}, or a cancelled deletion.`,
	PendingDeletion: say`For that a waiting period would still have to be running at the end.`,
	gone: say`For that a waiting period would have to have ended without being cancelled.`
};

const because: Record<Outcome, (rotated: boolean) => Html> = {
	Enabled: (rotated) =>
		rotated
			? say`The key is enabled, and KMS has kept the older material, which it finds by itself.`
			: say`The key is enabled at the end, and nothing was done to the ciphertext or the material.`,
	Disabled: () =>
		say`The key is disabled at the end. Enabling it would make the same ciphertext readable again. A cancelled deletion leaves a key disabled, too.`,
	PendingDeletion: () =>
		say`The waiting period is still running, and a key in it does no cryptography. Cancelling the deletion and then enabling the key would bring the secret back.`,
	gone: () =>
		say`The waiting period is over and the key is deleted with all of its material. Nobody can open what it sealed.`
};

async function make(random: Random): Promise<Made> {
	const kms = freshKms();
	const KeyId = await newKey(kms);
	const CiphertextBlob = await sealed(kms, KeyId);
	const story: Html[] = [];
	let rotated = false;
	let last = '';
	for (let steps = between(random, 3, 4); story.length < steps;) {
		const name = pick(random, Object.keys(acts));
		// Twice the same in a row tells nothing.
		if (name === last) continue;
		const act = acts[name]?.(random);
		if (!act || !(await act.run(kms, KeyId))) {
			// A key that is gone accepts nothing any more but the passing of days.
			if (last === 'wait' && (await answerOf(kms, 'DescribeKey', { KeyId })).error) break;
			continue;
		}
		rotated ||= name === 'rotate';
		last = name;
		story.push(act.told);
	}
	const outcome = await outcomeOf(kms, KeyId, CiphertextBlob);
	return {
		type: 'single',
		stem: say`A secret is encrypted under a customer managed key of its own. After that, in this order: ${story.join('; then ') as Html}. What does ${code('Decrypt')} give for the old ciphertext now?`,
		options: outcomes.map((name) => ({
			text: optionText[name],
			correct: name === outcome,
			why: name === outcome ? because[name](rotated) : needs[name]
		})),
		hints: [say`Follow the state of the key through the calls; rotation never changes it.`]
	};
}

/** Asks for the plaintext; a refusal is told by the state that the key is in. */
async function outcomeOf(
	kms: LocalKms,
	KeyId: string,
	CiphertextBlob: Uint8Array
): Promise<Outcome> {
	const { error } = await answerOf(kms, 'Decrypt', { CiphertextBlob });
	const { output } = await answerOf(kms, 'DescribeKey', { KeyId });
	const state = output?.KeyMetadata?.KeyState ?? 'gone';
	const outcome = outcomes.find((name) => name === state);
	if (!outcome || (error === undefined) !== (outcome === 'Enabled'))
		throw new Error(`Decrypt answered ${error ?? 'the plaintext'} in state ${state}.`);
	return outcome;
}

export const stillReadable: Template = {
	id: 'drill-still-readable',
	version: 1,
	title: 'Can this ciphertext still be read?',
	module: '05-a-keys-life',
	types: ['single'],
	difficulty: 2,
	facts: [
		'disabled-key-error',
		'state-pending-deletion',
		'deletion-window',
		'deletion-takes-all',
		'rotation-keeps-old-material'
	],
	exam: ['SCS-C03/5.2', 'DVA-C02/2.2'],
	twins: 'off-or-gone',
	make
};
