import { DescribeJobDefinitionsCommand } from '@aws-sdk/client-batch';
import { GetBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { ProgramResult, Rehearsal } from '@deepsentinel/pulumi-engine';
import { retryStrategy, tierSettings, tiers } from '@deepsentinel/queue-contracts';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type StackFolder, stackFolders } from '../src/index.ts';
import { computeCreators } from './emulator/compute.ts';
import { type Clients, connect, createAll } from './emulator/emulator.ts';
import { identityCreators } from './emulator/identity.ts';
import { messagingCreators } from './emulator/messaging.ts';
import { objectCreators } from './emulator/objects.ts';
import { rehearseOnce } from './rehearse-once.ts';

/** Address that `.ci/moto.sh start` prints. */
const motoUrl = process.env['TEST_MOTO_URL'];
const creators = { ...identityCreators, ...messagingCreators, ...objectCreators, ...computeCreators };

(motoUrl ? describe : describe.skip).each(['dev', 'prod'] as const)(
  'an emulator that none of us wrote (moto; it has no Image Builder, checks no network, and takes no compute environment without a service role), given what the programs register for %s,',
  (environment) => {
    let rehearsal: Rehearsal<StackFolder>;
    let clients: Clients;
    let refused: string[];
    beforeAll(async () => {
      clients = connect(motoUrl!);
      rehearsal = await rehearseOnce(environment);
      refused = await createAll(inOrder(stackFolders.map((folder) => rehearsal[folder])), creators, clients);
    });

    test('makes all queues, buckets, roles, templates, repositories, log groups, job definitions and rules', () => {
      expect(refused).toEqual([]);
    });

    test.each(tiers)('redrives requests of the %s tier into its dead-letter queue', async (tier) => {
      const { requestQueue, deadLetterQueue } = tierSettings[tier];
      const attributes = await queueAttributes(clients, physicalName(rehearsal.pipeline, requestQueue));
      const deadLetters = await queueAttributes(clients, physicalName(rehearsal.pipeline, deadLetterQueue));
      expect(JSON.parse(attributes['RedrivePolicy']!)).toMatchObject({
        deadLetterTargetArn: deadLetters['QueueArn'],
      });
      expect(attributes).toMatchObject({ VisibilityTimeout: '180', SqsManagedSseEnabled: 'true' });
    });

    test.each(tiers)('announces uploads of the %s tier', async (tier) => {
      const Bucket = String(rehearsal.pipeline.exports['rawVideosBucket']);
      const { QueueConfigurations } = await clients.s3.send(
        new GetBucketNotificationConfigurationCommand({ Bucket }),
      );
      const found = QueueConfigurations?.find(({ Id }) => Id === tier);
      expect(found?.QueueArn).toContain(tierSettings[tier].requestQueue);
      expect(found?.Filter?.Key?.FilterRules?.[0]?.Value).toBe(tierSettings[tier].uploadPrefix);
    });

    test.each(tiers)('knows the job definition of the %s tier with its retries', async (tier) => {
      const jobDefinitionName = physicalName(rehearsal.pipeline, tierSettings[tier].jobDefinition);
      const answer = await clients.batch.send(new DescribeJobDefinitionsCommand({ jobDefinitionName }));
      // Actions are not case-sensitive, and moto writes them small.
      const evaluateOnExit = retryStrategy.evaluateOnExit.map((rule) => ({
        ...rule,
        action: rule.action.toLowerCase(),
      }));
      expect(answer.jobDefinitions?.[0]).toMatchObject({
        retryStrategy: { attempts: retryStrategy.attempts, evaluateOnExit },
        timeout: { attemptDurationSeconds: tierSettings[tier].timeoutSeconds },
      });
    });
  },
);

/** Orders resources by their dependencies, as the engine creates them; ours registered them in the order of the answers. */
function inOrder(results: readonly ProgramResult[]): ProgramResult['resources'] {
  return results.flatMap(({ resources }) => resources);
}

function physicalName({ resources }: ProgramResult, name: string): string {
  const found = resources.find((resource) => resource.custom && resource.name === name);
  return String(found?.outputs['name']);
}

async function queueAttributes({ sqs }: Clients, QueueName: string): Promise<Record<string, string>> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return Attributes ?? {};
}
