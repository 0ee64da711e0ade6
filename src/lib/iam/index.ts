/** Who asks, and whether they may: policy documents and their evaluation, with the way to the answer. */
export type {
	ConditionCheck,
	Decider,
	Decision,
	PartCheck,
	Place,
	ReasonCode,
	StepResult,
	TraceStep
} from './decision.ts';
export type {
	ConditionBlock,
	ConditionValue,
	PolicyDocument,
	PolicyKind,
	PrincipalElement,
	Statement
} from './document.ts';
export type { Grant, GrantConstraints } from './grants.ts';
export type {
	AccessRequest,
	ContextValue,
	PolicySet,
	Principal,
	RequestContext
} from './request.ts';
