import type { PolicyStatement, RoleAccess } from '../iam/policy.ts';
import type { RecordedCall } from '../iam/recorded-call.ts';

export const batchArn = (rest: string) => `arn:aws:batch:ap-northeast-2:111122223333:${rest}`;
export const queueArn = 'arn:aws:sqs:ap-northeast-2:111122223333:requests';
export const bucketArn = 'arn:aws:s3:::raw-videos-1a2b';

/** Makes a call, without parameters unless told otherwise. */
export function call(
  action: string,
  resource: string,
  parameters: RecordedCall['parameters'] = {},
): RecordedCall {
  return { action, resource, parameters };
}

export function allow(
  Action: string | string[],
  Resource: string | string[],
  rest: Partial<PolicyStatement> = {},
): PolicyStatement {
  return { Effect: 'Allow', Action, Resource, ...rest };
}

/** Makes a role whose policy `inline` has these statements. */
export function role(Statement: PolicyStatement[], rest: Partial<RoleAccess> = {}): RoleAccess {
  const document = { Version: '2012-10-17', Statement };
  return {
    roleArn: 'arn:aws:iam::111122223333:role/dispatcher',
    region: 'ap-northeast-2',
    policies: [{ name: 'inline', document }],
    ...rest,
  };
}
