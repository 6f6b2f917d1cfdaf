import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

export interface ExecutionRoleArgs {
  readonly repositoryArns: pulumi.Input<string>[];
  readonly logGroupArns: pulumi.Input<string>[];
}

/** Role that starts containers: it may pull our images and write to our log groups, and nothing else. */
export class ExecutionRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: ExecutionRoleArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:batch-gpu:ExecutionRole', name, {}, options);
    const role = new aws.iam.Role(
      name,
      { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: 'ecs-tasks.amazonaws.com' }) },
      { parent: this },
    );
    new aws.iam.RolePolicy(
      name,
      {
        role: role.name,
        policy: {
          Version: '2012-10-17',
          Statement: [
            // The registry's own log-in knows no resource.
            { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
            {
              Effect: 'Allow',
              Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
              Resource: args.repositoryArns,
            },
            {
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              Resource: args.logGroupArns.map((arn) => pulumi.interpolate`${arn}:*`),
            },
          ],
        },
      },
      { parent: this },
    );
    this.arn = role.arn;
    this.registerOutputs();
  }
}
