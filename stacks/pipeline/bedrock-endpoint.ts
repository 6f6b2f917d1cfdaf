import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

export interface BedrockEndpointArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly jobSecurityGroupId: pulumi.Input<string>;
}

/** Endpoint through which jobs reach Bedrock, whatever the network's egress: pictures of people never cross the internet. */
export class BedrockEndpoint extends pulumi.ComponentResource {
  constructor(name: string, args: BedrockEndpointArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:BedrockEndpoint', name, {}, options);
    const { vpcId, subnetIds, jobSecurityGroupId } = args;
    const group = new aws.ec2.SecurityGroup(
      name,
      { vpcId, description: 'Endpoint of Amazon Bedrock' },
      { parent: this },
    );
    const https = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
    new aws.vpc.SecurityGroupEgressRule(
      name,
      { securityGroupId: jobSecurityGroupId, referencedSecurityGroupId: group.id, ...https },
      { parent: this },
    );
    new aws.vpc.SecurityGroupIngressRule(
      name,
      { securityGroupId: group.id, referencedSecurityGroupId: jobSecurityGroupId, ...https },
      { parent: this },
    );
    const service = {
      serviceName: pulumi.interpolate`com.amazonaws.${aws.getRegionOutput().region}.bedrock-runtime`,
      vpcEndpointType: 'Interface',
      privateDnsEnabled: true,
    };
    new aws.ec2.VpcEndpoint(
      name,
      { vpcId, subnetIds, securityGroupIds: [group.id], ...service },
      { parent: this },
    );
    this.registerOutputs();
  }
}
