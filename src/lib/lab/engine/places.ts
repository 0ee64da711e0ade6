/** Who stands on most stages. */
import type { ActorPlace, StagePlan } from '../stage/types.ts';

export const application: ActorPlace = {
	id: 'application',
	name: 'Your application',
	where: 'inside your trust boundary',
	kind: 'application'
};

export const kms: ActorPlace = { id: 'kms', name: 'AWS KMS', where: 'eu-central-1', kind: 'kms' };

export const storage: ActorPlace = {
	id: 'storage',
	name: 'Storage',
	where: 'Amazon S3, say: one object',
	kind: 'storage'
};

/** Application, AWS KMS and storage; the line to storage runs past AWS KMS. */
export const usualStage: StagePlan = {
	actors: [{ ...application, where: 'your trust boundary, as the role payroll-app' }, kms, storage],
	lanes: [{ between: ['application', 'kms'] }, { between: ['application', 'storage'] }]
};
