/** Who asks, and whether they may: policy documents and their evaluation, with the way to the answer. */
export { grantOperations } from './actions.ts';
export { authorize } from './authorize.ts';
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
export { MalformedPolicyError, policyTexts } from './faults.ts';
export type { PolicyFault, PolicyFaultCode, PolicyReaction } from './faults.ts';
export type { ValidationOptions } from './findings.ts';
export { childGrantFits, grantAllows, grantLetsRetire } from './grants.ts';
export type { GrantVerdict, NewGrant } from './grants.ts';
export { accessDeniedMessage, unknownKeyMessage } from './messages.ts';
export type { MessageOptions } from './messages.ts';
export { conditionOperators } from './operators.ts';
export type {
	AccessRequest,
	ContextValue,
	Grant,
	GrantConstraints,
	PolicySet,
	Principal,
	RequestContext
} from './request.ts';
export { awsManagedKeyPolicy, defaultKeyPolicy } from './standard-policies.ts';
export { parsePolicy, validatePolicy } from './validate.ts';
