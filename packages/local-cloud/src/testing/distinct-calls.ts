import type { AwsCall } from '../iam-recording/aws-call.ts';

/**
 * The first of the calls that differ in nothing that a policy could tell apart: the same caller and action, and the same
 * resource but for what varies from run to run (the id of a job, the rest of an object's key after its first part).
 */
export function distinctCalls(calls: readonly AwsCall[]): AwsCall[] {
  const firsts = new Map<string, AwsCall>();
  for (const call of calls) {
    const sort = `${call.principal} ${call.action} ${generalise(call.resource)}`;
    if (!firsts.has(sort)) firsts.set(sort, call);
  }
  return [...firsts.values()];
}

function generalise(arn: string): string {
  return arn
    .replace(/^(arn:aws:s3:::[^/]+\/[^/]+\/).*$/, '$1*')
    .replace(/^(arn:aws:batch:.*:job\/).*$/, '$1*');
}
