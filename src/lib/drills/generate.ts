import type { ChoiceQuestion } from '#lib/content/index.ts';
import { mulberry32 } from '#lib/study/index.ts';
import type { GeneratedQuestion } from '#lib/study/index.ts';
import { DrillError } from './errors.ts';
import type { Facts, Template } from './template.ts';
import { cachedCalls } from './templates/cached-calls.ts';
import { contextMatch } from './templates/context-match.ts';
import { deletionDate } from './templates/deletion-date.ts';
import { grantConstraint } from './templates/grant-constraint.ts';
import { isAllowed } from './templates/is-allowed.ts';
import { rotationCount } from './templates/rotation-count.ts';
import { sizeLimit } from './templates/size-limit.ts';
import { stillReadable } from './templates/still-readable.ts';
import { whichError } from './templates/which-error.ts';

/** Every template, in the order of the modules that teach it. */
export const templates: readonly Template[] = [
	sizeLimit,
	contextMatch,
	whichError,
	cachedCalls,
	isAllowed,
	grantConstraint,
	stillReadable,
	rotationCount,
	deletionDate
];

/**
 * The question that a template makes from a seed. The same template, version and seed give the same
 * question; its options stand with the right ones first, so show them as `arrange` says.
 * @throws {DrillError} `UNKNOWN_TEMPLATE`, `OTHER_VERSION` when the template has changed since,
 * `MISSING_FACT` when the curriculum lacks a fact that it rests on
 */
export async function generate(
	{ template: id, version, seed }: GeneratedQuestion,
	facts: Facts
): Promise<ChoiceQuestion> {
	const template = templates.find((entry) => entry.id === id);
	if (!template) throw new DrillError('UNKNOWN_TEMPLATE', `There is no template "${id}".`);
	if (template.version !== version)
		throw new DrillError(
			'OTHER_VERSION',
			`Template "${id}" is at version ${template.version}; version ${version} is not kept.`
		);
	const { module, difficulty, exam, twins } = template;
	const { hints = [], ...made } = await template.make(mulberry32(seed));
	return {
		id,
		module,
		difficulty,
		exam: [...exam],
		...(twins === undefined ? {} : { twins }),
		facts: template.facts.map((fact) => {
			const view = facts.get(fact);
			if (!view) throw new DrillError('MISSING_FACT', `The curriculum has no fact "${fact}".`);
			return view;
		}),
		hints,
		...made
	};
}
