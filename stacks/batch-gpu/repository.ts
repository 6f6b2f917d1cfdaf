import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

const keptImages = 30;

/** Repository for one kind of image. Tags are immutable, jobs name digests, and old images expire. */
export class Repository extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:batch-gpu:Repository', name, {}, options);
    const repository = new aws.ecr.Repository(
      name,
      {
        imageTagMutability: 'IMMUTABLE',
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: 'AES256' }],
      },
      { parent: this },
    );
    new aws.ecr.LifecyclePolicy(
      name,
      {
        repository: repository.name,
        policy: {
          rules: [
            {
              rulePriority: 1,
              description: `keep the last ${keptImages} images`,
              selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: keptImages },
              action: { type: 'expire' },
            },
          ],
        },
      },
      { parent: this },
    );
    this.url = repository.repositoryUrl;
    this.arn = repository.arn;
    this.registerOutputs();
  }
}
