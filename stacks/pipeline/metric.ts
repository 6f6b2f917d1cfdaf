import { tiers } from '@deepsentinel/queue-contracts';
import type * as pulumi from '@pulumi/pulumi';
import type { Database } from './database.ts';
import type { Dispatcher } from './dispatcher.ts';
import { metricsNamespace } from './node-function.ts';
import type { RequestQueues } from './request-queues.ts';
import type { UndeliveredEvents } from './undelivered-events.ts';

/** A metric of CloudWatch. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  readonly statistic: 'Sum' | 'Maximum' | 'Minimum' | 'Average';
}

/** Metric of a queue: the number of messages, or the age of the oldest, seconds. */
export function queueMetric(
  queueName: pulumi.Input<string>,
  metricName: 'ApproximateNumberOfMessagesVisible' | 'ApproximateAgeOfOldestMessage',
): Metric {
  return { namespace: 'AWS/SQS', metricName, dimensions: { QueueName: queueName }, statistic: 'Maximum' };
}

export function functionMetric(functionName: pulumi.Input<string>, metricName: 'Errors'): Metric {
  return {
    namespace: 'AWS/Lambda',
    metricName,
    dimensions: { FunctionName: functionName },
    statistic: 'Sum',
  };
}

/**
 * Metric that the dispatcher counts.
 *
 * @see DispatcherMetric of dispatcher-lambda
 */
export function dispatcherMetric(
  metricName: 'JobsSubmitted' | 'RunsFailed' | 'JobsBlocked' | 'RequestsRejected' | 'DuplicatesAcknowledged',
): Metric {
  return {
    namespace: metricsNamespace(),
    metricName,
    dimensions: { service: 'dispatcher' },
    statistic: 'Sum',
  };
}

export function databaseMetric(
  database: Database,
  metricName: 'FreeStorageSpace' | 'CPUUtilization' | 'DatabaseConnections',
): Metric {
  const dimensions = { DBInstanceIdentifier: database.identifier };
  return { namespace: 'AWS/RDS', metricName, dimensions, statistic: 'Average' };
}

/** Resources that alarms and the dashboard watch. */
export interface Watched {
  readonly queues: RequestQueues;
  readonly undelivered: UndeliveredEvents;
  readonly dispatcher: Dispatcher;
  readonly database: Database;
}

/** Names of the dispatcher's functions by their task. */
export function functionNames({ dispatcher }: Watched): Readonly<Record<string, pulumi.Output<string>>> {
  const { onRequests, onOutcome, onSchedule } = dispatcher;
  return { requests: onRequests.name, outcomes: onOutcome.name, reconciler: onSchedule.name };
}

/** Names of the dead-letter queues, by tier. */
export function deadLetterQueues({ queues }: Watched): [string, pulumi.Output<string>][] {
  return tiers.map((tier) => [tier, queues.byTier[tier].deadLetters.name]);
}

/** Names of the request queues, by tier. */
export function requestQueues({ queues }: Watched): [string, pulumi.Output<string>][] {
  return tiers.map((tier) => [tier, queues.byTier[tier].requests.name]);
}
