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

const [columns, width, height] = [2, 12, 6];

interface Graph {
  readonly title: string;
  /** Lines of the graph, as label and metric. */
  readonly lines: readonly (readonly [string, Metric])[];
}

/** Makes a dashboard of one page that shows whether requests arrive, become jobs, and end well. */
export function dashboard(name: string, watched: Watched): aws.cloudwatch.Dashboard {
  const region = aws.getRegionOutput().region;
  const widgets = graphs(watched).map((graph, index) => ({
    type: 'metric',
    x: (index % columns) * width,
    y: Math.floor(index / columns) * height,
    width,
    height,
    properties: {
      title: graph.title,
      region,
      view: 'timeSeries',
      period: 300,
      metrics: graph.lines.map(row),
    },
  }));
  return new aws.cloudwatch.Dashboard(name, {
    dashboardName: `deepsentinel-${pulumi.getStack()}`,
    dashboardBody: pulumi.jsonStringify({ widgets }),
  });
}

function graphs(watched: Watched): Graph[] {
  const counts = [
    'JobsSubmitted',
    'RunsFailed',
    'JobsBlocked',
    'RequestsRejected',
    'DuplicatesAcknowledged',
  ] as const;
  return [
    {
      title: 'Requests that wait, seconds',
      lines: requestQueues(watched).map(([tier, queue]) => [
        tier,
        queueMetric(queue, 'ApproximateAgeOfOldestMessage'),
      ]),
    },
    { title: 'What became of requests', lines: counts.map((count) => [count, dispatcherMetric(count)]) },
    {
      title: 'Dead letters',
      lines: deadLetterQueues(watched).map(([tier, queue]) => [
        tier,
        queueMetric(queue, 'ApproximateNumberOfMessagesVisible'),
      ]),
    },
    {
      title: 'Errors of the dispatcher',
      lines: Object.entries(functionNames(watched)).map(([role, fn]) => [role, functionMetric(fn, 'Errors')]),
    },
    {
      title: 'Database: processor, %, and connections',
      lines: (['CPUUtilization', 'DatabaseConnections'] as const).map((metric) => [
        metric,
        databaseMetric(watched.database, metric),
      ]),
    },
    {
      title: 'Database: free bytes',
      lines: [['free', databaseMetric(watched.database, 'FreeStorageSpace')]],
    },
  ];
}

/**
 * Formats a line.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
function row([label, { namespace, metricName, dimensions, statistic }]: Graph['lines'][number]) {
  return [namespace, metricName, ...Object.entries(dimensions).flat(), { label, stat: statistic }];
}
