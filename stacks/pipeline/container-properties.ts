import type { Tier, TierSettings } from '@deepsentinel/queue-contracts';

/** Directory of the model pack, on hosts of the GPU tier and in images that contain a pack. */
const modelDirectory = '/opt/ml';

/** Values that the container of a tier is defined by. */
export interface ContainerArgs {
  readonly tier: Tier;
  readonly settings: TierSettings;
  /** Platform. A Fargate image contains the models; a host mounts those of the AMI. */
  readonly platform: 'fargate' | 'ec2';
  readonly image: string;
  readonly jobRoleArn: string;
  readonly executionRoleArn: string;
  readonly logGroup: string;
  readonly region: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Makes the `containerProperties` of a job definition.
 *
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/API_ContainerProperties.html
 */
export function containerProperties(args: ContainerArgs): Readonly<Record<string, unknown>> {
  const { settings, platform } = args;
  const onHost = platform === 'ec2';
  const environment = { ...args.environment, DEVICE: settings.device, MODEL_PACK: `${modelDirectory}/pack` };
  return {
    image: args.image,
    command: ['job'],
    jobRoleArn: args.jobRoleArn,
    executionRoleArn: args.executionRoleArn,
    resourceRequirements: requirements(settings),
    environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
    // The root file system is the image and stays so; temporary files have a volume that goes with the container.
    readonlyRootFilesystem: true,
    volumes: [{ name: 'tmp' }, ...(onHost ? [{ name: 'models', host: { sourcePath: modelDirectory } }] : [])],
    mountPoints: [
      { sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false },
      ...(onHost ? [{ sourceVolume: 'models', containerPath: modelDirectory, readOnly: true }] : []),
    ],
    // Signals reach the runner, and children that it left are reaped.
    linuxParameters: { initProcessEnabled: true },
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': args.logGroup,
        'awslogs-region': args.region,
        'awslogs-stream-prefix': args.tier,
      },
    },
    ...(onHost
      ? {}
      : {
          networkConfiguration: { assignPublicIp: 'DISABLED' },
          fargatePlatformConfiguration: { platformVersion: 'LATEST' },
          runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'X86_64' },
        }),
  };
}

function requirements({ vcpus, memoryMiB, gpus }: TierSettings) {
  return [
    { type: 'VCPU', value: String(vcpus) },
    { type: 'MEMORY', value: String(memoryMiB) },
    // Without it the job would land on a GPU host, see no GPU and run on the processor at the price of both.
    ...(gpus > 0 ? [{ type: 'GPU', value: String(gpus) }] : []),
  ];
}
