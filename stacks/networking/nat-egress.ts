import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

export interface NatEgressArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly publicCidr: string;
  readonly zone: pulumi.Input<string>;
  /** Route table of the private subnets. */
  readonly routeTableId: pulumi.Input<string>;
}

/** One NAT gateway in a public subnet: the network reaches out, and nothing reaches in. */
export class NatEgress extends pulumi.ComponentResource {
  constructor(name: string, args: NatEgressArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:networking:NatEgress', name, {}, options);
    const { vpcId, publicCidr, zone, routeTableId } = args;
    const anywhere = '0.0.0.0/0';
    const internet = new aws.ec2.InternetGateway(name, { vpcId }, { parent: this });
    const subnet = new aws.ec2.Subnet(
      `${name}-public`,
      { vpcId, cidrBlock: publicCidr, availabilityZone: zone, mapPublicIpOnLaunch: false },
      { parent: this },
    );
    const routes = new aws.ec2.RouteTable(`${name}-public`, { vpcId }, { parent: this });
    new aws.ec2.RouteTableAssociation(
      `${name}-public`,
      { subnetId: subnet.id, routeTableId: routes.id },
      { parent: this },
    );
    new aws.ec2.Route(
      `${name}-internet`,
      { routeTableId: routes.id, destinationCidrBlock: anywhere, gatewayId: internet.id },
      { parent: this },
    );
    const address = new aws.ec2.Eip(name, { domain: 'vpc' }, { parent: this });
    const gateway = new aws.ec2.NatGateway(
      name,
      { allocationId: address.id, subnetId: subnet.id },
      { parent: this, dependsOn: internet },
    );
    new aws.ec2.Route(
      name,
      { routeTableId, destinationCidrBlock: anywhere, natGatewayId: gateway.id },
      { parent: this },
    );
    this.registerOutputs();
  }
}
