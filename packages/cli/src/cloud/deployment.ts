import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BatchClient } from '@aws-sdk/client-batch';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Deployment, parseDeployment } from '@deepsentinel/queue-contracts';
import { InputError } from '../input-error.ts';

/** Where `sentinel up` keeps its state unless told otherwise. */
export const defaultCloudDirectory = 'sentinel-cloud';
/** File in that directory which describes the running local cloud. */
export const deploymentFileName = 'deployment.json';

/** What the commands that work with a deployment use. */
export interface Cloud extends Disposable {
  readonly deployment: Deployment;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly batch: BatchClient;
}

/**
 * Connects to a deployment: the one that a file describes, else the local cloud that runs in the current directory.
 *
 * @throws {InputError} there is no such file, or it does not describe a deployment
 */
export async function connectCloud(file: string | undefined): Promise<Cloud> {
  const path = file ?? process.env.SENTINEL_DEPLOYMENT ?? join(defaultCloudDirectory, deploymentFileName);
  const text = await readFile(path, 'utf8').catch((cause) => {
    const advice =
      'start a local cloud with sentinel up, or name the description of a deployment with --deployment';
    throw new InputError(`${path}: no deployment is described there; ${advice}`, { cause });
  });
  try {
    return connect(parseDeployment(text));
  } catch (cause) {
    throw new InputError(`${path}: not the description of a deployment: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** The SDK reads where it is to go from the environment, here as in an account. */
export function connect(deployment: Deployment): Cloud {
  Object.assign(process.env, deployment.environment);
  const clients = { s3: new S3Client(), sqs: new SQSClient(), batch: new BatchClient() };
  return {
    deployment,
    ...clients,
    [Symbol.dispose]: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
