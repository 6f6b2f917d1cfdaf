import { getDenialReasons, type RequestAnalysis, runSimulation } from '@cloud-copilot/iam-simulate';
import { listOf, type PolicyDocument, type RoleAccess } from './policy.ts';
import type { RecordedCall } from './recorded-call.ts';

/** Decision of IAM about a call. */
export interface Verdict {
  readonly isAllowed: boolean;
  /** Explanation in one sentence that names the call. */
  readonly reason: string;
}

/**
 * Decides whether a role may make a call.
 *
 * @throws {Error} IAM knows no such action, the resource is none that the action has, or a policy is malformed
 */
export async function allowsCall(call: RecordedCall, access: RoleAccess): Promise<Verdict> {
  const analysis = await simulate(call, access);
  const name = `${call.action} on ${call.resource}`;
  if (analysis.result === 'Allowed') return { isAllowed: true, reason: `${name} is allowed` };
  return { isAllowed: false, reason: `${name} is denied: ${explain(analysis, call)}` };
}

async function simulate(call: RecordedCall, access: RoleAccess): Promise<RequestAnalysis> {
  const { roleArn, policies } = access;
  const accountId = roleArn.split(':')[4]!;
  const resourcePolicy = policyOfResource(call.resource, access);
  const result = await runSimulation(
    {
      request: {
        principal: roleArn,
        action: call.action,
        resource: { resource: call.resource, accountId },
        contextVariables: contextOf(call, access),
      },
      identityPolicies: policies.map(({ name, document }) => ({ name, policy: document })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resourcePolicy && { resourcePolicy }),
    },
    {},
  );
  if (result.resultType === 'single') return result.result.analysis;
  const problem = result.resultType === 'error' ? result.errors : 'the resource of a call holds no wildcard';
  throw new Error(`cannot simulate ${call.action} on ${call.resource}: ${JSON.stringify(problem)}`);
}

/** Makes the context of a call: through TLS, from the role's own account. */
function contextOf({ parameters }: RecordedCall, { roleArn, region }: RoleAccess) {
  const account = roleArn.split(':')[4]!;
  const prefix = 'aws:RequestTag/';
  const tags = Object.keys(parameters).filter((key) => key.startsWith(prefix));
  return {
    'aws:SecureTransport': 'true',
    'aws:RequestedRegion': region,
    'aws:PrincipalArn': roleArn,
    'aws:PrincipalAccount': account,
    'aws:ResourceAccount': account,
    ...(tags.length > 0 && { 'aws:TagKeys': tags.map((key) => key.slice(prefix.length)) }),
    ...parameters,
  };
}

/** Finds the policy of a resource; a bucket's policy applies to its objects, too. */
function policyOfResource(
  resource: string,
  { resourcePolicies = {} }: RoleAccess,
): PolicyDocument | undefined {
  return resourcePolicies[resource] ?? resourcePolicies[resource.split('/')[0]!];
}

function explain(analysis: RequestAnalysis, { action }: RecordedCall): string {
  const explicit = getDenialReasons(analysis).find(({ denialType }) => denialType === 'Explicit');
  if (explicit && 'statementIndex' in explicit) {
    const statement = explicit.statementId ?? `number ${explicit.statementIndex}`;
    return `statement ${statement} of the ${policyName(explicit)} denies it`;
  }
  const near = analysis.identityAnalysis?.unmatchedStatements.filter(({ actionMatch }) => actionMatch) ?? [];
  if (near.length === 0) return `no statement has ${action}`;
  const failures = near.map(({ statement, resourceMatch }) =>
    resourceMatch
      ? `the condition of ${statement.sid() ?? 'a statement'} is not met`
      : `${statement.sid() ?? 'a statement'} allows it on ${resourcesOf(statement.toJSON())}`,
  );
  return failures.join('; ');
}

function policyName({ policyType, policyIdentifier }: { policyType: string; policyIdentifier?: string }) {
  return policyType === 'resource' ? "resource's policy" : `policy ${policyIdentifier}`;
}

function resourcesOf({ Resource, NotResource }: { Resource?: string; NotResource?: string }): string {
  return NotResource === undefined
    ? listOf(Resource).join(', ')
    : `all but ${listOf(NotResource).join(', ')}`;
}
