import { tierSettings } from '@deepsentinel/queue-contracts';
import { describe, expect, test } from '@jest/globals';
import { type ContainerArgs, containerProperties } from '../container-properties.ts';

const args: ContainerArgs = {
  tier: 'basic',
  settings: tierSettings.basic,
  platform: 'fargate',
  image: 'repository@sha256:0',
  jobRoleArn: 'job-role',
  executionRoleArn: 'execution-role',
  logGroup: '/jobs/basic',
  region: 'eu-central-1',
  environment: { RESULTS_BUCKET: 'results' },
};

/**
 * Sizes of Fargate tasks, MiB by vCPUs.
 *
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/API_ResourceRequirement.html
 */
const fargateSizes: Readonly<Record<string, readonly number[]>> = {
  '1': [2048, 3072, 4096, 5120, 6144, 7168, 8192],
  '2': [4096, 5120, 6144, 7168, 8192, 9216, 10240, 11264, 12288, 13312, 14336, 15360, 16384],
  '4': Array.from({ length: 23 }, (_, step) => 8192 + step * 1024),
};

describe('a container on Fargate', () => {
  const properties = containerProperties(args);

  test('has no host: the models are in its image, and nothing names a path outside', () => {
    expect(JSON.stringify(properties)).not.toContain('sourcePath');
    expect(properties).toMatchObject({
      networkConfiguration: { assignPublicIp: 'DISABLED' },
      runtimePlatform: { cpuArchitecture: 'X86_64' },
    });
  });

  test.each(['lite', 'basic'] as const)('of the %s tier has a size that Fargate offers', (tier) => {
    const { vcpus, memoryMiB } = tierSettings[tier];
    expect(fargateSizes[vcpus]).toContain(memoryMiB);
  });
});

describe('a container on a host of ours', () => {
  const properties = containerProperties({
    ...args,
    tier: 'premium',
    settings: tierSettings.premium,
    platform: 'ec2',
  });

  test('reads the models of the host and cannot write them', () => {
    expect(properties).toMatchObject({
      volumes: [{ name: 'tmp' }, { name: 'models', host: { sourcePath: '/opt/ml' } }],
      mountPoints: [
        { sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false },
        { sourceVolume: 'models', containerPath: '/opt/ml', readOnly: true },
      ],
    });
    expect(properties).not.toHaveProperty('fargatePlatformConfiguration');
  });

  test('asks for a GPU, and for less memory than its smallest host has for it', () => {
    const required = properties['resourceRequirements'] as { type: string; value: string }[];
    expect(required).toContainEqual({ type: 'GPU', value: '1' });
    const memory = Number(required.find(({ type }) => type === 'MEMORY')!.value);
    expect(memory).toBeLessThan(16 * 1024 - 1024);
  });
});

test('a file system that is the image, a runner that hears signals, and a stream of its own in the log', () => {
  expect(containerProperties(args)).toMatchObject({
    readonlyRootFilesystem: true,
    linuxParameters: { initProcessEnabled: true },
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': '/jobs/basic',
        'awslogs-region': 'eu-central-1',
        'awslogs-stream-prefix': 'basic',
      },
    },
  });
});
