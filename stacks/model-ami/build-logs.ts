import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';

/** Makes the bucket for the logs of builds, the only destination that Image Builder supports. */
export function buildLogs(name: string, retentionDays: number, parent: pulumi.Resource): aws.s3.Bucket {
  const logs = new aws.s3.Bucket(name, { forceDestroy: true }, { parent });
  const bucket = logs.bucket;
  new aws.s3.BucketPublicAccessBlock(
    name,
    {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    { parent },
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    name,
    { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
    { parent },
  );
  const expiry = {
    id: 'expire',
    status: 'Enabled',
    filter: { prefix: '' },
    expiration: { days: retentionDays },
  };
  new aws.s3.BucketLifecycleConfiguration(name, { bucket, rules: [expiry] }, { parent });
  return logs;
}
