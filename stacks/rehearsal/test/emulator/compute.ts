import { RegisterJobDefinitionCommand } from '@aws-sdk/client-batch';
import { CreateLogGroupCommand, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateLaunchTemplateCommand } from '@aws-sdk/client-ec2';
import { CreateRepositoryCommand, PutLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import type { Create, Inputs } from './emulator.ts';

const volume = ({ deviceName, ebs }: Inputs) => ({
  DeviceName: deviceName,
  Ebs: {
    VolumeType: ebs.volumeType,
    VolumeSize: ebs.volumeSize,
    Encrypted: ebs.encrypted === 'true',
    DeleteOnTermination: ebs.deleteOnTermination === 'true',
    VolumeInitializationRate: ebs.volumeInitializationRate,
  },
});

export const computeCreators: Readonly<Record<string, Create>> = {
  'aws:ec2/launchTemplate:LaunchTemplate': ({ name, inputs }, { ec2 }) =>
    ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: name,
        LaunchTemplateData: {
          UserData: inputs['userData'],
          MetadataOptions: {
            HttpTokens: inputs['metadataOptions'].httpTokens,
            HttpEndpoint: inputs['metadataOptions'].httpEndpoint,
            HttpPutResponseHopLimit: inputs['metadataOptions'].httpPutResponseHopLimit,
          },
          BlockDeviceMappings: inputs['blockDeviceMappings'].map(volume),
        },
      }),
    ),
  'aws:ecr/repository:Repository': ({ name, inputs }, { ecr }) =>
    ecr.send(
      new CreateRepositoryCommand({
        repositoryName: name,
        imageTagMutability: inputs['imageTagMutability'],
        imageScanningConfiguration: inputs['imageScanningConfiguration'],
        encryptionConfiguration: inputs['encryptionConfigurations'][0],
      }),
    ),
  'aws:ecr/lifecyclePolicy:LifecyclePolicy': ({ inputs }, { ecr }) => {
    const { policy, repository } = inputs;
    const lifecyclePolicyText = typeof policy === 'string' ? policy : JSON.stringify(policy);
    return ecr.send(new PutLifecyclePolicyCommand({ repositoryName: repository, lifecyclePolicyText }));
  },
  'aws:cloudwatch/logGroup:LogGroup': async ({ name, inputs }, { logs }) => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: name, tags: inputs['tags'] }));
    const retention = { logGroupName: name, retentionInDays: inputs['retentionInDays'] };
    await logs.send(new PutRetentionPolicyCommand(retention));
  },
  'aws:batch/jobDefinition:JobDefinition': ({ name, inputs }, { batch }) =>
    batch.send(
      new RegisterJobDefinitionCommand({
        jobDefinitionName: name,
        type: inputs['type'],
        platformCapabilities: inputs['platformCapabilities'],
        containerProperties: JSON.parse(inputs['containerProperties']),
        retryStrategy: {
          attempts: inputs['retryStrategy'].attempts,
          evaluateOnExit: inputs['retryStrategy'].evaluateOnExits,
        },
        timeout: inputs['timeout'],
        propagateTags: inputs['propagateTags'],
        tags: inputs['tags'],
      }),
    ),
};
