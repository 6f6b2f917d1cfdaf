import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

export interface PrivateBucketArgs {
  readonly expireAfterDays: number;
}

/** A private bucket, encrypted and versioned. Expired objects are deleted a week later in all versions. */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(
    name: string,
    { expireAfterDays }: PrivateBucketArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super('deepsentinel:pipeline:PrivateBucket', name, {}, options);
    const created = new aws.s3.Bucket(name, {}, { parent: this, protect: true });
    const bucket = created.bucket;
    const parent = created;
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
      {
        bucket,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' }, bucketKeyEnabled: true }],
      },
      { parent },
    );
    new aws.s3.BucketVersioning(name, { bucket, versioningConfiguration: { status: 'Enabled' } }, { parent });
    new aws.s3.BucketLifecycleConfiguration(
      name,
      { bucket, rules: lifecycleRules(expireAfterDays) },
      { parent },
    );
    new aws.s3.BucketPolicy(name, { bucket, policy: tlsOnly(created.arn) }, { parent });
    this.name = bucket;
    this.arn = created.arn;
    this.registerOutputs();
  }
}

function lifecycleRules(days: number) {
  return [
    {
      id: 'expire',
      status: 'Enabled',
      filter: { prefix: '' },
      expiration: { days },
      noncurrentVersionExpiration: { noncurrentDays: 7 },
    },
    {
      id: 'abandoned-uploads',
      status: 'Enabled',
      filter: { prefix: '' },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 2 },
    },
  ];
}

function tlsOnly(arn: pulumi.Output<string>): aws.iam.PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, pulumi.interpolate`${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
}
