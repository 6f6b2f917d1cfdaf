import type { BatchClient } from '@aws-sdk/client-batch';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { IntakeDependencies } from '@deepsentinel/intake';
import type { Tier } from '@deepsentinel/queue-contracts';

/** Where the requests of a tier come from and go to. */
export interface TierRoute {
  readonly requestQueueArn: string;
  readonly deadLetterQueueUrl: string;
  /** Name or ARN. */
  readonly jobQueue: string;
  /** Name, for its latest revision, or ARN. */
  readonly jobDefinition: string;
}

/** What the handlers say while they work: for people and for alarms. */
export interface DispatcherLog {
  info(message: string, about: Readonly<Record<string, unknown>>): void;
  error(message: string, about: Readonly<Record<string, unknown>>): void;
  /** Counts one. */
  count(metric: DispatcherMetric): void;
}

export type DispatcherMetric =
  | 'JobsSubmitted'
  | 'DuplicatesAcknowledged'
  | 'StaleAnnouncements'
  | 'RequestsRejected'
  | 'RunsFailed'
  | 'JobsBlocked';

/** All that the handlers work with. */
export interface Dispatcher extends IntakeDependencies {
  readonly sqs: SQSClient;
  readonly batch: BatchClient;
  readonly routes: Readonly<Record<Tier, TierRoute>>;
  readonly log: DispatcherLog;
}
