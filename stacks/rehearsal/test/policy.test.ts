import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { RegisteredResource } from '@deepsentinel/pulumi-engine';
import { describe, expect, test } from '@jest/globals';
import { environments, policy, stackFolders, violations } from '../src/index.ts';
import { rehearseOnce } from './rehearse-once.ts';

test.each(environments)(
  'everything that the programs register for %s keeps to the policy',
  async (environment) => {
    const rehearsal = await rehearseOnce(environment);
    const wrong = stackFolders.flatMap((folder) => violations(policy, rehearsal[folder].resources));
    expect(wrong).toEqual([]);
    const memory = stackFolders.map((folder) => `${folder} ${rehearsal[folder].peakMiB} MiB`);
    process.stderr.write(`${environment}: ${memory.join(', ')}\n`);
  },
);

test('what can carry tags does, and nothing else is given any', async () => {
  const rehearsal = await rehearseOnce('dev', { networking: { egress: 'endpoints' } });
  const resources = stackFolders.flatMap((folder) =>
    rehearsal[folder].resources.filter(({ custom }) => custom),
  );
  const wrong = resources.filter(({ type, inputs }) => takesTags(type) !== (inputs['tags'] !== undefined));
  expect([...new Set(wrong.map(({ type }) => type))]).toEqual([]);
});

const provider = dirname(createRequire(import.meta.url).resolve('@pulumi/aws/package.json'));

/** Whether the provider's declaration of a type (`aws:sqs/queue:Queue`) has the argument `tags`. */
function takesTags(type: string): boolean {
  const [, path] = type.split(':');
  return /^ {4}tags\?:/m.test(readFileSync(join(provider, `${path}.d.ts`), 'utf8'));
}

/** Resources that break a rule, each with the expected message. */
const offenses: readonly (readonly [string, string, Record<string, unknown>, RegExp])[] = [
  [
    'an open port',
    'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
    { cidrIpv4: '0.0.0.0/0' },
    /named by its security group/,
  ],
  [
    'a bucket without blocks',
    'aws:s3/bucket:Bucket',
    {},
    /blocks public access.*\n.*encrypts.*\n.*protected/,
  ],
  ['a public function', 'aws:lambda/functionUrl:FunctionUrl', { authorizationType: 'NONE' }, /sign with IAM/],
  ['a plain queue', 'aws:sqs/queue:Queue', {}, /a queue encrypts/],
  [
    'a plain volume',
    'aws:ec2/launchTemplate:LaunchTemplate',
    { blockDeviceMappings: [{ ebs: {} }] },
    /volumes are encrypted/,
  ],
  ['metadata without a token', 'aws:ec2/launchTemplate:LaunchTemplate', {}, /IMDSv2/],
  ['eternal logs', 'aws:cloudwatch/logGroup:LogGroup', {}, /logs expire/],
  [
    'any action',
    'aws:iam/rolePolicy:RolePolicy',
    { policy: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::b' }] } },
    /allows s3:\*/,
  ],
  [
    'any resource',
    'aws:iam/rolePolicy:RolePolicy',
    {
      policy: {
        Statement: [{ Effect: 'Allow', Action: ['batch:ListJobs', 'sqs:SendMessage'], Resource: '*' }],
      },
    },
    /allows sqs:SendMessage on everything$/,
  ],
  [
    'an administrator',
    'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
    { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    /AdministratorAccess/,
  ],
  [
    'a compute environment with a service role',
    'aws:batch/computeEnvironment:ComputeEnvironment',
    { serviceRole: 'r', computeResources: { type: 'FARGATE' } },
    /never replaced/,
  ],
  [
    'an allocation strategy that replaces',
    'aws:batch/computeEnvironment:ComputeEnvironment',
    { computeResources: { type: 'EC2', allocationStrategy: 'BEST_FIT', minVcpus: 0 } },
    /never replaced/,
  ],
  [
    'an image by tag',
    'aws:batch/jobDefinition:JobDefinition',
    { containerProperties: JSON.stringify({ image: 'runner:latest' }) },
    /by digest/,
  ],
];

describe('the policy finds', () => {
  test.each(offenses)('%s', (_phrase, type, inputs, expected) => {
    const options = { protect: false, ignoreChanges: [], dependencies: [] };
    const names = { urn: 'urn', type, name: 'it', parent: '', custom: true };
    const resource: RegisteredResource = { ...names, inputs, outputs: {}, options };
    expect(violations(policy, [resource]).join('\n')).toMatch(expected);
  });
});
