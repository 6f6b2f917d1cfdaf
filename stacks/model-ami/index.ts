import { applyConventions, StackOutputs } from '@deepsentinel/stack-kit';
import type * as networking from '@deepsentinel/stack-networking';
import * as pulumi from '@pulumi/pulumi';
import { Builder } from './builder.ts';
import { type BuildConfig, config } from './config.ts';
import { ImageParameter } from './image-parameter.ts';
import { ImagePipeline } from './image-pipeline.ts';
import { Recipe } from './recipe.ts';

applyConventions(config);

const { build, promotedImageId, logRetentionDays } = config;

/** Device of the second volume, which carries the models. */
export const modelDevice = '/dev/sdf';

const built = build ? await buildImages(build) : undefined;

/** AMI that jobs' hosts start with. */
export const imageId: pulumi.Output<string> = built ? built.imageId : pulumi.output(promotedImageId!);
/** ARN for `aws imagebuilder start-image-pipeline-execution`; null where nothing is built. */
export const imagePipelineArn: pulumi.Output<string> | null = built ? built.pipelineArn : null;

async function buildImages(settings: BuildConfig) {
  const network = new StackOutputs<typeof networking>('deepsentinel-networking');
  const recipe = await Recipe.create('models', { build: settings, modelDevice });
  const builder = new Builder('builder', {
    instanceType: settings.instanceType,
    subnetId: network.get('privateSubnetIds').apply(([first]) => first!),
    securityGroupId: network.get('jobSecurityGroupId'),
    sources: recipe.sources,
    logRetentionDays,
  });
  const parameter = new ImageParameter('model-ami', settings.parentImage);
  const { arn } = new ImagePipeline('models', { recipe, builderArn: builder.configurationArn, parameter });
  return { imageId: parameter.current(), pipelineArn: arn };
}
