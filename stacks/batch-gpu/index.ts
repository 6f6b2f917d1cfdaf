import { perTier, tiers } from '@deepsentinel/queue-contracts';
import { applyConventions, StackOutputs } from '@deepsentinel/stack-kit';
import type * as modelAmi from '@deepsentinel/stack-model-ami';
import type * as networking from '@deepsentinel/stack-networking';
import { ComputeEnvironments } from './compute-environments.ts';
import { config } from './config.ts';
import { ExecutionRole } from './execution-role.ts';
import { HostTemplate } from './host-template.ts';
import { InstanceRole } from './instance-role.ts';
import { JobLogs } from './job-logs.ts';
import { JobQueues } from './job-queues.ts';
import { Repository } from './repository.ts';

applyConventions(config);

const network = new StackOutputs<typeof networking>('deepsentinel-networking');
const models = new StackOutputs<typeof modelAmi>('deepsentinel-model-ami');

const repositories = { cpu: new Repository('runner-cpu'), gpu: new Repository('runner-gpu') };
const logs = new JobLogs('job-logs');
const executionRole = new ExecutionRole('execution', {
  repositoryArns: Object.values(repositories).map(({ arn }) => arn),
  logGroupArns: Object.values(logs.groups).map(({ arn }) => arn),
});

const template = new HostTemplate('host', { modelDevice: models.get('modelDevice') });
const environments = new ComputeEnvironments('compute', {
  network: {
    subnetIds: network.get('privateSubnetIds'),
    securityGroupIds: [network.get('jobSecurityGroupId')],
  },
  hosts: {
    profileArn: new InstanceRole('host').profileArn,
    imageId: models.get('imageId'),
    templateId: template.id,
    templateVersion: template.version,
  },
  used: new Set(tiers.flatMap((tier) => config.tiers[tier])),
  cpu: { maxVcpus: config.cpuMaxVcpus, instanceTypes: config.cpuInstanceTypes },
  gpu: { maxVcpus: config.gpuMaxVcpus, instanceTypes: config.gpuInstanceTypes },
});
const queues = new JobQueues('job-queues', { environmentArns: environments.arns, tiers: config.tiers });

export const jobQueueArns = queues.arns;
export const repositoryUrls = { cpu: repositories.cpu.url, gpu: repositories.gpu.url };
export const executionRoleArn = executionRole.arn;
export const logGroupNames = perTier((tier) => logs.groups[tier].name);
export const cpuPlatform = config.cpuPlatform;
