import { type Rule, ruleFor } from './rule.ts';

const bucket = 'aws:s3/bucket:Bucket';
const flags = ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets'];

/** Rules that nothing is open to the public. */
export const exposureRules: readonly Rule[] = [
  ruleFor(
    ['aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule'],
    'what may come in is named by its security group',
    (rule) => rule['referencedSecurityGroupId'] !== undefined && !rule['cidrIpv4'] && !rule['cidrIpv6'],
  ),
  ruleFor(
    ['aws:ec2/securityGroup:SecurityGroup', 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup'],
    'a security group has no rules of its own: they are resources',
    ({ ingress = [], egress = [] }) => ingress.length === 0 && egress.length === 0,
  ),
  ruleFor(
    ['aws:ec2/subnet:Subnet'],
    'no instance gets a public address',
    (subnet) => !subnet['mapPublicIpOnLaunch'],
  ),
  ruleFor(
    ['aws:rds/instance:Instance'],
    'the database has no public address',
    (db) => db['publiclyAccessible'] === false,
  ),
  ruleFor(
    ['aws:lambda/functionUrl:FunctionUrl'],
    'callers of a function URL sign with IAM',
    (url) => url['authorizationType'] === 'AWS_IAM',
  ),
  ruleFor([bucket], 'a bucket blocks public access', (_inputs, all, { outputs }) =>
    all.some(
      ({ type, inputs }) =>
        type === 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock' &&
        inputs['bucket'] === outputs['bucket'] &&
        flags.every((flag) => inputs[flag] === true),
    ),
  ),
];
