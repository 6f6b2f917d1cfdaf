import { SendMessageCommand } from '@aws-sdk/client-sqs';
import {
  type AnalysisRequest,
  type AnalysisStage,
  analysisRequestSchema,
  analysisStages,
  explainIssues,
  type Tier,
} from '@deepsentinel/queue-contracts';
import { type Command, Option } from 'commander';
import { checkCloudStore } from '../cloud/check-cloud-store.ts';
import { connectCloud } from '../cloud/deployment.ts';
import { InputError } from '../errors.ts';
import { fpsValue, momentValue } from '../option-values.ts';
import type { StoreOptions } from '../store/store-options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { deploymentOption, tierOption } from './cloud-options.ts';

interface SubmitOptions extends StoreOptions {
  readonly tier: Tier;
  readonly videoId: string;
  readonly recordedAt?: Date;
  readonly fps?: number;
  readonly idleFps?: number;
  readonly stages?: readonly AnalysisStage[];
  readonly deployment?: string;
}

/** Adds `sentinel submit`, which requests the analysis of an object as a backend would. */
export function addSubmitCommand(program: Command, terminal: Terminal): void {
  program
    .command('submit')
    .description('Request the analysis of an object that is already in the bucket')
    .argument('<object>', 's3://bucket/key, or the key of an object in the bucket of raw videos')
    .requiredOption('--video-id <id>', 'id of the video')
    .addOption(tierOption())
    .option('--store <id>', 'store that the video shows; `sentinel store set` adds stores')
    .option('--camera <id>', 'camera of the store')
    .option(
      '--recorded-at <moment>',
      'start of the video, for instance 2026-05-01T14:03:00+02:00',
      momentValue,
    )
    .option(
      '--fps <n>',
      'analyze n frames per second while people are in view, up to the limit of the tier',
      fpsValue,
    )
    .option('--idle-fps <n>', 'analyze n frames per second while nobody is in view', fpsValue)
    .addOption(
      new Option('--stages <stage...>', 'run only these of the stages that the tier includes').choices(
        analysisStages,
      ),
    )
    .addOption(deploymentOption())
    .action(async (object: string, { deployment: file, ...options }: SubmitOptions) => {
      using cloud = connectCloud(file);
      await checkCloudStore(cloud.deployment, options);
      const { rawVideosBucket, tiers } = cloud.deployment;
      const request = requestFor(sourceOf(object, rawVideosBucket), options);
      const startedAt = performance.now();
      const { MessageId: messageId } = await cloud.sqs.send(
        new SendMessageCommand({
          QueueUrl: tiers[options.tier].requestQueueUrl,
          MessageBody: JSON.stringify(request),
        }),
      );
      const milliseconds = (performance.now() - startedAt).toFixed(0);
      terminal.print(`published message ${messageId} in ${milliseconds} ms`);
    });
}

/**
 * Reads an S3 address or a key.
 *
 * @throws {InputError} the object is neither
 */
function sourceOf(object: string, rawVideosBucket: string): AnalysisRequest['source'] {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(object) ?? [null, rawVideosBucket, object];
  if (!bucket || !key) throw new InputError(`${object}: neither s3://bucket/key nor a key`);
  return { bucket, key };
}

/**
 * Makes the request from the options.
 *
 * @throws {InputError} the tier does not include what they ask for
 */
function requestFor(source: AnalysisRequest['source'], options: SubmitOptions): AnalysisRequest {
  const { tier, videoId, store: storeId, camera: cameraId, recordedAt, ...wanted } = options;
  const settings = { activeFps: wanted.fps, idleFps: wanted.idleFps, stages: wanted.stages };
  const request = analysisRequestSchema.safeParse({
    ...{ videoId, source, tier, storeId, cameraId, settings },
    requestedAt: new Date().toISOString(),
    recordedAt: recordedAt?.toISOString(),
  });
  if (request.success) return request.data;
  throw new InputError(`submit: ${explainIssues(request.error)}`, { cause: request.error });
}
