import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Ec2Hosts, Network } from './hosts.ts';

export interface Ec2EnvironmentArgs {
  readonly spot: boolean;
  readonly maxVcpus: number;
  readonly instanceTypes: readonly string[];
  /** ECS-optimized Amazon Linux 2023 that the AMI is built from. */
  readonly imageType: 'ECS_AL2023' | 'ECS_AL2023_NVIDIA';
  readonly hosts: Ec2Hosts;
  readonly network: Network;
}

/**
 * Makes a compute environment of instances with our AMI, from none to the ceiling and back. Batch can change AMI,
 * template and instance types in place because of the service-linked role (none is named), these allocation strategies
 * and a name of Pulumi's making; an environment that must be replaced cannot be deleted while a queue names it.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/updating-compute-environments.html
 */
export function ec2Environment(
  name: string,
  args: Ec2EnvironmentArgs,
  parent: pulumi.Resource,
): aws.batch.ComputeEnvironment {
  const { spot, maxVcpus, instanceTypes, imageType, hosts, network } = args;
  return new aws.batch.ComputeEnvironment(
    name,
    {
      type: 'MANAGED',
      computeResources: {
        type: spot ? 'SPOT' : 'EC2',
        allocationStrategy: spot ? 'SPOT_PRICE_CAPACITY_OPTIMIZED' : 'BEST_FIT_PROGRESSIVE',
        minVcpus: 0,
        maxVcpus,
        instanceTypes: [...instanceTypes],
        instanceRole: hosts.profileArn,
        ec2Configurations: [{ imageType, imageIdOverride: hosts.imageId }],
        launchTemplate: { launchTemplateId: hosts.templateId, version: hosts.templateVersion },
        subnets: network.subnetIds,
        securityGroupIds: network.securityGroupIds,
        // A change of these replaces the environment: they say nothing that ever changes.
        tags: { Name: `deepsentinel-${pulumi.getStack()}-${name}`, project: 'deepsentinel' },
      },
      updatePolicy: { terminateJobsOnUpdate: false, jobExecutionTimeoutMinutes: 60 },
    },
    { parent, ignoreChanges: ['computeResources.desiredVcpus'] },
  );
}
