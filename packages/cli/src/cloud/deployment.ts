import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BatchClient } from '@aws-sdk/client-batch';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Deployment, parseDeployment } from '@deepsentinel/queue-contracts';
import { InputError } from '../errors.ts';

/** Directory of the state of `sentinel up` unless told otherwise. */
export const defaultCloudDirectory = 'sentinel-cloud';
/** File in that directory that describes the local cloud while it runs. */
export const deploymentFileName = 'deployment.json';

/** A deployment and the clients of its services. */
export interface Cloud extends Disposable {
  readonly deployment: Deployment;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly batch: BatchClient;
}

/**
 * Connects to a deployment: the one that a file describes, otherwise the local cloud that runs in the current
 * directory.
 *
 * @throws {InputError} there is no such file, it does not describe a deployment, or its local cloud no longer runs
 */
export function connectCloud(file: string | undefined): Cloud {
  const given = file ?? process.env.SENTINEL_DEPLOYMENT;
  const deployment = given === undefined ? runningLocalCloud() : readDeployment(given);
  if (deployment) return connect(deployment);
  const advice = 'start one with sentinel up, or name the description of a deployment with --deployment';
  throw new InputError(`no local cloud runs in ./${defaultCloudDirectory}; ${advice}`);
}

/**
 * Makes clients for a deployment. The SDK reads its addresses from the environment, for the local cloud as for an
 * account.
 */
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

/** Describes the local cloud in the current directory; undefined when none runs there. */
export function runningLocalCloud(): Deployment | undefined {
  const file = join(defaultCloudDirectory, deploymentFileName);
  try {
    const deployment = readDeployment(file);
    return deployment.pid !== undefined && isAlive(deployment.pid) ? deployment : undefined;
  } catch (error) {
    if (error instanceof InputError && (error.cause as NodeJS.ErrnoException).code === 'ENOENT')
      return undefined;
    throw error;
  }
}

function readDeployment(file: string): Deployment {
  try {
    return parseDeployment(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new InputError(`${file}: not the description of a deployment: ${reason}`, { cause });
  }
}

/** Whether a process is alive. Signal 0 only checks that. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
