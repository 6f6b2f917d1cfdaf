import { fileURLToPath } from 'node:url';
import { configError } from '@deepsentinel/pulumi-engine';
import { expect, test } from '@jest/globals';

const stack = fileURLToPath(new URL('..', import.meta.url));

test('all that is wrong with the configuration is said at once, before anything is made', async () => {
  const message = await configError(stack, {
    tiers: { lite: [], basic: ['gpu-spot'] },
    cpuMaxVcpus: 1,
    gpuMaxVcpus: '4 vCPUs',
    gpuInstanceTypes: ['c7i.xlarge', 'g5'],
    cpuInstanceTypes: ['c7i.large'],
    desiredVcpus: 4,
  });
  expect(message).toContain('configuration of deepsentinel-batch-gpu (Pulumi.dev.yaml');
  expect(message).toContain('tiers.lite: has no queue: list one or more of cpu-spot');
  expect(message).toContain('tiers.premium: has no queue');
  expect(message).toContain('cpuMaxVcpus: must be at least 2, or no job ever fits');
  expect(message).toContain('gpuMaxVcpus');
  expect(message).toContain('gpuInstanceTypes.0: must be an instance type with an NVIDIA GPU');
  expect(message).toContain('gpuInstanceTypes.1');
  expect(message).toContain('"desiredVcpus"');
});

test('a tier on the wrong kind of machine, and instance types that nothing uses, are refused', async () => {
  const message = await configError(stack, {
    tiers: { lite: ['cpu-spot'], basic: ['gpu-spot', 'cpu-spot'], premium: ['gpu-spot'] },
    cpuInstanceTypes: ['c7i.large'],
  });
  expect(message).toContain('tiers.basic: gpu-spot cannot run it: the tier needs cpu-spot or cpu-on-demand');
  expect(message).toContain('cpuInstanceTypes: goes together with cpuPlatform: ec2, and with nothing else');
});
