import type * as batchGpu from '@deepsentinel/stack-batch-gpu';
import { applyConventions, StackOutputs } from '@deepsentinel/stack-kit';
import type * as networking from '@deepsentinel/stack-networking';
import * as aws from '@pulumi/aws';
import { Alarms } from './alarms.ts';
import { Alerts } from './alerts.ts';
import { BedrockEndpoint } from './bedrock-endpoint.ts';
import { budget } from './budget.ts';
import { config } from './config.ts';
import { dashboard } from './dashboard.ts';
import { Database } from './database.ts';
import { describeDeployment } from './deployment.ts';
import { Dispatcher } from './dispatcher.ts';
import { JobDefinitions } from './job-definitions.ts';
import { JobEvents } from './job-events.ts';
import { JobRole, runnerUser } from './job-role.ts';
import { Migration } from './migration.ts';
import { PrivateBucket } from './private-bucket.ts';
import { RequestQueues } from './request-queues.ts';
import { ResultsApi } from './results-api.ts';
import { UndeliveredEvents } from './undelivered-events.ts';
import { UploadNotifications } from './upload-notifications.ts';

applyConventions(config);

const region = aws.getRegionOutput().region;
const accountId = aws.getCallerIdentityOutput().accountId;
const vpc = new StackOutputs<typeof networking>('deepsentinel-networking');
const compute = new StackOutputs<typeof batchGpu>('deepsentinel-batch-gpu');
const jobQueueArns = compute.get('jobQueueArns');
const network = {
  subnetIds: vpc.get('privateSubnetIds'),
  securityGroupIds: [vpc.get('functionSecurityGroupId')],
};

const rawVideos = new PrivateBucket('raw-videos', { expireAfterDays: config.rawVideoDays });
const results = new PrivateBucket('results', { expireAfterDays: config.resultDays });
const queues = new RequestQueues('requests');
new UploadNotifications('uploads', { bucket: rawVideos, queues, accountId });

const database = new Database('database', {
  subnetIds: vpc.get('databaseSubnetIds'),
  securityGroupId: vpc.get('databaseSecurityGroupId'),
  settings: config.database,
});
const migration = new Migration('migrator', { database, network });

const { bedrockModelIds } = config;
if (bedrockModelIds.length > 0) {
  new BedrockEndpoint('bedrock', {
    vpcId: vpc.get('vpcId'),
    subnetIds: network.subnetIds,
    jobSecurityGroupId: vpc.get('jobSecurityGroupId'),
  });
}

const jobDefinitions = new JobDefinitions('job-definitions', {
  images: { cpu: config.cpuImage, cuda: config.gpuImage },
  cpuPlatform: compute.get('cpuPlatform'),
  jobRoleArn: new JobRole('job', { rawVideos, results, database, bedrockModelIds }).arn,
  executionRoleArn: compute.get('executionRoleArn'),
  logGroupNames: compute.get('logGroupNames'),
  region,
  environment: {
    DATABASE_URL: migration.url(runnerUser),
    DATABASE_AUTH: 'iam',
    // Hosts of ours do not tell it to their containers.
    AWS_REGION: region,
    RESULTS_BUCKET: results.name,
    ACCEPTED_LICENSES: JSON.stringify(config.acceptedLicenses),
  },
});

const undelivered = new UndeliveredEvents('undelivered-events');
const dispatcher = new Dispatcher('dispatcher', {
  rawVideos,
  queues,
  jobDefinitions,
  jobQueueArns,
  undelivered,
  database,
  migration,
  network,
});
const { onOutcome, onSchedule } = dispatcher;
new JobEvents('job-events', { jobQueueArns, onOutcome, onSchedule, undelivered });
const api =
  config.resultsApi === 'iam' ? new ResultsApi('results-api', { database, migration, network }) : undefined;

const watched = { queues, undelivered, dispatcher, database };
const alerts = new Alerts('alerts', { email: config.alertEmail, accountId });
new Alarms('alarms', { watched, topicArn: alerts.topicArn });
budget('budget', { monthlyUsd: config.monthlyBudgetUsd, topicArn: alerts.topicArn });
dashboard('overview', watched);

export const rawVideosBucket = rawVideos.name;
export const resultsBucket = results.name;
export const alertTopicArn = alerts.topicArn;
/** Description for `sentinel --deployment`: `pulumi stack output deployment --json > deployment.json`. */
export const deployment = describeDeployment({
  database,
  rawVideos,
  results,
  queues,
  jobQueueArns,
  apiUrl: api?.url,
});
