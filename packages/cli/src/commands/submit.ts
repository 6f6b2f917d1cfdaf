import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Tier } from '@deepsentinel/queue-contracts';
import type { Command } from 'commander';
import { connectCloud } from '../cloud/deployment.ts';
import { InputError } from '../input-error.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { deploymentOption, tierOption } from './cloud-options.ts';

interface SubmitOptions {
  readonly tier: Tier;
  readonly videoId: string;
  readonly deployment?: string;
}

/** `sentinel submit`: asks for the analysis of an object, as a backend would. */
export function addSubmitCommand(program: Command, terminal: Terminal): void {
  program
    .command('submit')
    .description('Ask for the analysis of an object that is in the bucket')
    .argument('<object>', 's3://bucket/key, or the key of an object in the bucket of raw videos')
    .requiredOption('--video-id <id>', 'id of the video')
    .addOption(tierOption())
    .addOption(deploymentOption())
    .action(async (object: string, { tier, videoId, deployment }: SubmitOptions) => {
      using cloud = connectCloud(deployment);
      const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(object) ?? [
        null,
        cloud.deployment.rawVideosBucket,
        object,
      ];
      if (!bucket || !key) throw new InputError(`${object}: neither s3://bucket/key nor a key`);
      const startedAt = performance.now();
      const { MessageId: messageId } = await cloud.sqs.send(
        new SendMessageCommand({
          QueueUrl: cloud.deployment.tiers[tier].requestQueueUrl,
          MessageBody: JSON.stringify({ video_id: videoId, s3_bucket: bucket, s3_key: key }),
        }),
      );
      const milliseconds = (performance.now() - startedAt).toFixed(0);
      terminal.print(`published message ${messageId} in ${milliseconds} ms`);
    });
}
