import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';

/** Right of a role, `{ Action, Resource }`, with a `Sid` that names its purpose. */
export type Grant = Omit<aws.iam.PolicyStatement, 'Effect'> & { readonly Sid: string };

/** Attaches a policy to a role. */
export function grant(
  role: Pick<aws.iam.Role, 'name'>,
  name: string,
  grants: readonly Grant[],
  parent: pulumi.Resource,
): aws.iam.RolePolicy {
  const Statement = grants.map((statement) => ({ Effect: 'Allow' as const, ...statement }));
  return new aws.iam.RolePolicy(
    name,
    { role: role.name, policy: { Version: '2012-10-17', Statement } },
    { parent },
  );
}
