import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { Create } from './emulator.ts';

const asText = (document: unknown): string =>
  typeof document === 'string' ? document : JSON.stringify(document);

export const identityCreators: Readonly<Record<string, Create>> = {
  'aws:iam/role:Role': ({ name, inputs }, { iam }) =>
    iam.send(
      new CreateRoleCommand({
        RoleName: name,
        AssumeRolePolicyDocument: asText(inputs['assumeRolePolicy']),
        Tags: Object.entries<string>(inputs['tags']).map(([Key, Value]) => ({ Key, Value })),
      }),
    ),
  'aws:iam/rolePolicy:RolePolicy': ({ name, inputs }, { iam }) =>
    iam.send(
      new PutRolePolicyCommand({
        RoleName: inputs['role'],
        PolicyName: name,
        PolicyDocument: asText(inputs['policy']),
      }),
    ),
  'aws:iam/instanceProfile:InstanceProfile': async ({ name, inputs }, { iam }) => {
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }));
    await iam.send(
      new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: inputs['role'] }),
    );
  },
};
