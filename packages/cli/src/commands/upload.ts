import { randomUUID } from 'node:crypto';
import type { Tier } from '@deepsentinel/queue-contracts';
import type { Command } from 'commander';
import { connectCloud } from '../cloud/deployment.ts';
import { followVideo } from '../cloud/follow-video.ts';
import { openCloudDatabase } from '../cloud/open-cloud-database.ts';
import { uploadVideo } from '../cloud/upload-video.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { deploymentOption, tierOption } from './cloud-options.ts';

interface UploadOptions {
  readonly tier: Tier;
  readonly videoId?: string;
  readonly watch?: true;
  readonly deployment?: string;
}

/** `sentinel upload`: a video into the bucket, as a camera would; its analysis follows by itself. */
export function addUploadCommand(program: Command, terminal: Terminal): void {
  program
    .command('upload')
    .description('Upload a video; its analysis follows by itself')
    .argument('<video>', 'video file')
    .addOption(tierOption())
    .option('--video-id <id>', 'id of the video (default: a new one)')
    .option('--watch', 'wait for the end of the analysis')
    .addOption(deploymentOption())
    .action(async (file: string, { tier, videoId = randomUUID(), watch, deployment }: UploadOptions) => {
      using cloud = connectCloud(deployment);
      const { bucket, key } = await uploadVideo(file, { videoId, tier }, cloud);
      terminal.print(`uploaded: s3://${bucket}/${key}`);
      terminal.print(`video id: ${videoId}`);
      if (!watch) return;
      await using database = await openCloudDatabase(cloud.deployment);
      const { status, errorMessage } = await followVideo(database.db, videoId, terminal);
      terminal.print(errorMessage === null ? status : `${status}: ${errorMessage}`);
    });
}
