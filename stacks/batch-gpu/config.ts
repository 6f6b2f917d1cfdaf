import { tierSettings, tiers } from '@deepsentinel/queue-contracts';
import { gpuInstanceType, instanceType, logRetentionDays, readConfig } from '@deepsentinel/stack-kit';
import { z } from 'zod';
import { environmentNames } from './environment-name.ts';

function mostVcpus(device: 'cpu' | 'cuda'): number {
  return Math.max(
    ...tiers.map((tier) => (tierSettings[tier].device === device ? tierSettings[tier].vcpus : 0)),
  );
}

const maxVcpus = (device: 'cpu' | 'cuda') =>
  z
    .number()
    .int()
    .min(mostVcpus(device), `must be at least ${mostVcpus(device)}, or no job ever fits`);

const noQueue = `has no queue: list one or more of ${environmentNames.join(', ')}`;
const tierEnvironments = z.array(z.enum(environmentNames), { error: noQueue }).min(1, noQueue);

const configSchema = z
  .object({
    tiers: z.object({ lite: tierEnvironments, basic: tierEnvironments, premium: tierEnvironments }),
    cpuPlatform: z.enum(['fargate', 'ec2']),
    cpuInstanceTypes: z.array(instanceType).min(1).optional(),
    cpuMaxVcpus: maxVcpus('cpu'),
    gpuMaxVcpus: maxVcpus('cuda'),
    gpuInstanceTypes: z.array(gpuInstanceType).min(1),
    logRetentionDays,
  })
  .superRefine((config, context) => {
    for (const tier of tiers) {
      const kind = tierSettings[tier].device === 'cuda' ? 'gpu' : 'cpu';
      const foreign = config.tiers[tier].filter((name) => !name.startsWith(kind));
      if (foreign.length > 0) {
        const message = `${foreign.join(', ')} cannot run it: the tier needs ${kind}-spot or ${kind}-on-demand`;
        context.addIssue({ code: 'custom', path: ['tiers', tier], message });
      }
    }
    if ((config.cpuPlatform === 'ec2') !== (config.cpuInstanceTypes !== undefined)) {
      const message = 'goes together with cpuPlatform: ec2, and with nothing else';
      context.addIssue({ code: 'custom', path: ['cpuInstanceTypes'], message });
    }
  });

export const config = readConfig(configSchema);
