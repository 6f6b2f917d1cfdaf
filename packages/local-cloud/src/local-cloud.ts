import { join } from 'node:path';
import { openDatabase, serveEmbeddedDatabase } from '@deepsentinel/db-schema';
import {
  createOutcomeHandler,
  createReconciler,
  createRequestHandler,
  type DispatcherContext,
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
import type { CallListener } from './iam-recording/aws-call.ts';
import { atPreferredPort } from './preferred-ports.ts';
import { registerTiers } from './register-tiers.ts';
import { startStorage } from './s3-sqs/storage.ts';
import { startSchedule } from './schedule.ts';
import { sdkClients } from './sdk-clients.ts';
import { tierQueues, tierRoutes, uploadNotifications } from './tiers.ts';

const reconcileSeconds = 60;

export interface LocalCloudOptions {
  /** Directory of all state, which survives a restart. */
  readonly directory: string;
  /** Model pack that jobs use, and the licenses of it that were accepted. */
  readonly models: { readonly directory: string; readonly acceptedLicenses: readonly string[] };
  /** Program that stands for the runner's image; the command of the job is appended. */
  readonly runner: { readonly command: string; readonly args: readonly string[] };
  /** Resources that this machine lends to jobs. */
  readonly capacity: BatchServiceOptions['capacity'];
  readonly log: DispatcherLog;
  /** Called with each permission that a client's request would need in an account. */
  readonly onCall?: CallListener;
}

/** A running local cloud. */
export interface LocalCloud extends AsyncDisposable {
  readonly deployment: Deployment;
  readonly batch: BatchService;
}

/**
 * Starts the whole system on this machine: S3 and SQS, the embedded database behind a socket, Batch, and the dispatcher's
 * handlers, called for messages, for ends of jobs and on a schedule. All servers listen on loopback only and are called
 * through the same SDK clients as in an account.
 *
 * @throws {DatabaseBusyError} another process has the directory in use
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  await using started = new AsyncDisposableStack();
  const outcomes = Promise.withResolvers<(event: unknown) => Promise<void>>();
  const servers = await startServers(options, { started, onOutcome: outcomes.promise });
  const { batch, deployment } = servers;
  const { directory, acceptedLicenses } = options.models;
  const environment = {
    RESULTS_BUCKET: resultsBucket,
    MODEL_PACK: directory,
    ACCEPTED_LICENSES: JSON.stringify(acceptedLicenses),
  };
  using deployer = sdkClients(deployment, 'deployer');
  await registerTiers(deployer.batch, environment);
  const { db } = started.use(await openDatabase(deployment.databaseUrl));
  const { log } = options;
  const { s3, sqs, batch: batchClient } = started.use(sdkClients(deployment, 'dispatcher'));
  const routes = tierRoutes(deployment);
  const dispatcher = { db, s3, sqs, batch: batchClient, allowedBuckets: [rawVideosBucket], routes, log };
  outcomes.resolve(createOutcomeHandler(dispatcher));
  startDispatching(dispatcher, { started, deployment });
  const running = started.move();
  return { deployment, batch, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Starts the servers, the database first: its lock keeps a second cloud out of the directory. */
async function startServers(
  { directory, runner, capacity, onCall }: LocalCloudOptions,
  {
    started,
    onOutcome,
  }: { started: AsyncDisposableStack; onOutcome: Promise<(event: unknown) => Promise<void>> },
): Promise<{ readonly batch: BatchService; readonly deployment: Deployment }> {
  const at = (name: string) => join(directory, name);
  const database = started.use(
    await atPreferredPort('database', (port) => serveEmbeddedDatabase({ directory: at('database'), port })),
  );
  const storage = started.use(
    await atPreferredPort('storage', (port) =>
      startStorage({
        directory: at('storage'),
        port,
        region,
        buckets: [rawVideosBucket, resultsBucket],
        queues: tierQueues(),
        notifications: uploadNotifications(),
        onCall,
      }),
    ),
  );
  const batch = started.use(
    await atPreferredPort('batch', (port) =>
      startBatchService({
        directory: at('batch'),
        port,
        environment: {
          ...sdkEnvironment({ storageUrl: storage.url, principal: 'job' }),
          DATABASE_URL: database.url,
          PATH: process.env.PATH ?? '',
        },
        capacity,
        resolveImage: () => runner,
        onEvent: async (event) => (await onOutcome)(event),
        onCall,
      }),
    ),
  );
  const addresses = { storageUrl: storage.url, batchUrl: batch.url, databaseUrl: database.url };
  const queueUrl = (name: string) => storage.queueUrl(name);
  return { batch, deployment: describeDeployment({ ...addresses, queueUrl }, at('batch/logs')) };
}

function startDispatching(
  dispatcher: DispatcherContext,
  { started, deployment }: { started: AsyncDisposableStack; deployment: Deployment },
): void {
  const handler = createRequestHandler(dispatcher);
  const { sqs } = started.use(sdkClients(deployment, 'event-source'));
  for (const tier of tiers) {
    started.use(
      startEventSource({
        sqs,
        queueUrl: deployment.tiers[tier].requestQueueUrl,
        queueArn: queueArn(tierSettings[tier].requestQueue),
        functionName: 'dispatcher',
        timeoutSeconds: dispatcherTimeoutSeconds,
        handler,
        onError: (error) => dispatcher.log.error('the event source failed', { error }),
        ...eventSourceSettings,
      }),
    );
  }
  started.use(startSchedule(createReconciler(dispatcher), reconcileSeconds, dispatcher.log));
}
