import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { agentUserData } from './user-data.ts';

export interface HostTemplateArgs {
  /** Device of the AMI's volume of models. */
  readonly modelDevice: pulumi.Input<string>;
}

/** Launch template of the hosts of jobs. The compute environment chooses the AMI. */
export class HostTemplate extends pulumi.ComponentResource {
  readonly id: pulumi.Output<string>;
  /** Number of the version. Batch freezes `$Latest` when an environment is created, so the version is named. */
  readonly version: pulumi.Output<string>;

  constructor(name: string, { modelDevice }: HostTemplateArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:batch-gpu:HostTemplate', name, {}, options);
    const template = new aws.ec2.LaunchTemplate(
      name,
      {
        metadataOptions: { httpTokens: 'required', httpEndpoint: 'enabled', httpPutResponseHopLimit: 2 },
        blockDeviceMappings: [
          {
            deviceName: '/dev/xvda',
            ebs: { volumeType: 'gp3', volumeSize: 50, encrypted: 'true', deleteOnTermination: 'true' },
          },
          {
            deviceName: modelDevice,
            // Blocks of a snapshot come lazily from S3, more than ten times slower, unless this many MiB/s are asked for.
            ebs: {
              volumeType: 'gp3',
              encrypted: 'true',
              deleteOnTermination: 'true',
              volumeInitializationRate: 300,
            },
          },
        ],
        userData: agentUserData(),
        updateDefaultVersion: true,
      },
      { parent: this },
    );
    this.id = template.id;
    this.version = template.latestVersion.apply(String);
    this.registerOutputs();
  }
}
