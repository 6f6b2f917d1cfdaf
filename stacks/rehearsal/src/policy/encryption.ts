import { type Inputs, type Rule, ruleFor } from './rule.ts';

const isEncrypted = ({ ebs }: Inputs): boolean => ebs?.encrypted === 'true';

/** Rules that data at rest and connections to the database are encrypted. */
export const encryptionRules: readonly Rule[] = [
  ruleFor(['aws:s3/bucket:Bucket'], 'a bucket encrypts', (_inputs, all, { outputs }) =>
    all.some(
      ({ type, inputs }) =>
        type === 'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration' &&
        inputs['bucket'] === outputs['bucket'],
    ),
  ),
  ruleFor(['aws:sqs/queue:Queue'], 'a queue encrypts', (queue) => queue['sqsManagedSseEnabled'] === true),
  ruleFor(['aws:rds/instance:Instance'], 'the database encrypts', (db) => db['storageEncrypted'] === true),
  ruleFor(['aws:rds/parameterGroup:ParameterGroup'], 'the database takes connections by TLS only', (group) =>
    group['parameters'].some(({ name, value }: Inputs) => name === 'rds.force_ssl' && value === '1'),
  ),
  ruleFor(
    ['aws:ecr/repository:Repository'],
    'a repository encrypts',
    (it) => it['encryptionConfigurations']?.length === 1,
  ),
  ruleFor(
    ['aws:ec2/launchTemplate:LaunchTemplate', 'aws:imagebuilder/imageRecipe:ImageRecipe'],
    'volumes are encrypted',
    ({ blockDeviceMappings = [] }) =>
      blockDeviceMappings.length > 0 && blockDeviceMappings.every(isEncrypted),
  ),
];
