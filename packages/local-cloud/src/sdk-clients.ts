import { BatchClient } from '@aws-sdk/client-batch';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Deployment } from '@deepsentinel/queue-contracts';
import { region } from './account.ts';
import type { Principal } from './iam-recording/principal.ts';

/** SDK clients of one principal; disposal closes their connections. */
export interface SdkClients extends Disposable {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly batch: BatchClient;
}

/** Makes SDK clients that call the local cloud as a principal. */
export function sdkClients({ environment }: Deployment, accessKeyId: Principal): SdkClients {
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY']!;
  const common = { region, credentials: { accessKeyId, secretAccessKey } };
  const endpointOf = (service: string) => environment[`AWS_ENDPOINT_URL_${service}`]!;
  const clients = {
    s3: new S3Client({ ...common, endpoint: endpointOf('S3') }),
    sqs: new SQSClient({ ...common, endpoint: endpointOf('SQS') }),
    // As the dispatcher's in an account: a SubmitJob whose answer was lost is not repeated.
    batch: new BatchClient({ ...common, endpoint: endpointOf('BATCH'), maxAttempts: 1 }),
  };
  return {
    ...clients,
    [Symbol.dispose]: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
