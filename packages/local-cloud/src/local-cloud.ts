import { join } from 'node:path';
import { BatchClient } from '@aws-sdk/client-batch';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openDatabase, serveEmbeddedDatabase } from '@deepsentinel/db-schema';
import {
  createOutcomeHandler,
  createReconciler,
  createRequestHandler,
  type Dispatcher,
  type DispatcherLog,
} from '@deepsentinel/dispatcher-lambda';
import {
  type Deployment,
  dispatcherTimeoutSeconds,
  eventSourceSettings,
  tierSettings,
  tiers,
} from '@deepsentinel/queue-contracts';
import {
  describeDeployment,
  queueArn,
  rawVideosBucket,
  region,
  resultsBucket,
  sdkEnvironment,
} from './account.ts';
import { type BatchService, type BatchServiceOptions, startBatchService } from './batch/batch-service.ts';
import { startEventSource } from './event-source/event-source.ts';
import { atPreferredPort } from './preferred-ports.ts';
import { registerTiers } from './register-tiers.ts';
import { startSchedule } from './schedule.ts';
import { startStorage } from './storage/storage.ts';
import { tierQueues, uploadNotifications } from './tier-queues.ts';

const reconcileSeconds = 60;

export interface LocalCloudOptions {
  /** All state lies here and survives a restart. */
  readonly directory: string;
  /** Directory of the model pack that jobs use. */
  readonly modelPack: string;
  /** The program that stands for the runner's image; the command of the job is appended. */
  readonly runner: { readonly command: string; readonly args: readonly string[] };
  /** What the machine lends to jobs. */
  readonly capacity: BatchServiceOptions['capacity'];
  readonly log: DispatcherLog;
}

/** A running local cloud. */
export interface LocalCloud extends AsyncDisposable {
  readonly deployment: Deployment;
  readonly batch: BatchService;
}

/**
 * Starts the whole system on this machine: S3 and SQS, the embedded database behind a socket, Batch, and the dispatcher's
 * handlers, fed by the queues, the ends of jobs and a schedule. All servers listen on loopback only; between them speak
 * the same SDK clients as in an account.
 *
 * @throws {DatabaseBusyError} another process has the directory in use
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  await using parts = new AsyncDisposableStack();
  const outcomes = Promise.withResolvers<(event: unknown) => Promise<void>>();
  const servers = await startServers(options, { parts, onOutcome: outcomes.promise });
  const { batch, deployment } = servers;
  const clients = parts.adopt(clientsOf(deployment), destroyAll);
  const environment = { RESULTS_BUCKET: resultsBucket, MODEL_PACK: options.modelPack };
  await registerTiers(clients.batch, { environment, maxvCpus: options.capacity.vcpus });
  const { db } = parts.use(await openDatabase(deployment.databaseUrl));
  const { log } = options;
  const dispatcher = { db, ...clients, allowedBuckets: [rawVideosBucket], routes: routesOf(deployment), log };
  outcomes.resolve(createOutcomeHandler(dispatcher));
  startDispatching(dispatcher, { parts, deployment });
  const running = parts.move();
  return { deployment, batch, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** The database comes first: its lock keeps a second cloud out of the directory. */
async function startServers(
  { directory, runner, capacity }: LocalCloudOptions,
  {
    parts,
    onOutcome,
  }: { parts: AsyncDisposableStack; onOutcome: Promise<(event: unknown) => Promise<void>> },
): Promise<{ readonly batch: BatchService; readonly deployment: Deployment }> {
  const at = (name: string) => join(directory, name);
  const database = parts.use(
    await atPreferredPort('database', (port) => serveEmbeddedDatabase({ directory: at('database'), port })),
  );
  const storage = parts.use(
    await atPreferredPort('storage', (port) =>
      startStorage({
        directory: at('storage'),
        port,
        region,
        buckets: [rawVideosBucket, resultsBucket],
        queues: tierQueues(),
        notifications: uploadNotifications(),
      }),
    ),
  );
  const batch = parts.use(
    await atPreferredPort('batch', (port) =>
      startBatchService({
        directory: at('batch'),
        port,
        environment: {
          ...sdkEnvironment({ storageUrl: storage.url }),
          DATABASE_URL: database.url,
          PATH: process.env.PATH ?? '',
        },
        capacity,
        resolveImage: () => runner,
        onStateChange: async (event) => (await onOutcome)(event),
      }),
    ),
  );
  const addresses = { storageUrl: storage.url, batchUrl: batch.url, databaseUrl: database.url };
  const queueUrl = (name: string) => storage.queueUrl(name);
  return { batch, deployment: describeDeployment({ ...addresses, queueUrl }, at('batch/logs')) };
}

function startDispatching(
  dispatcher: Dispatcher,
  { parts, deployment }: { parts: AsyncDisposableStack; deployment: Deployment },
): void {
  const handler = createRequestHandler(dispatcher);
  for (const tier of tiers) {
    parts.use(
      startEventSource({
        sqs: dispatcher.sqs,
        queueUrl: deployment.tiers[tier].requestQueueUrl,
        queueArn: queueArn(tierSettings[tier].requestQueue),
        functionName: 'dispatcher',
        timeoutSeconds: dispatcherTimeoutSeconds,
        handler,
        onError: (error) => dispatcher.log.error('the event source stumbled', { error }),
        ...eventSourceSettings,
      }),
    );
  }
  parts.use(startSchedule(createReconciler(dispatcher), reconcileSeconds, dispatcher.log));
}

/** The clients that product code makes, told by options what an account tells by the environment. */
function clientsOf({ environment }: Deployment) {
  const credentials = {
    accessKeyId: environment['AWS_ACCESS_KEY_ID']!,
    secretAccessKey: environment['AWS_SECRET_ACCESS_KEY']!,
  };
  const common = { region, credentials };
  return {
    s3: new S3Client({ ...common, endpoint: environment['AWS_ENDPOINT_URL_S3']! }),
    sqs: new SQSClient({ ...common, endpoint: environment['AWS_ENDPOINT_URL_SQS']! }),
    batch: new BatchClient({ ...common, endpoint: environment['AWS_ENDPOINT_URL_BATCH']! }),
  };
}

function destroyAll(clients: ReturnType<typeof clientsOf>): void {
  for (const client of Object.values(clients)) client.destroy();
}

function routesOf({ tiers: deployed }: Deployment): Dispatcher['routes'] {
  const entries = tiers.map((tier) => {
    const { requestQueue, jobQueue, jobDefinition } = tierSettings[tier];
    const { deadLetterQueueUrl } = deployed[tier];
    return [
      tier,
      { requestQueueArn: queueArn(requestQueue), deadLetterQueueUrl, jobQueue, jobDefinition },
    ] as const;
  });
  return Object.fromEntries(entries) as unknown as Dispatcher['routes'];
}
