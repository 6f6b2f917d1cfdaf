import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** Logs refused connections, which an operator needs when a job cannot reach something. */
export function flowLogs(name: string, vpcId: pulumi.Input<string>, parent: pulumi.Resource): void {
  const group = new aws.cloudwatch.LogGroup(
    `${name}-flows`,
    { name: `/deepsentinel/${pulumi.getStack()}/vpc-flows` },
    { parent },
  );
  const role = new aws.iam.Role(
    `${name}-flows`,
    {
      assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: 'vpc-flow-logs.amazonaws.com' }),
      inlinePolicies: [],
    },
    { parent },
  );
  new aws.iam.RolePolicy(
    `${name}-flows`,
    {
      role: role.name,
      policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
            Resource: pulumi.interpolate`${group.arn}:*`,
          },
        ],
      },
    },
    { parent },
  );
  new aws.ec2.FlowLog(
    name,
    {
      vpcId,
      trafficType: 'REJECT',
      logDestinationType: 'cloud-watch-logs',
      logDestination: group.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 60,
    },
    { parent },
  );
}
