import { type ProgramResult, testAccount } from '@deepsentinel/pulumi-engine';
import type { RoleAccess } from '../src/iam/policy.ts';

/** Collects the policies that a stack gives to a role. */
export function roleAccess({ resources }: ProgramResult, role: string): RoleAccess {
  const { outputs } = resources.find(({ type, name }) => type === 'aws:iam/role:Role' && name === role)!;
  const own = resources.filter(
    ({ type, inputs }) => type === 'aws:iam/rolePolicy:RolePolicy' && inputs['role'] === outputs['name'],
  );
  const policies = own.map(({ name, inputs }) => ({ name, document: documentOf(inputs['policy']) }));
  return { roleArn: String(outputs['arn']), region: testAccount.region, policies };
}

function documentOf(policy: unknown): RoleAccess['policies'][number]['document'] {
  const document = typeof policy === 'string' ? JSON.parse(policy) : policy;
  return document as ReturnType<typeof documentOf>;
}
