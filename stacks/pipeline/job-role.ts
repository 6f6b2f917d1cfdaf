import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { bedrockGrants } from './bedrock-grants.ts';
import type { Database } from './database.ts';
import { grant } from './policy.ts';
import type { PrivateBucket } from './private-bucket.ts';

export const runnerUser = 'runner';

export interface JobRoleArgs {
  readonly rawVideos: PrivateBucket;
  readonly results: PrivateBucket;
  readonly database: Database;
  /** Models and inference profiles that describe events; none where the model pack describes them. */
  readonly bedrockModelIds: readonly string[];
}

/** Role of the runner's jobs. */
export class JobRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: JobRoleArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:JobRole', name, {}, options);
    const { rawVideos, results, database } = args;
    const role = new aws.iam.Role(
      name,
      { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: 'ecs-tasks.amazonaws.com' }) },
      { parent: this },
    );
    const grants = [
      {
        Sid: 'ReadVideos',
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: pulumi.interpolate`${rawVideos.arn}/*`,
      },
      // Without it S3 answers 403 for an object that does not exist, and the operator reads of denied access.
      { Sid: 'TellMissingVideos', Action: 's3:ListBucket', Resource: rawVideos.arn },
      // An analysis that replaces an older one removes that one's pictures.
      {
        Sid: 'WriteThumbnails',
        Action: ['s3:PutObject', 's3:DeleteObject'],
        Resource: pulumi.interpolate`${results.arn}/*`,
      },
      { Sid: 'FindOldThumbnails', Action: 's3:ListBucket', Resource: results.arn },
      { Sid: 'UseDatabase', Action: 'rds-db:connect', Resource: database.userArn(runnerUser) },
      ...bedrockGrants(args.bedrockModelIds),
    ];
    grant(role, name, grants, this);
    this.arn = role.arn;
    this.registerOutputs();
  }
}
