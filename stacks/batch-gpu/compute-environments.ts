import type * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { ec2Environment } from './ec2-environment.ts';
import { type EnvironmentName, environmentNames } from './environment-name.ts';
import { fargateEnvironment } from './fargate-environment.ts';
import type { Ec2Hosts, Network } from './hosts.ts';

export interface ComputeEnvironmentsArgs {
  readonly network: Network;
  readonly hosts: Ec2Hosts;
  /** Environments that some tier names; others are not created. */
  readonly used: ReadonlySet<EnvironmentName>;
  readonly cpu: { readonly maxVcpus: number; readonly instanceTypes?: readonly string[] | undefined };
  readonly gpu: { readonly maxVcpus: number; readonly instanceTypes: readonly string[] };
}

/** Compute environments with and without GPU, on spare capacity (Spot) and on demand. */
export class ComputeEnvironments extends pulumi.ComponentResource {
  readonly arns: Readonly<Partial<Record<EnvironmentName, pulumi.Output<string>>>>;

  constructor(name: string, args: ComputeEnvironmentsArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:batch-gpu:ComputeEnvironments', name, {}, options);
    const names = environmentNames.filter((environment) => args.used.has(environment));
    this.arns = Object.fromEntries(
      names.map((environment) => [environment, this.#create(environment, args).arn]),
    );
    this.registerOutputs();
  }

  #create(name: EnvironmentName, args: ComputeEnvironmentsArgs): aws.batch.ComputeEnvironment {
    const { network, hosts, cpu, gpu } = args;
    const spot = name.endsWith('-spot');
    if (name.startsWith('gpu')) {
      return ec2Environment(name, { spot, ...gpu, imageType: 'ECS_AL2023_NVIDIA', hosts, network }, this);
    }
    const { maxVcpus, instanceTypes } = cpu;
    if (!instanceTypes) return fargateEnvironment(name, { spot, maxVcpus, network }, this);
    return ec2Environment(
      name,
      { spot, maxVcpus, instanceTypes, imageType: 'ECS_AL2023', hosts, network },
      this,
    );
  }
}
