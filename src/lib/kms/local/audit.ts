/** Writes the audit trail. */
import type { KmsError } from '../errors.ts';
import type { Call } from './call.ts';
import { shownMembers, userIdentityOf } from './events.ts';
import type { AuditEvent } from './events.ts';
import { accountOf, createUuid } from './names.ts';

/** The record of a call that was carried out or refused. */
export function recordOf(
	call: Call,
	{ readOnly }: { readOnly: boolean },
	input: object,
	{ output, error }: { output?: object; error?: KmsError }
): AuditEvent {
	const { world, region, principal, resources, keyMaterialId, operation } = call;
	const { random } = world.parts;
	return {
		eventVersion: '1.11',
		userIdentity: userIdentityOf(principal),
		eventTime: world.now.toISOString().replace(/\.\d+Z$/, 'Z'),
		eventSource: 'kms.amazonaws.com',
		eventName: operation,
		awsRegion: region,
		...(error ? { errorCode: error.name } : {}),
		...(error?.message ? { errorMessage: error.message } : {}),
		requestParameters: shownMembers(input),
		responseElements: output && !readOnly ? shownMembers(output) : null,
		...(keyMaterialId && !error ? { additionalEventData: { keyMaterialId } } : {}),
		requestID: createUuid(random),
		eventID: createUuid(random),
		readOnly,
		resources: resources.map((ARN) => ({
			accountId: accountOf(ARN),
			type: ARN.includes(':alias/') ? 'AWS::KMS::Alias' : 'AWS::KMS::Key',
			ARN
		})),
		eventType: 'AwsApiCall',
		managementEvent: true,
		recipientAccountId: call.accountId,
		eventCategory: 'Management'
	};
}
