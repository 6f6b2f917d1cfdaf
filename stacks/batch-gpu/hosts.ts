import type * as pulumi from '@pulumi/pulumi';

/** Where jobs run in the network. */
export interface Network {
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly securityGroupIds: pulumi.Input<string>[];
}

/** What instances of ours start with. */
export interface Ec2Hosts {
  readonly profileArn: pulumi.Input<string>;
  readonly imageId: pulumi.Input<string>;
  readonly templateId: pulumi.Input<string>;
  readonly templateVersion: pulumi.Input<string>;
}
