import { type Grant, grantsOf } from './grants.ts';
import type { RoleAccess } from './policy.ts';
import type { RecordedCall } from './recorded-call.ts';
import { unusedActions } from './unused-actions.ts';

/**
 * Justification of an action that a role has and no recording shows. It covers all resources on which the action is
 * unused.
 */
export interface Justification {
  /** Action by the policy's name; one for each action that a wildcard includes. */
  readonly action: string;
  readonly reason: string;
}

/**
 * Compares the rights of a role with its recorded calls.
 *
 * @returns a complaint for each grant that is neither used nor justified, and for each justification that is no longer
 *   needed
 */
export async function reviewGrants(
  access: RoleAccess,
  { calls, justifications }: { calls: readonly RecordedCall[]; justifications: readonly Justification[] },
): Promise<string[]> {
  const unused = await unusedActions(access, calls);
  const justified = new Set(justifications.map(({ action }) => action.toLowerCase()));
  const unjustified = unused.filter(({ action }) => !justified.has(action.toLowerCase()));
  const granted = await grantsOf(access.policies);
  return [
    ...unjustified.map(complain),
    ...justifications.flatMap((entry) => flawOf(entry, { unused, granted }) ?? []),
  ];
}

function complain({ action, resource, statementName }: Grant): string {
  return `${statementName}: no call used ${action} on ${resource}; remove it, or justify it with a reason`;
}

function flawOf(
  { action, reason }: Justification,
  { unused, granted }: Readonly<Record<'unused' | 'granted', readonly Grant[]>>,
): string | undefined {
  const isOfAction = (grant: Grant) => grant.action.toLowerCase() === action.toLowerCase();
  if (!granted.some(isOfAction)) return `${action} is justified, but not granted: remove the justification`;
  if (!unused.some(isOfAction)) return `${action} is justified, but used: remove the justification`;
  if (reason.trim() === '') return `${action} is justified without a reason: give one`;
  return undefined;
}
