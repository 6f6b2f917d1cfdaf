import { type Rehearsal, testAccount } from '@deepsentinel/pulumi-engine';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { allowsCall } from '../src/iam/allows-call.ts';
import type { RoleAccess } from '../src/iam/policy.ts';
import { policy, type StackFolder, violations } from '../src/index.ts';
import { rehearseOnce } from './rehearse-once.ts';
import { roleAccess } from './role-access.ts';

const { id: account, region } = testAccount;
const nova = 'amazon.nova-lite-v1:0';
const haiku = 'anthropic.claude-haiku-4-5-20251001-v1:0';
const pixtral = 'mistral.pixtral-large-2502-v1:0';
const profile = (id: string) => `arn:aws:bedrock:${region}:${account}:inference-profile/${id}`;
const model = (id: string, inRegion: string = region) =>
  `arn:aws:bedrock:${inRegion}::foundation-model/${id}`;

let rehearsal: Rehearsal<StackFolder>;
let access: RoleAccess;
beforeAll(async () => {
  const bedrockModelIds = [nova, `eu.${haiku}`, `global.${pixtral}`];
  rehearsal = await rehearseOnce('prod', { pipeline: { bedrockModelIds } });
  access = roleAccess(rehearsal.pipeline, 'job');
});

async function isAllowed(resource: string, through?: string, action = 'InvokeModel'): Promise<boolean> {
  const parameters: Record<string, string> = through ? { 'bedrock:InferenceProfileArn': through } : {};
  return (await allowsCall({ action: `bedrock:${action}`, resource, parameters }, access)).isAllowed;
}

describe('a job may ask', () => {
  test.each([
    ['a model that the configuration names', model(nova), undefined],
    ['an inference profile that it names', profile(`eu.${haiku}`), undefined],
    ['the model of that profile, through it', model(haiku), profile(`eu.${haiku}`)],
    ['the same where the profile leads', model(haiku, 'eu-north-1'), profile(`eu.${haiku}`)],
    ['that of a global profile', model(pixtral, 'us-east-1'), profile(`global.${pixtral}`)],
  ])('%s', async (_what, resource, through) => {
    expect(await isAllowed(resource, through)).toBe(true);
  });
});

describe('a job may not ask', () => {
  test.each([
    ['another model', model('amazon.nova-pro-v1:0'), undefined],
    ['a model in another region', model(nova, 'us-east-1'), undefined],
    ['the model of a profile without it', model(haiku), undefined],
    ['the model of a profile through another', model(haiku), profile(`us.${haiku}`)],
    ['another profile', profile(`us.${haiku}`), undefined],
  ])('%s', async (_what, resource, through) => {
    expect(await isAllowed(resource, through)).toBe(false);
  });
});

test('a job may do nothing but ask, one event at a time', async () => {
  for (const action of ['InvokeModelWithResponseStream', 'CreateModelInvocationJob'])
    expect(await isAllowed(model(nova), undefined, action)).toBe(false);
});

test('Bedrock is reached inside the network, by jobs alone', () => {
  const { resources } = rehearsal.pipeline;
  const group = resources.find(({ type }) => type === 'aws:ec2/securityGroup:SecurityGroup')!.outputs['id'];
  const jobs = rehearsal.networking.exports['jobSecurityGroupId'];
  const inputsOf = (type: string) => resources.filter((one) => one.type === type).map(({ inputs }) => inputs);
  expect(inputsOf('aws:ec2/vpcEndpoint:VpcEndpoint')).toEqual([
    expect.objectContaining({
      serviceName: `com.amazonaws.${region}.bedrock-runtime`,
      privateDnsEnabled: true,
      vpcId: rehearsal.networking.exports['vpcId'],
      subnetIds: rehearsal.networking.exports['privateSubnetIds'],
      securityGroupIds: [group],
    }),
  ]);
  const ports = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
  expect(inputsOf('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule')).toEqual([
    expect.objectContaining({ securityGroupId: group, referencedSecurityGroupId: jobs, ...ports }),
  ]);
  expect(inputsOf('aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule')).toEqual([
    expect.objectContaining({ securityGroupId: jobs, referencedSecurityGroupId: group, ...ports }),
  ]);
  expect(violations(policy, resources)).toEqual([]);
});

test('where no model is named there is no way and no right', async () => {
  const { pipeline } = await rehearseOnce('prod');
  expect(pipeline.resources.filter(({ type }) => type === 'aws:ec2/vpcEndpoint:VpcEndpoint')).toEqual([]);
  expect(JSON.stringify(roleAccess(pipeline, 'job').policies)).not.toContain('bedrock');
});
