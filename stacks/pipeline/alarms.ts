import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import {
  databaseMetric,
  deadLetterQueues,
  dispatcherMetric,
  functionMetric,
  functionNames,
  type Metric,
  queueMetric,
  requestQueues,
  type Watched,
} from './metric.ts';

const gibibyte = 2 ** 30;

/** Condition under which an operator should look. */
interface Condition {
  readonly name: string;
  /** Meaning of the alarm, and where to look first. */
  readonly description: string;
  readonly metric: Metric;
  /** Period of the metric, seconds. */
  readonly period: number;
  readonly above?: number;
  readonly below?: number;
}

export interface AlarmsArgs {
  readonly watched: Watched;
  readonly topicArn: pulumi.Input<string>;
}

/** Alarms of an environment; each names its entry in docs/operations.md. */
export class Alarms extends pulumi.ComponentResource {
  constructor(name: string, { watched, topicArn }: AlarmsArgs, options?: pulumi.ComponentResourceOptions) {
    super('deepsentinel:pipeline:Alarms', name, {}, options);
    const conditions = [...requestConditions(watched), ...jobConditions(), ...databaseConditions(watched)];
    for (const condition of conditions) this.#alarm(condition, topicArn);
    this.registerOutputs();
  }

  #alarm(
    { name, description, metric, period, above, below }: Condition,
    topicArn: pulumi.Input<string>,
  ): void {
    const bound =
      above !== undefined
        ? { comparisonOperator: 'GreaterThanThreshold', threshold: above }
        : { comparisonOperator: 'LessThanThreshold', threshold: below! };
    new aws.cloudwatch.MetricAlarm(
      name,
      {
        alarmDescription: `${description} Runbook: docs/operations.md#${name.replace(/-(lite|basic|premium|requests|outcomes|reconciler)$/, '')}`,
        ...metric,
        ...bound,
        period,
        evaluationPeriods: 1,
        treatMissingData: 'notBreaching',
        alarmActions: [topicArn],
        okActions: [topicArn],
      },
      { parent: this },
    );
  }
}

function requestConditions(watched: Watched): Condition[] {
  const deadLetters = deadLetterQueues(watched).map(([tier, queue]) => ({
    name: `dead-letters-${tier}`,
    description: `Requests of the ${tier} tier came to nothing.`,
    metric: queueMetric(queue, 'ApproximateNumberOfMessagesVisible'),
    period: 300,
    above: 0,
  }));
  const ages = requestQueues(watched).map(([tier, queue]) => ({
    name: `requests-wait-${tier}`,
    description: `A request of the ${tier} tier has waited for more than 15 minutes for the dispatcher.`,
    metric: queueMetric(queue, 'ApproximateAgeOfOldestMessage'),
    period: 300,
    above: 900,
  }));
  const errors = Object.entries(functionNames(watched)).map(([role, functionName]) => ({
    name: `function-errors-${role}`,
    description: `The dispatcher fails (${role}).`,
    metric: functionMetric(functionName, 'Errors'),
    period: 300,
    above: 0,
  }));
  const events = {
    name: 'undelivered-events',
    description: 'Events of Batch did not reach the dispatcher.',
    metric: queueMetric(watched.undelivered.queue.name, 'ApproximateNumberOfMessagesVisible'),
    period: 300,
    above: 0,
  };
  return [...deadLetters, ...ages, ...errors, events];
}

function jobConditions(): Condition[] {
  return [
    {
      name: 'runs-failed',
      description: 'More than five analyses failed within an hour.',
      metric: dispatcherMetric('RunsFailed'),
      period: 3600,
      above: 5,
    },
    {
      name: 'queue-blocked',
      description: 'A job cannot start and holds up its queue.',
      metric: dispatcherMetric('JobsBlocked'),
      period: 300,
      above: 0,
    },
  ];
}

function databaseConditions({ database }: Watched): Condition[] {
  return [
    {
      name: 'database-storage',
      description: 'The database has less than 5 GiB left.',
      metric: databaseMetric(database, 'FreeStorageSpace'),
      period: 900,
      below: 5 * gibibyte,
    },
  ];
}
