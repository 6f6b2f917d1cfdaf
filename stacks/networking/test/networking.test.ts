import { fileURLToPath } from 'node:url';
import { type ProgramResult, runProgram } from '@deepsentinel/pulumi-engine';
import { describe, expect, test } from '@jest/globals';

const stack = fileURLToPath(new URL('..', import.meta.url));

async function types(egress: string): Promise<ProgramResult['resources']> {
  const { errors, resources } = await runProgram(stack, { environment: 'dev', config: { egress } });
  expect(errors).toEqual([]);
  return resources;
}

describe('the way out', () => {
  test('by endpoints has no internet gateway, no public subnet and no rule that names addresses', async () => {
    const resources = await types('endpoints');
    expect(resources.filter(({ type }) => /InternetGateway|NatGateway|Eip/.test(type))).toEqual([]);
    const rules = resources.filter(({ type }) => type.includes('SecurityGroup') && type.includes('Rule'));
    expect(rules.filter(({ inputs }) => inputs['cidrIpv4'])).toEqual([]);
    const endpoints = resources.filter(({ type }) => type === 'aws:ec2/vpcEndpoint:VpcEndpoint');
    const services = endpoints.map(({ inputs }) =>
      String(inputs['serviceName']).replace('com.amazonaws.eu-central-1.', ''),
    );
    // What the jobs, the functions and their hosts call; without one of these they hang.
    expect(services).toEqual(
      expect.arrayContaining(['s3', 'ecr.api', 'ecr.dkr', 'ecs', 'logs', 'batch', 'sqs', 'secretsmanager']),
    );
  });

  test('by NAT has one gateway, and S3 without it', async () => {
    const resources = await types('nat');
    expect(resources.filter(({ type }) => type === 'aws:ec2/natGateway:NatGateway')).toHaveLength(1);
    const endpoints = resources.filter(({ type }) => type === 'aws:ec2/vpcEndpoint:VpcEndpoint');
    expect(endpoints.map(({ inputs }) => inputs['vpcEndpointType'])).toEqual(['Gateway']);
  });
});
