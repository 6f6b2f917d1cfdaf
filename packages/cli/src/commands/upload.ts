import { randomUUID } from 'node:crypto';
import type { Tier } from '@deepsentinel/queue-contracts';
import type { Command } from 'commander';
import { checkCloudStore } from '../cloud/check-cloud-store.ts';
import { connectCloud } from '../cloud/deployment.ts';
import { followVideo } from '../cloud/follow-video.ts';
import { openCloudDatabase } from '../cloud/open-cloud-database.ts';
import { uploadVideo } from '../cloud/upload-video.ts';
import { momentValue } from '../option-values.ts';
import type { StoreOptions } from '../store/store-options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { deploymentOption, tierOption } from './cloud-options.ts';

interface UploadOptions extends StoreOptions {
  readonly tier: Tier;
  readonly videoId?: string;
  readonly recordedAt?: Date;
  readonly watch?: true;
  readonly deployment?: string;
}

/** Adds `sentinel upload`, which uploads a video as a camera would; its analysis starts by itself. */
export function addUploadCommand(program: Command, terminal: Terminal): void {
  program
    .command('upload')
    .description('Upload a video, which starts its analysis')
    .argument('<video>', 'video file')
    .addOption(tierOption())
    .option('--video-id <id>', 'id of the video (default: a new id)')
    .option('--store <id>', 'store that the video shows; `sentinel store set` adds stores')
    .option('--camera <id>', 'camera of the store')
    .option(
      '--recorded-at <moment>',
      'start of the video, for instance 2026-05-01T14:03:00+02:00',
      momentValue,
    )
    .option('--watch', 'wait until the analysis ends')
    .addOption(deploymentOption())
    .action(async (file: string, { tier, watch, deployment, ...options }: UploadOptions) => {
      using cloud = connectCloud(deployment);
      await checkCloudStore(cloud.deployment, options);
      const { videoId = randomUUID(), store: storeId, camera: cameraId } = options;
      const recording = { storeId, cameraId, recordedAt: options.recordedAt?.toISOString() };
      const { bucket, key } = await uploadVideo(file, { videoId, tier, recording }, cloud);
      terminal.print(`uploaded: s3://${bucket}/${key}`);
      terminal.print(`video id: ${videoId}`);
      if (!watch) return;
      await using database = await openCloudDatabase(cloud.deployment);
      const { status, errorMessage } = await followVideo(database.db, videoId, terminal);
      terminal.print(errorMessage === null ? status : `${status}: ${errorMessage}`);
    });
}
