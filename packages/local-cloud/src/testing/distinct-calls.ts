import type { AwsCall } from '../iam-recording/aws-call.ts';

/**
 * Keeps the first of the calls that no policy could tell apart: the same caller and action, and the same resource but for
 * what varies from run to run (the id of a job, an object's key after its first segment).
 */
export function distinctCalls(calls: readonly AwsCall[]): AwsCall[] {
  const firsts = new Map<string, AwsCall>();
  for (const call of calls) {
    const sort = `${call.principal} ${call.action} ${generalize(call.resource)}`;
    if (!firsts.has(sort)) firsts.set(sort, call);
  }
  return [...firsts.values()];
}

function generalize(arn: string): string {
  return arn
    .replace(/^(arn:aws:s3:::[^/]+\/[^/]+\/).*$/, '$1*')
    .replace(/^(arn:aws:batch:.*:job\/).*$/, '$1*');
}
