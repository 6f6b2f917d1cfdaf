import { BatchClient } from '@aws-sdk/client-batch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type RegisteredResource, testAccount } from '@deepsentinel/pulumi-engine';

/** Clients of an emulator. */
export type Clients = ReturnType<typeof connect>;

/** Inputs that the programs pass for a resource; types differ by resource, and the emulator checks them. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type Inputs = Readonly<Record<string, any>>;

/** A resource that the emulator should create. */
export interface Creation {
  readonly name: string;
  readonly inputs: Inputs;
  readonly outputs: Inputs;
}

export type Create = (creation: Creation, clients: Clients) => Promise<unknown>;

export function connect(endpoint: string) {
  const { region } = testAccount;
  const settings = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  return {
    batch: new BatchClient(settings),
    ec2: new EC2Client(settings),
    ecr: new ECRClient(settings),
    events: new EventBridgeClient(settings),
    iam: new IAMClient(settings),
    logs: new CloudWatchLogsClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    sqs: new SQSClient(settings),
  };
}

/**
 * Creates resources.
 *
 * @returns resources that the emulator refused, with its reasons
 */
export async function createAll(
  resources: readonly RegisteredResource[],
  creators: Readonly<Record<string, Create>>,
  clients: Clients,
): Promise<string[]> {
  const refused: string[] = [];
  for (const { type, name, inputs, outputs } of resources) {
    const create = creators[type];
    if (!create) continue;
    const creation = { name: String(outputs['name']), inputs: inputs as Inputs, outputs: outputs as Inputs };
    await create(creation, clients).catch((error: Error) =>
      refused.push(`${type} ${name}: ${error.message}`),
    );
  }
  return refused;
}
