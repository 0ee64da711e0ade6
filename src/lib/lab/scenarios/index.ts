/** The code of each scenario, loaded when its page opens: no page pays for another's. */
import type { LabScenarioId } from '#lib/content/index.ts';
import type { ScenarioCode } from '../engine/types.ts';

const loaders: { [Id in LabScenarioId]: () => Promise<{ scenario: ScenarioCode<Id> }> } = {
	access: () => import('./access/index.ts'),
	direct: () => import('./direct/index.ts'),
	envelope: () => import('./envelope/index.ts'),
	context: () => import('./context/index.ts'),
	reencrypt: () => import('./reencrypt/index.ts'),
	rsa: () => import('./rsa/index.ts'),
	deletion: () => import('./deletion/index.ts'),
	rotation: () => import('./rotation/index.ts'),
	import: () => import('./import/index.ts'),
	s3: () => import('./s3/index.ts'),
	caching: () => import('./caching/index.ts')
};

/** @throws {Error} when there is no such scenario, or its code cannot be loaded */
export async function loadScenario(id: string): Promise<ScenarioCode> {
	if (!Object.hasOwn(loaders, id)) throw new Error(`The Lab has no scenario "${id}"`);
	// A scenario is given the steps of its own only, whatever the type of all of them says.
	return (await loaders[id as LabScenarioId]()).scenario;
}
