import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { Network } from './hosts.ts';

export interface FargateEnvironmentArgs {
  readonly spot: boolean;
  readonly maxVcpus: number;
  readonly network: Network;
}

/** Makes a compute environment of Fargate tasks, which start within a minute and need no hosts. */
export function fargateEnvironment(
  name: string,
  { spot, maxVcpus, network }: FargateEnvironmentArgs,
  parent: pulumi.Resource,
): aws.batch.ComputeEnvironment {
  return new aws.batch.ComputeEnvironment(
    name,
    {
      type: 'MANAGED',
      computeResources: {
        type: spot ? 'FARGATE_SPOT' : 'FARGATE',
        maxVcpus,
        subnets: network.subnetIds,
        securityGroupIds: network.securityGroupIds,
      },
    },
    { parent },
  );
}
