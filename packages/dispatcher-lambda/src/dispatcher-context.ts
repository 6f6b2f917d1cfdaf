import type { BatchClient } from '@aws-sdk/client-batch';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { IntakeDependencies } from '@deepsentinel/intake';
import type { Tier } from '@deepsentinel/queue-contracts';

/** Queues and job definition of one tier. */
export interface TierRoute {
  readonly requestQueueArn: string;
  readonly deadLetterQueueUrl: string;
  /** Name or ARN of the Batch job queue. */
  readonly jobQueue: string;
  /** ARN of the Batch job definition, or its name for the latest revision. */
  readonly jobDefinition: string;
}

/** Log messages for people, and counters for alarms. */
export interface DispatcherLog {
  info(message: string, about: Readonly<Record<string, unknown>>): void;
  error(message: string, about: Readonly<Record<string, unknown>>): void;
  /** Adds one to a metric. */
  count(metric: DispatcherMetric): void;
}

export type DispatcherMetric =
  | 'JobsSubmitted'
  | 'DuplicatesAcknowledged'
  | 'StaleAnnouncements'
  | 'RequestsRejected'
  | 'RunsFailed'
  | 'JobsBlocked';

/** Clients, database, routes and log that the handlers share. */
export interface DispatcherContext extends IntakeDependencies {
  readonly sqs: SQSClient;
  readonly batch: BatchClient;
  readonly routes: Readonly<Record<Tier, TierRoute>>;
  readonly log: DispatcherLog;
}
