import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { subnetLayout } from './subnet-layout.ts';

export interface SubnetsArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly vpcCidr: string;
  /** Names of availability zones. */
  readonly zones: pulumi.Input<readonly string[]>;
  readonly zoneCount: number;
}

/** Private subnets for jobs and functions, and isolated ones for the database, each kind with its own route tables. */
export class Subnets extends pulumi.ComponentResource {
  readonly privateIds: pulumi.Output<string>[];
  readonly databaseIds: pulumi.Output<string>[];
  /** Route table of all private subnets. */
  readonly privateRouteTableId: pulumi.Output<string>;

  constructor(name: string, args: SubnetsArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:networking:Subnets', name, {}, options);
    const layout = subnetLayout(args.vpcCidr, args.zoneCount);
    const subnets = (kind: 'private' | 'database') => {
      const table = new aws.ec2.RouteTable(kind, { vpcId: args.vpcId }, { parent: this });
      const ids = layout.map((blocks, index) => {
        const subnet = new aws.ec2.Subnet(
          `${kind}-${index}`,
          {
            vpcId: args.vpcId,
            cidrBlock: blocks[kind],
            availabilityZone: pulumi.output(args.zones).apply((zones) => zones[index]!),
          },
          { parent: this },
        );
        new aws.ec2.RouteTableAssociation(
          `${kind}-${index}`,
          { subnetId: subnet.id, routeTableId: table.id },
          { parent: this },
        );
        return subnet.id;
      });
      return { ids, table };
    };
    const inner = subnets('private');
    this.privateIds = inner.ids;
    this.privateRouteTableId = inner.table.id;
    this.databaseIds = subnets('database').ids;
    this.registerOutputs();
  }
}
