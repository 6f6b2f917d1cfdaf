import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** SSM parameter that names the latest image that was built and passed its tests. */
export class ImageParameter extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;

  /**
   * Makes the parameter.
   *
   * @param parentImage value until an image is built: `ami-...` or `ssm:/...`
   */
  constructor(name: string, parentImage: string, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:model-ami:ImageParameter', name, {}, options);
    const parameter = new aws.ssm.Parameter(
      name,
      {
        name: `/deepsentinel/${pulumi.getStack()}/model-ami`,
        type: 'String',
        dataType: 'aws:ec2:image',
        value: idOf(parentImage),
      },
      // Image Builder writes it from here on.
      { parent: this, ignoreChanges: ['value', 'insecureValue'] },
    );
    this.name = parameter.name;
    this.registerOutputs();
  }

  /** Reads the current value. */
  current(): pulumi.Output<string> {
    return aws.ssm.getParameterOutput({ name: this.name }).value;
  }
}

function idOf(parentImage: string): pulumi.Input<string> {
  if (!parentImage.startsWith('ssm:')) return parentImage;
  return aws.ssm.getParameterOutput({ name: parentImage.slice('ssm:'.length) }).value;
}
