import { type Inputs, type Rule, ruleFor } from './rule.ts';

const dataBearing = ['aws:s3/bucket:Bucket', 'aws:rds/instance:Instance', 'aws:sqs/queue:Queue'];
/** Resources that may be lost: logs of builds, and events that the reconciler makes up for. */
const disposable: ReadonlySet<string> = new Set(['builder-logs', 'undelivered-events']);

/** Rules that keep a system running, changeable and explainable. */
export const operationRules: readonly Rule[] = [
  ruleFor(dataBearing, 'what holds data is protected', (_inputs, _all, { options, name }) =>
    disposable.has(name) ? true : options.protect,
  ),
  ruleFor(['aws:cloudwatch/logGroup:LogGroup'], 'logs expire', (group) => group['retentionInDays'] > 0),
  ruleFor(['aws:lambda/function:Function'], 'a function logs to a group of ours', (fn) =>
    Boolean(fn['loggingConfig']?.logGroup),
  ),
  ruleFor(
    ['aws:ec2/launchTemplate:LaunchTemplate'],
    'instances ask for a session token (IMDSv2)',
    (template) => template['metadataOptions']?.httpTokens === 'required',
  ),
  ruleFor(
    ['aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration'],
    'builders ask for a session token (IMDSv2) and end when they fail',
    (it) =>
      it['instanceMetadataOptions']?.httpTokens === 'required' && it['terminateInstanceOnFailure'] === true,
  ),
  ruleFor(
    ['aws:batch/computeEnvironment:ComputeEnvironment'],
    'a compute environment is never replaced',
    (inputs, _all, { options }) => canChangeInPlace(inputs, options.ignoreChanges),
  ),
  ruleFor(
    ['aws:batch/jobDefinition:JobDefinition'],
    'images are named by digest',
    ({ containerProperties }) =>
      /@sha256:[0-9a-f]{64}$/.test((JSON.parse(containerProperties) as Inputs)['image']),
  ),
  {
    name: 'names are not longer than AWS takes',
    check: ({ type, outputs }) => {
      const [longest, length] = [
        longestNames[type] ?? Number.POSITIVE_INFINITY,
        String(outputs['name']).length,
      ];
      return length > longest ? [`its name has ${length} characters, AWS takes ${longest}`] : [];
    },
  },
  {
    name: 'costs can be told apart',
    check: ({ inputs }) => {
      const tags = inputs['tags'] as Inputs | undefined;
      return tags && !(tags['project'] && tags['environment'] && tags['stack']) ? ['lacks our tags'] : [];
    },
  },
];

/**
 * Longest names by type.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html, by service
 */
const longestNames: Readonly<Record<string, number>> = {
  'aws:iam/role:Role': 64,
  'aws:lambda/function:Function': 64,
  'aws:s3/bucket:Bucket': 63,
  'aws:sqs/queue:Queue': 80,
  'aws:cloudwatch/eventRule:EventRule': 64,
  'aws:rds/instance:Instance': 63,
  'aws:batch/computeEnvironment:ComputeEnvironment': 128,
  'aws:batch/jobQueue:JobQueue': 128,
  'aws:batch/jobDefinition:JobDefinition': 128,
};

const inPlaceStrategies = ['SPOT_PRICE_CAPACITY_OPTIMIZED', 'BEST_FIT_PROGRESSIVE'];

/**
 * Whether a compute environment can be updated in place.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/updating-compute-environments.html
 */
function canChangeInPlace(inputs: Inputs, ignored: readonly string[]): boolean {
  if (inputs['name'] !== undefined || inputs['serviceRole'] !== undefined) return false;
  const resources: Inputs = inputs['computeResources'];
  if (resources['type'].startsWith('FARGATE')) return true;
  return (
    inPlaceStrategies.includes(resources['allocationStrategy']) &&
    resources['desiredVcpus'] === undefined &&
    resources['minVcpus'] === 0 &&
    ignored.includes('computeResources.desiredVcpus')
  );
}
