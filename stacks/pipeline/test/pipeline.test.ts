import { fileURLToPath } from 'node:url';
import { type ConfigOverrides, type ProgramResult, runProgram } from '@deepsentinel/pulumi-engine';
import { beforeAll, expect, test } from '@jest/globals';
import { bundleOf } from '../bundle.ts';

const stack = fileURLToPath(new URL('..', import.meta.url));
const perTier = (value: string) => ({
  lite: `${value}-lite`,
  basic: `${value}-basic`,
  premium: `${value}-premium`,
});
const known = {
  'deepsentinel/deepsentinel-networking/dev': {
    privateSubnetIds: ['subnet-1'],
    databaseSubnetIds: ['subnet-2', 'subnet-3'],
    functionSecurityGroupId: 'sg-1',
    databaseSecurityGroupId: 'sg-2',
  },
  'deepsentinel/deepsentinel-batch-gpu/dev': {
    jobQueueArns: perTier('queue'),
    logGroupNames: perTier('/jobs'),
    executionRoleArn: 'role',
    cpuPlatform: 'ec2',
  },
};

async function run(config: ConfigOverrides = {}): Promise<ProgramResult> {
  const result = await runProgram(stack, { environment: 'dev', known, config });
  expect(result.errors).toEqual([]);
  return result;
}

let asConfigured: ProgramResult;
beforeAll(async () => {
  asConfigured = await run();
});

test('CPU tiers take the models from their host where the fleet is hosts of ours', () => {
  const { resources } = asConfigured;
  const basic = resources.find(({ name }) => name === 'batch-runner-basic');
  expect(basic?.inputs['platformCapabilities']).toEqual(['EC2']);
  expect(String(basic?.inputs['containerProperties'])).toContain('"sourcePath":"/opt/ml"');
});

test('the results API is served or not, as configured', async () => {
  const functionUrl = 'aws:lambda/functionUrl:FunctionUrl';
  expect(asConfigured.resources.filter(({ type }) => type === functionUrl)).toHaveLength(1);
  const off = await run({ resultsApi: 'off' });
  expect(off.resources.filter(({ type }) => type === functionUrl)).toEqual([]);
  expect(off.exports['deployment']).not.toHaveProperty('apiUrl');
});

test('the database is migrated before anything that needs its schema is changed', () => {
  const { resources } = asConfigured;
  const find = (name: string, type: string) =>
    resources.find((one) => one.name === name && one.type === type);
  const migration = find('migrator', 'aws:lambda/invocation:Invocation');
  const definition = find('batch-runner-basic', 'aws:batch/jobDefinition:JobDefinition');
  const dispatcher = find('dispatcher-requests', 'aws:lambda/function:Function');
  const api = find('results-api', 'aws:lambda/function:Function');
  for (const later of [definition, dispatcher, api]) {
    expect(later?.options.dependencies).toContain(migration?.urn);
  }
});

test('a function is made when its role has its rights', () => {
  const { resources } = asConfigured;
  const functions = resources.filter(({ type }) => type === 'aws:lambda/function:Function');
  expect(functions).toHaveLength(5);
  for (const { options } of functions) {
    const types = options.dependencies.map((urn) => urn.split('::')[2]!.split('$').at(-1));
    expect(types).toEqual(
      expect.arrayContaining([
        'aws:iam/rolePolicy:RolePolicy',
        'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
      ]),
    );
  }
});

test('a function that was not bundled is named, with the command that does it', () => {
  expect(() => bundleOf('@deepsentinel/nothing')).toThrow(
    'the bundle of @deepsentinel/nothing is missing: run "npx turbo run bundle"',
  );
});
