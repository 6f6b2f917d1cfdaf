import {
  listVideoSummaries,
  type OpenDatabase,
  summarizeVideo,
  type VideoSummary,
} from '@deepsentinel/db-schema';
import type { Command } from 'commander';
import { connectCloud } from '../cloud/deployment.ts';
import { followVideo } from '../cloud/follow-video.ts';
import { openCloudDatabase } from '../cloud/open-cloud-database.ts';
import { InputError } from '../errors.ts';
import { countValue } from '../option-values.ts';
import { openResults } from '../results-database.ts';
import { wallClock } from '../terminal/clock.ts';
import { type Column, renderTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { deploymentOption } from './cloud-options.ts';

interface StatusOptions {
  readonly watch?: true;
  readonly limit: number;
  readonly json?: true;
  readonly deployment?: string;
}

/** Adds `sentinel status`, which shows the progress of analyses, and why they wait or failed. */
export function addStatusCommand(program: Command, terminal: Terminal): void {
  program
    .command('status')
    .description('Show the progress of analyses, and why they wait or failed')
    .argument('[video-id]', 'only this video')
    .option('--watch', 'wait until the analysis of this video ends')
    .option('--limit <n>', 'number of videos, latest first', countValue, 20)
    .option('--json', 'print JSON instead of a table')
    .addOption(deploymentOption())
    .action(async (videoId: string | undefined, { watch, limit, json, deployment }: StatusOptions) => {
      await using database = await openDeployed(deployment);
      const { db } = database;
      const one = videoId === undefined ? undefined : await summarizeVideo(db, videoId);
      if (videoId !== undefined && !one) throw new InputError(`${videoId}: no such video`);
      const videos = one ? [one] : await listVideoSummaries(db, limit);
      const shown = watch && one ? [await followVideo(db, one.videoId, terminal)] : videos;
      if (json) terminal.print(JSON.stringify(shown, null, 2));
      else terminal.print(shown.length > 0 ? renderTable(columns, shown) : 'no videos');
    });
}

const columns: readonly Column<VideoSummary>[] = [
  { heading: 'Video', cell: ({ videoId }) => videoId },
  { heading: 'Key', cell: ({ key }) => key },
  { heading: 'Since', cell: ({ createdAt }) => wallClock(createdAt) },
  { heading: 'Tier', cell: ({ tier }) => tier ?? '-' },
  { heading: 'Status', cell: ({ status }) => status },
  { heading: '%', align: 'right', cell: ({ progress }) => progress },
  { heading: 'Run', cell: ({ runStatus, attempt }) => (runStatus ? `${runStatus} (${attempt})` : '-') },
  { heading: 'Reason', cell: ({ errorMessage, waitReason }) => errorMessage ?? waitReason ?? '' },
];

/** Opens the database of a deployment; that of the local cloud even while the cloud is not running. */
async function openDeployed(deployment: string | undefined): Promise<OpenDatabase> {
  if (deployment === undefined && !process.env.SENTINEL_DEPLOYMENT) return await openResults(undefined);
  using cloud = connectCloud(deployment);
  return await openCloudDatabase(cloud.deployment);
}
