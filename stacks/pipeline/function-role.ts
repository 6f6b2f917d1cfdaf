import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { type Grant, grant } from './policy.ts';

/** Policy of AWS for the network interfaces of a function in a VPC. */
const networkInterfaces = 'arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess';

export interface FunctionRoleArgs {
  readonly grants: readonly Grant[];
}

/** Role of functions of one kind; it may write logs besides its grants. */
export class FunctionRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;

  constructor(name: string, { grants }: FunctionRoleArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:FunctionRole', name, {}, options);
    const role = new aws.iam.Role(
      name,
      { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: 'lambda.amazonaws.com' }) },
      { parent: this },
    );
    const attachment = new aws.iam.RolePolicyAttachment(
      name,
      { role: role.name, policyArn: networkInterfaces },
      { parent: this },
    );
    const policy = grant(role, name, grants, this);
    // Lambda tries the rights of a role when a function or an event source is made with it.
    this.arn = pulumi.all([role.arn, attachment.id, policy.id]).apply(([arn]) => arn);
    this.name = role.name;
    this.registerOutputs();
  }
}
