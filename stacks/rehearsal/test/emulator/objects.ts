import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { testAccount } from '@deepsentinel/pulumi-engine';
import type { Create, Inputs } from './emulator.ts';

const location = { LocationConstraint: testAccount.region as BucketLocationConstraint };

/** Spells the keys of `{ daysAfterInitiation }` as the API does: `{ DaysAfterInitiation }`. */
function capitalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalized);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key[0]!.toUpperCase() + key.slice(1),
    capitalized(inner),
  ]);
  return Object.fromEntries(entries);
}

const rulesOf = (inputs: Inputs): never => capitalized(inputs['rules']) as never;

export const objectCreators: Readonly<Record<string, Create>> = {
  'aws:s3/bucket:Bucket': ({ name }, { s3 }) =>
    s3.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: location })),
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': ({ inputs }, { s3 }) =>
    s3.send(
      new PutPublicAccessBlockCommand({
        Bucket: inputs['bucket'],
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: inputs['blockPublicAcls'],
          BlockPublicPolicy: inputs['blockPublicPolicy'],
          IgnorePublicAcls: inputs['ignorePublicAcls'],
          RestrictPublicBuckets: inputs['restrictPublicBuckets'],
        },
      }),
    ),
  'aws:s3/bucketVersioning:BucketVersioning': ({ inputs }, { s3 }) =>
    s3.send(
      new PutBucketVersioningCommand({
        Bucket: inputs['bucket'],
        VersioningConfiguration: { Status: inputs['versioningConfiguration'].status },
      }),
    ),
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration': (
    { inputs },
    { s3 },
  ) =>
    s3.send(
      new PutBucketEncryptionCommand({
        Bucket: inputs['bucket'],
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      }),
    ),
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': ({ inputs }, { s3 }) => {
    const Rules = (rulesOf(inputs) as Inputs[]).map(({ Id, ...rule }) => ({ ID: Id, ...rule })) as never;
    return s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: inputs['bucket'],
        LifecycleConfiguration: { Rules },
      }),
    );
  },
  'aws:s3/bucketPolicy:BucketPolicy': ({ inputs }, { s3 }) =>
    s3.send(
      new PutBucketPolicyCommand({ Bucket: inputs['bucket'], Policy: JSON.stringify(inputs['policy']) }),
    ),
  'aws:s3/bucketNotification:BucketNotification': ({ inputs }, { s3 }) =>
    s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: inputs['bucket'],
        NotificationConfiguration: {
          QueueConfigurations: inputs['queues'].map(({ id, queueArn, events, filterPrefix }: Inputs) => ({
            Id: id,
            QueueArn: queueArn,
            Events: events,
            Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: filterPrefix }] } },
          })),
        },
      }),
    ),
};
