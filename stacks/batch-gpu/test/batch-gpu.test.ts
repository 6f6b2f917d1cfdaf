import { fileURLToPath } from 'node:url';
import { type ConfigOverrides, type RegisteredResource, runProgram } from '@deepsentinel/pulumi-engine';
import { beforeAll, describe, expect, test } from '@jest/globals';

const stack = fileURLToPath(new URL('..', import.meta.url));
const known = {
  'deepsentinel/deepsentinel-networking/dev': {
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    jobSecurityGroupId: 'sg-1',
  },
  'deepsentinel/deepsentinel-model-ami/dev': { imageId: 'ami-0123456789abcdef0', modelDevice: '/dev/sdf' },
};

async function run(config: ConfigOverrides = {}): Promise<readonly RegisteredResource[]> {
  const { errors, resources } = await runProgram(stack, { environment: 'dev', known, config });
  expect(errors).toEqual([]);
  return resources;
}

let asConfigured: readonly RegisteredResource[];
beforeAll(async () => {
  asConfigured = await run();
});

function resources(type: string, registered = asConfigured): RegisteredResource[] {
  return registered.filter((resource) => resource.type === type);
}

const computeEnvironment = 'aws:batch/computeEnvironment:ComputeEnvironment';

describe('compute environments', () => {
  test('exist as far as a tier names them, and queues try them in the order of the configuration', async () => {
    const registered = await run({
      tiers: { lite: ['cpu-spot'], basic: ['cpu-on-demand', 'cpu-spot'], premium: ['gpu-spot'] },
    });
    const environments = resources(computeEnvironment, registered);
    expect(environments.map(({ name }) => name)).toEqual(['cpu-spot', 'cpu-on-demand', 'gpu-spot']);
    const arnOf = (name: string) =>
      environments.find((environment) => environment.name === name)?.outputs['arn'];
    const basic = registered.find(({ name }) => name === 'analysis-basic');
    expect(basic?.inputs['computeEnvironmentOrders']).toEqual([
      { order: 1, computeEnvironment: arnOf('cpu-on-demand') },
      { order: 2, computeEnvironment: arnOf('cpu-spot') },
    ]);
  });

  test('with GPUs start hosts from the image with the models, and from nothing to the ceiling', () => {
    const [gpu] = resources(computeEnvironment).filter(({ name }) => name === 'gpu-spot');
    expect(gpu?.inputs['computeResources']).toMatchObject({
      type: 'SPOT',
      minVcpus: 0,
      maxVcpus: 4,
      ec2Configurations: [{ imageType: 'ECS_AL2023_NVIDIA', imageIdOverride: 'ami-0123456789abcdef0' }],
    });
  });

  test('without GPUs are Fargate, or hosts from the same image where a pack is too large for a container', async () => {
    const [fargate] = resources(computeEnvironment);
    expect(fargate?.inputs['computeResources']).toMatchObject({ type: 'FARGATE_SPOT', maxVcpus: 8 });
    const config = { cpuPlatform: 'ec2', cpuInstanceTypes: ['c7i.large'] };
    const [ec2] = resources(computeEnvironment, await run(config));
    expect(ec2?.inputs['computeResources']).toMatchObject({
      type: 'SPOT',
      instanceTypes: ['c7i.large'],
      ec2Configurations: [{ imageType: 'ECS_AL2023', imageIdOverride: 'ami-0123456789abcdef0' }],
    });
  });
});

test('hosts tell the ECS agent to give jobs two minutes, in the form that Batch merges with its own', () => {
  const [template] = resources('aws:ec2/launchTemplate:LaunchTemplate');
  const text = Buffer.from(String(template?.inputs['userData']), 'base64').toString();
  const [head, cloudConfig] = text.split('\n--==DEEPSENTINEL==\n');
  expect(head).toBe('MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="==DEEPSENTINEL=="\n');
  expect(cloudConfig).toMatch(/^Content-Type: text\/cloud-config; charset="us-ascii"\n\nbootcmd:\n/);
  expect(cloudConfig).toContain(' - echo ECS_CONTAINER_STOP_TIMEOUT=2m >> /etc/ecs/ecs.config\n');
  expect(cloudConfig).toContain(' - echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=true >> /etc/ecs/ecs.config\n');
  expect(text.endsWith('\n--==DEEPSENTINEL==--\n')).toBe(true);
});
