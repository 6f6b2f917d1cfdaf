import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

const postgresPort = 5432;
const httpsPort = 443;

export interface SecurityGroupsArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Prefix list of S3's gateway endpoint. */
  readonly s3PrefixListId: pulumi.Input<string>;
  /** Egress of HTTPS: `nat` lets it leave the network, `endpoints` lets it reach only the endpoints. */
  readonly egress: 'nat' | 'endpoints';
}

/** Security groups of jobs, functions and database. Rules name groups, not addresses. */
export class SecurityGroups extends pulumi.ComponentResource {
  /** Group of the hosts and tasks that run jobs. */
  readonly jobs: aws.ec2.SecurityGroup;
  readonly functions: aws.ec2.SecurityGroup;
  readonly database: aws.ec2.SecurityGroup;
  readonly endpoints: aws.ec2.SecurityGroup;

  constructor(name: string, args: SecurityGroupsArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:networking:SecurityGroups', name, {}, options);
    this.jobs = this.#group('jobs', 'Batch jobs', args.vpcId);
    this.functions = this.#group('functions', 'Lambda functions', args.vpcId);
    this.database = this.#group('database', 'PostgreSQL', args.vpcId);
    this.endpoints = this.#group('endpoints', 'Interface endpoints', args.vpcId);
    const clients = { jobs: this.jobs, functions: this.functions };
    for (const [client, group] of Object.entries(clients)) {
      this.#allow(client, 'database', { from: group, to: this.database, port: postgresPort });
      this.#allow(client, 'endpoints', { from: group, to: this.endpoints, port: httpsPort });
      this.#allowOut(`${client}-s3`, group, { prefixListId: args.s3PrefixListId });
      // What a NAT gateway leads to has no group and no list.
      if (args.egress === 'nat') this.#allowOut(`${client}-internet`, group, { cidrIpv4: '0.0.0.0/0' });
    }
    this.registerOutputs();
  }

  #group(name: string, description: string, vpcId: pulumi.Input<string>): aws.ec2.SecurityGroup {
    return new aws.ec2.SecurityGroup(name, { vpcId, description }, { parent: this });
  }

  #allow(
    client: string,
    server: string,
    { from, to, port }: { from: aws.ec2.SecurityGroup; to: aws.ec2.SecurityGroup; port: number },
  ): void {
    const ports = { ipProtocol: 'tcp', fromPort: port, toPort: port };
    const name = `${client}-${server}`;
    new aws.vpc.SecurityGroupEgressRule(
      name,
      { securityGroupId: from.id, referencedSecurityGroupId: to.id, ...ports },
      { parent: this },
    );
    new aws.vpc.SecurityGroupIngressRule(
      name,
      { securityGroupId: to.id, referencedSecurityGroupId: from.id, ...ports },
      { parent: this },
    );
  }

  #allowOut(
    name: string,
    from: aws.ec2.SecurityGroup,
    to: { readonly prefixListId: pulumi.Input<string> } | { readonly cidrIpv4: string },
  ): void {
    new aws.vpc.SecurityGroupEgressRule(
      name,
      { securityGroupId: from.id, ipProtocol: 'tcp', fromPort: httpsPort, toPort: httpsPort, ...to },
      { parent: this },
    );
  }
}
