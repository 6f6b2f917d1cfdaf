import type * as pulumi from '@pulumi/pulumi';

/** Subnets and security group of jobs. */
export interface Network {
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly securityGroupIds: pulumi.Input<string>[];
}

/** Launch template, instance profile and image of EC2 hosts. */
export interface Ec2Hosts {
  readonly profileArn: pulumi.Input<string>;
  readonly imageId: pulumi.Input<string>;
  readonly templateId: pulumi.Input<string>;
  readonly templateVersion: pulumi.Input<string>;
}
