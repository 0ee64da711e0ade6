import { code, say, json } from '../html.ts';
import { answerOf, freshKms, newKey, sealed } from '../kms.ts';
import { pick } from '../template.ts';
import type { Made, Random, Template } from '../template.ts';

type Context = Record<string, string>;
type Kind = 'EncryptionContextEquals' | 'EncryptionContextSubset';

const worker = {
	arn: 'arn:aws:sts::111122223333:assumed-role/Worker/nightly',
	accountId: '111122223333',
	kind: 'role-session',
	roleArn: 'arn:aws:iam::111122223333:role/Worker'
} as const;

const subjects: readonly [Context, Context][] = [
	[{ tenant: 'orchid' }, { stage: 'prod' }],
	[{ department: 'claims' }, { year: '2026' }],
	[{ app: 'payroll' }, { region: 'south' }]
];

async function make(random: Random): Promise<Made> {
	const [wanted, more] = pick(random, subjects);
	const kind = pick<Kind>(random, ['EncryptionContextEquals', 'EncryptionContextSubset']);
	const both = random() < 0.5;
	const constraint = both ? { ...wanted, ...more } : wanted;
	const [name = '', value = ''] = Object.entries(wanted)[0] ?? [];
	const kms = freshKms();
	const KeyId = await newKey(kms);
	await kms.send('CreateGrant', {
		KeyId,
		GranteePrincipal: worker.roleArn,
		Operations: ['Decrypt'],
		Constraints: { [kind]: constraint }
	});
	kms.clock.advance({ minutes: 10 });
	const contexts: { context: Context; is: 'same' | 'more' | 'less' | 'case' | 'other' }[] = [
		{ context: constraint, is: 'same' },
		{ context: { ...constraint, batch: '7' }, is: 'more' },
		{
			context: both ? wanted : more,
			is: both ? 'less' : 'other'
		},
		{ context: { ...constraint, [name]: value.toUpperCase() }, is: 'case' },
		{ context: {}, is: 'less' }
	];
	const tried = await Promise.all(
		contexts.map(async (entry) => {
			const { context } = entry;
			const CiphertextBlob = await sealed(kms, KeyId, context);
			const { error } = await answerOf(kms.as(worker), 'Decrypt', {
				CiphertextBlob,
				EncryptionContext: context
			});
			return { ...entry, error };
		})
	);
	const right = tried.filter(({ error }) => error === undefined).length;
	const whyOf = ({ is, error }: (typeof tried)[number]) => {
		if (error === undefined)
			return is === 'same'
				? say`It has exactly the pairs of the constraint.`
				: say`${code('EncryptionContextSubset')} demands the pairs that it lists and lets others stand beside them.`;
		if (is === 'more')
			return say`${code('EncryptionContextEquals')} demands the listed pairs and no other, so the grant does not help: ${code(error)}.`;
		if (is === 'case')
			return say`Constraints compare values with letter case. KMS answers ${code(error)}.`;
		return say`${is === 'other' ? say`The pair of the constraint is not there` : say`A pair of the constraint is missing`}, and nothing but the grant would allow the call: ${code(error)}.`;
	};
	return {
		type: right > 1 ? 'multiple' : 'single',
		stem: say`No policy lets the role ${code('Worker')} decrypt. A grant gives it ${code('Decrypt')} on a symmetric KMS key, with these constraints:${json({ [kind]: constraint })}Each of these ciphertexts was sealed under that key with the encryption context shown, and ${code('Worker')} sends that same context. Which ${right > 1 ? say`two requests are` : say`request is`} allowed?`,
		options: tried.map((entry) => ({
			text: code(JSON.stringify(entry.context)),
			correct: entry.error === undefined,
			why: whyOf(entry)
		})),
		hints: [say`Does the constraint speak of all pairs, or of some that have to be among them?`]
	};
}

export const grantConstraint: Template = {
	id: 'drill-grant-constraint',
	version: 1,
	title: 'What a grant’s constraint lets through',
	module: '04-who-can-use-a-key',
	types: ['single', 'multiple'],
	difficulty: 2,
	facts: ['context-grant-constraints', 'grant-constraint-match'],
	exam: ['SCS-C03/5.2'],
	twins: 'grant-or-policy',
	make
};
