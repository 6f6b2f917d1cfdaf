import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** Services that jobs, functions, instances and image builds call, by the names of their endpoints. */
const interfaceServices = [
  'ecr.api',
  'ecr.dkr',
  'ecs',
  'ecs-agent',
  'ecs-telemetry',
  'logs',
  'secretsmanager',
  'batch',
  'sqs',
  'ssm',
  'ssmmessages',
  'ec2messages',
  'imagebuilder',
] as const;

export interface S3EndpointArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly region: pulumi.Input<string>;
  readonly routeTableIds: pulumi.Input<string>[];
}

/**
 * Makes a gateway endpoint for S3, which is free of charge, for videos, thumbnails and image layers.
 *
 * @returns its prefix list
 */
export function s3Endpoint(name: string, args: S3EndpointArgs): pulumi.Output<string> {
  const endpoint = new aws.ec2.VpcEndpoint(name, {
    vpcId: args.vpcId,
    serviceName: pulumi.interpolate`com.amazonaws.${args.region}.s3`,
    vpcEndpointType: 'Gateway',
    routeTableIds: args.routeTableIds,
  });
  return endpoint.prefixListId;
}

export interface EndpointEgressArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly region: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
}

/** Interface endpoints, one for each service: the network reaches AWS and nothing else. */
export class EndpointEgress extends pulumi.ComponentResource {
  constructor(name: string, args: EndpointEgressArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:networking:EndpointEgress', name, {}, options);
    for (const service of interfaceServices) {
      new aws.ec2.VpcEndpoint(
        service.replace('.', '-'),
        {
          vpcId: args.vpcId,
          serviceName: pulumi.interpolate`com.amazonaws.${args.region}.${service}`,
          vpcEndpointType: 'Interface',
          privateDnsEnabled: true,
          subnetIds: args.subnetIds,
          securityGroupIds: [args.securityGroupId],
        },
        { parent: this },
      );
    }
    this.registerOutputs();
  }
}
