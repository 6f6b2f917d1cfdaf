import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { buildLogs } from './build-logs.ts';

const managedPolicies = {
  builder: 'arn:aws:iam::aws:policy/EC2InstanceProfileForImageBuilder',
  ssm: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
};

export interface BuilderArgs {
  readonly instanceType: string;
  readonly subnetId: pulumi.Input<string>;
  readonly securityGroupId: pulumi.Input<string>;
  /** S3 addresses of the objects that the build reads. */
  readonly sources: readonly string[];
  readonly logRetentionDays: number;
}

/** Temporary machine that builds and tests images. */
export class Builder extends pulumi.ComponentResource {
  readonly configurationArn: pulumi.Output<string>;

  constructor(name: string, args: BuilderArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:model-ami:Builder', name, {}, options);
    const logs = buildLogs(`${name}-logs`, args.logRetentionDays, this);
    const role = new aws.iam.Role(
      name,
      { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: 'ec2.amazonaws.com' }) },
      { parent: this },
    );
    for (const [policy, policyArn] of Object.entries(managedPolicies)) {
      new aws.iam.RolePolicyAttachment(`${name}-${policy}`, { role: role.name, policyArn }, { parent: this });
    }
    new aws.iam.RolePolicy(
      name,
      { role: role.name, policy: buildPolicy(args.sources, logs.arn) },
      { parent: this },
    );
    const profile = new aws.iam.InstanceProfile(name, { role: role.name }, { parent: this });
    const configuration = new aws.imagebuilder.InfrastructureConfiguration(
      name,
      {
        instanceProfileName: profile.name,
        instanceTypes: [args.instanceType],
        subnetId: args.subnetId,
        securityGroupIds: [args.securityGroupId],
        terminateInstanceOnFailure: true,
        instanceMetadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
        logging: { s3Logs: { s3BucketName: logs.bucket } },
      },
      { parent: this },
    );
    this.configurationArn = configuration.arn;
    this.registerOutputs();
  }
}

function buildPolicy(sources: readonly string[], logsArn: pulumi.Input<string>): aws.iam.PolicyDocument {
  const objects = sources.map((uri) => uri.replace(/^s3:\/\//, 'arn:aws:s3:::'));
  const buckets = [...new Set(objects.map((arn) => arn.split('/')[0]!))];
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'ReadModels', Effect: 'Allow', Action: 's3:GetObject', Resource: objects },
      { Sid: 'ListModels', Effect: 'Allow', Action: 's3:ListBucket', Resource: buckets },
      {
        Sid: 'WriteLogs',
        Effect: 'Allow',
        Action: 's3:PutObject',
        Resource: pulumi.interpolate`${logsArn}/*`,
      },
    ],
  };
}
