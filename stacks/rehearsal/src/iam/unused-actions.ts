import { allowsCall } from './allows-call.ts';
import { type Grant, grantsOf } from './grants.ts';
import type { RoleAccess } from './policy.ts';
import type { RecordedCall } from './recorded-call.ts';

/**
 * Finds the grants of a role that no call uses: no call has the action and would be allowed by the grant alone.
 *
 * @throws {Error} a policy allows what cannot be listed, or is malformed
 */
export async function unusedActions(access: RoleAccess, calls: readonly RecordedCall[]): Promise<Grant[]> {
  const grants = await grantsOf(access.policies);
  const used = await Promise.all(grants.map((grant) => isUsed(grant, { access, calls })));
  return grants.filter((_, index) => !used[index]);
}

async function isUsed(
  { action, resource, condition, statementName }: Grant,
  { access, calls }: { access: RoleAccess; calls: readonly RecordedCall[] },
): Promise<boolean> {
  const Statement = {
    Effect: 'Allow',
    Action: action,
    Resource: resource,
    ...(condition && { Condition: condition }),
  };
  const { roleArn, region } = access;
  const alone = {
    roleArn,
    region,
    policies: [{ name: statementName, document: { Version: '2012-10-17', Statement } }],
  };
  const sameAction = calls.filter((call) => call.action.toLowerCase() === action.toLowerCase());
  const verdicts = await Promise.all(sameAction.map((call) => allowsCall(call, alone)));
  return verdicts.some(({ isAllowed }) => isAllowed);
}
