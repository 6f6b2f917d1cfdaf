import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { ImageParameter } from './image-parameter.ts';
import type { Recipe } from './recipe.ts';

const keptImages = 5;

export interface ImagePipelineArgs {
  readonly recipe: Recipe;
  readonly builderArn: pulumi.Input<string>;
  readonly parameter: ImageParameter;
}

/**
 * Pipeline that builds and tests an image, then names it in the parameter: on demand, and on Sundays if the parent has
 * changed.
 */
export class ImagePipeline extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: ImagePipelineArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:model-ami:ImagePipeline', name, {}, options);
    const { recipe } = args.recipe;
    const distribution = new aws.imagebuilder.DistributionConfiguration(
      name,
      {
        distributions: [
          {
            region: aws.getRegionOutput().region,
            amiDistributionConfiguration: {
              name: `deepsentinel-${pulumi.getStack()}-{{ imagebuilder:buildDate }}`,
            },
            ssmParameterConfigurations: [{ parameterName: args.parameter.name, dataType: 'aws:ec2:image' }],
          },
        ],
      },
      { parent: this },
    );
    const pipeline = new aws.imagebuilder.ImagePipeline(
      name,
      {
        imageRecipeArn: recipe.arn,
        infrastructureConfigurationArn: args.builderArn,
        distributionConfigurationArn: distribution.arn,
        imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 90 },
        schedule: {
          scheduleExpression: 'cron(0 3 ? * sun *)',
          pipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
        },
      },
      { parent: this },
    );
    this.#forgetOldImages(name, recipe);
    this.arn = pipeline.arn;
    this.registerOutputs();
  }

  #forgetOldImages(name: string, recipe: aws.imagebuilder.ImageRecipe): void {
    const role = new aws.iam.Role(
      `${name}-lifecycle`,
      { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: 'imagebuilder.amazonaws.com' }) },
      { parent: this },
    );
    const attachment = new aws.iam.RolePolicyAttachment(
      `${name}-lifecycle`,
      {
        role: role.name,
        policyArn: 'arn:aws:iam::aws:policy/service-role/EC2ImageBuilderLifecycleExecutionPolicy',
      },
      { parent: this },
    );
    new aws.imagebuilder.LifecyclePolicy(
      name,
      {
        resourceType: 'AMI_IMAGE',
        executionRole: role.arn,
        resourceSelection: { recipes: [{ name: recipe.name, semanticVersion: recipe.version }] },
        policyDetails: [
          {
            action: { type: 'DELETE', includeResources: { amis: true, snapshots: true } },
            filter: { type: 'COUNT', value: keptImages },
            // An image that another environment was given is not deleted under its jobs.
            exclusionRules: { amis: { lastLaunched: { unit: 'DAYS', value: 90 } } },
          },
        ],
      },
      { parent: this, dependsOn: attachment },
    );
  }
}
