import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** Policies of AWS that a host needs: to join ECS, and to be reached by Session Manager, as no port is open. */
const managedPolicies = {
  ecs: 'arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role',
  ssm: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
};

/** Role of the hosts. The jobs on them have a role of their own. */
export class InstanceRole extends pulumi.ComponentResource {
  readonly profileArn: pulumi.Output<string>;

  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:batch-gpu:InstanceRole', name, {}, options);
    const role = new aws.iam.Role(
      name,
      { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: 'ec2.amazonaws.com' }) },
      { parent: this },
    );
    for (const [policy, policyArn] of Object.entries(managedPolicies)) {
      new aws.iam.RolePolicyAttachment(`${name}-${policy}`, { role: role.name, policyArn }, { parent: this });
    }
    this.profileArn = new aws.iam.InstanceProfile(name, { role: role.name }, { parent: this }).arn;
    this.registerOutputs();
  }
}
