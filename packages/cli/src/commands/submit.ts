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
import { checkCloudPlace } from '../cloud/check-cloud-place.ts';
import { connectCloud } from '../cloud/deployment.ts';
import { InputError } from '../input-error.ts';
import { fpsValue, momentValue } from '../option-values.ts';
import type { PlaceOptions } from '../store/known-place.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { deploymentOption, tierOption } from './cloud-options.ts';

interface SubmitOptions extends PlaceOptions {
  readonly tier: Tier;
  readonly videoId: string;
  readonly recordedAt?: Date;
  readonly fps?: number;
  readonly idleFps?: number;
  readonly stages?: readonly AnalysisStage[];
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
    .option('--store <id>', 'the store that it shows, as `sentinel store set` made it known')
    .option('--camera <id>', 'the camera of the store')
    .option('--recorded-at <moment>', 'when the video starts', momentValue)
    .option('--fps <n>', 'look at n frames a second while people are in view, within the tier', fpsValue)
    .option('--idle-fps <n>', 'look at n frames a second while nobody is', fpsValue)
    .addOption(
      new Option('--stages <stage...>', 'only these parts of what the tier includes').choices(analysisStages),
    )
    .addOption(deploymentOption())
    .action(async (object: string, { deployment: file, ...options }: SubmitOptions) => {
      using cloud = connectCloud(file);
      await checkCloudPlace(cloud.deployment, options);
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

/** @throws {InputError} the object is neither an address nor a key */
function sourceOf(object: string, rawVideosBucket: string): AnalysisRequest['source'] {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(object) ?? [null, rawVideosBucket, object];
  if (!bucket || !key) throw new InputError(`${object}: neither s3://bucket/key nor a key`);
  return { bucket, key };
}

/** @throws {InputError} the tier does not include what is wanted */
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
