import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Bundle } from './bundle.ts';
import type { FunctionRole } from './function-role.ts';
import { grant } from './policy.ts';

/** Subnets and security group of functions. */
export interface FunctionNetwork {
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly securityGroupIds: pulumi.Input<string>[];
}

export interface NodeFunctionArgs {
  readonly bundle: Bundle;
  /** Name of an export of the bundle. */
  readonly handler: string;
  readonly role: FunctionRole;
  readonly timeoutSeconds: number;
  readonly network: FunctionNetwork;
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
}

/** A Lambda function in the network of the database, with its own log group. */
export class NodeFunction extends pulumi.ComponentResource {
  readonly function: aws.lambda.Function;

  constructor(name: string, args: NodeFunctionArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:NodeFunction', name, {}, options);
    const logs = new aws.cloudwatch.LogGroup(
      name,
      { name: `/deepsentinel/${pulumi.getStack()}/functions/${name}` },
      { parent: this },
    );
    const writeLogs = {
      Sid: 'WriteLogs',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: pulumi.interpolate`${logs.arn}:*`,
    };
    grant(args.role, `${name}-logs`, [writeLogs], this);
    this.function = new aws.lambda.Function(
      name,
      {
        runtime: 'nodejs24.x',
        architectures: ['arm64'],
        code: args.bundle.code,
        handler: `index.${args.handler}`,
        role: args.role.arn,
        timeout: args.timeoutSeconds,
        memorySize: 512,
        loggingConfig: { logFormat: 'JSON', logGroup: logs.name },
        vpcConfig: args.network,
        environment: {
          variables: {
            ...args.environment,
            POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(),
          },
        },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}

/** Namespace of the metrics that our functions count and our alarms watch. */
export function metricsNamespace(): string {
  return `DeepSentinel/${pulumi.getStack()}`;
}
