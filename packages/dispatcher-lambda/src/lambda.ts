import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { BatchClient } from '@aws-sdk/client-batch';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openDeployedDatabase } from '@deepsentinel/db-schema/rds';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { parseDispatcherConfig } from './config.ts';
import type { DispatcherContext, DispatcherLog } from './dispatcher-context.ts';
import { createOutcomeHandler } from './outcome-handler.ts';
import { createReconciler } from './reconciler.ts';
import { createRequestHandler } from './request-handler.ts';

const logger = new Logger({ serviceName: 'dispatcher' });
/** Metrics in the namespace POWERTOOLS_METRICS_NAMESPACE, which differs between the environments of one account. */
const metrics = new Metrics({ serviceName: 'dispatcher' });

const log: DispatcherLog = {
  info: (message, about) => logger.info(message, { ...about }),
  error: (message, about) => logger.error(message, { ...about }),
  count: (metric) => metrics.addMetric(metric, MetricUnit.Count, 1),
};

/**
 * Database connections of one execution environment. Up to twelve of these run at once, and a small database has
 * about 80.
 */
const connections = 3;

/** Opened at the cold start and kept as long as the execution environment lives. */
const context = await createContext();
const handleRequests = createRequestHandler(context);
const handleOutcome = createOutcomeHandler(context);
const handleReconciliation = createReconciler(context);

async function createContext(): Promise<DispatcherContext> {
  const { database, allowedBuckets, routes } = parseDispatcherConfig(process.env);
  const { db } = await openDeployedDatabase(database, { connections });
  // The SDK would repeat a SubmitJob whose answer was lost, which makes two jobs; `adoptOrSubmitRun` looks for the first.
  const batch = new BatchClient({ maxAttempts: 1 });
  const clients = { s3: new S3Client(), sqs: new SQSClient(), batch };
  return { db, ...clients, allowedBuckets, routes, log };
}

async function observed<Result>(context: Context, work: () => Promise<Result>): Promise<Result> {
  logger.addContext(context);
  try {
    return await work();
  } finally {
    metrics.publishStoredMetrics();
  }
}

/** Handles messages of the request queues. */
export const onRequests = (event: SQSEvent, context: Context): Promise<SQSBatchResponse> =>
  observed(context, () => handleRequests(event, context));

/** Handles the Batch job events of EventBridge. */
export const onOutcome = (event: unknown, context: Context): Promise<void> =>
  observed(context, () => handleOutcome(event));

/** Reconciles stalled runs, on a schedule. */
export const onSchedule = (_event: unknown, context: Context): Promise<void> =>
  observed(context, () => handleReconciliation());
