import { resolve } from 'node:path';
import { type BuildComponent, buildComponents, componentVersion } from '@deepsentinel/model-ami-image';
import { type ModelPackLock, readModelPackLock } from '@deepsentinel/model-pack';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { BuildConfig } from './config.ts';
import { contentVersion } from './content-version.ts';

const gibibyte = 2 ** 30;
/** Space for CUDA's libraries and for the file system itself. */
const spareGiB = 10;

export interface RecipeArgs {
  readonly build: BuildConfig;
  /** Device of the volume on which the components mount the models. */
  readonly modelDevice: string;
}

/** Recipe of the image. Versions follow from contents: what does not change is not built again. */
export class Recipe extends pulumi.ComponentResource {
  readonly recipe: aws.imagebuilder.ImageRecipe;
  /** S3 objects that the build reads. */
  readonly sources: readonly string[];

  private constructor(
    name: string,
    args: RecipeArgs,
    lock: ModelPackLock,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super('deepsentinel:model-ami:Recipe', name, {}, options);
    const { build, modelDevice } = args;
    const parameters = parametersOf(args, lock);
    const components = buildComponents();
    const contents = { components, parameters, parentImage: build.parentImage, modelDevice };
    this.sources = [`${lock.uri.replace(/\/$/, '')}/*`, build.cudaBundle.uri];
    this.recipe = new aws.imagebuilder.ImageRecipe(
      name,
      {
        parentImage: build.parentImage,
        version: contentVersion(contents),
        components: components.map((component) => ({
          componentArn: this.#component(component, lock).arn,
          parameters: component.parameters.map((name) => ({ name, value: parameterValue(name, parameters) })),
        })),
        blockDeviceMappings: volumes(modelDevice, lock),
      },
      { parent: this },
    );
    this.registerOutputs();
  }

  /**
   * Makes a recipe from the lock file of the model pack.
   *
   * @throws {Error} the lock file is missing or malformed
   */
  static async create(name: string, args: RecipeArgs): Promise<Recipe> {
    return new Recipe(name, args, await readModelPackLock(resolve(args.build.lockFile)));
  }

  #component(component: BuildComponent, lock: ModelPackLock): aws.imagebuilder.Component {
    const { name, description, data } = component;
    const isOfModels = component.parameters.includes('ManifestSha256');
    return new aws.imagebuilder.Component(
      name,
      {
        platform: 'Linux',
        supportedOsVersions: ['Amazon Linux 2023'],
        version: isOfModels ? componentVersion(lock) : contentVersion(data),
        description,
        data,
        // Recipes of images that are in use name it.
        skipDestroy: true,
      },
      { parent: this },
    );
  }
}

function parametersOf(
  { build: { cudaBundle }, modelDevice }: RecipeArgs,
  lock: ModelPackLock,
): Readonly<Record<string, string>> {
  return {
    ModelPackUri: lock.uri,
    ManifestSha256: lock.manifestSha256,
    CudaBundleUri: cudaBundle.uri,
    CudaBundleSha256: cudaBundle.sha256,
    ModelDevice: modelDevice,
  };
}

function parameterValue(name: string, parameters: Readonly<Record<string, string>>): string {
  const value = parameters[name];
  if (value === undefined)
    throw new Error(`a component asks for the parameter ${name}, which this stack does not know`);
  return value;
}

function volumes(modelDevice: string, { bytes }: ModelPackLock) {
  const ebs = { volumeType: 'gp3', encrypted: 'true', deleteOnTermination: 'true' };
  const modelGiB = Math.ceil(bytes / gibibyte) + spareGiB;
  return [
    { deviceName: '/dev/xvda', ebs: { ...ebs, volumeSize: 50 } },
    { deviceName: modelDevice, ebs: { ...ebs, volumeSize: modelGiB } },
  ];
}
