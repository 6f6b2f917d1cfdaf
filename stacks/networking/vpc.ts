import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { flowLogs } from './flow-logs.ts';

export interface VpcArgs {
  readonly cidr: string;
}

/** The VPC. Its default security group lets nothing through, and its flows are logged. */
export class Vpc extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;

  constructor(name: string, { cidr }: VpcArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:networking:Vpc', name, {}, options);
    const vpc = new aws.ec2.Vpc(
      name,
      { cidrBlock: cidr, enableDnsHostnames: true, enableDnsSupport: true },
      { parent: this },
    );
    this.id = vpc.id;
    new aws.ec2.DefaultSecurityGroup(name, { vpcId: vpc.id, ingress: [], egress: [] }, { parent: this });
    flowLogs(name, vpc.id, this);
    this.registerOutputs();
  }
}
