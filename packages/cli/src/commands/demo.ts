import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join, parse, resolve } from 'node:path';
import { listEvents, listTracks, type OpenDatabase, openDatabase } from '@deepsentinel/db-schema';
import { cacheDirectory } from '@deepsentinel/embedded-pack';
import type { Command } from 'commander';
import { type Cloud, connect, defaultCloudDirectory, runningLocalCloud } from '../cloud/deployment.ts';
import { fetchThumbnails } from '../cloud/fetch-thumbnails.ts';
import { followVideo } from '../cloud/follow-video.ts';
import { runLocalCloud } from '../cloud/run-local-cloud.ts';
import { uploadVideo } from '../cloud/upload-video.ts';
import { fetchDemoClip } from '../demo-clip.ts';
import { InputError } from '../errors.ts';
import { eventTable } from '../results/event-table.ts';
import { reportEvent } from '../results/reported-event.ts';
import { reportTrack } from '../results/reported-track.ts';
import { trackTable } from '../results/track-table.ts';
import { defaultOutputDirectory } from '../results-database.ts';
import { counted } from '../terminal/progress-view.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { describeCloud } from './up.ts';

/** Adds `sentinel demo`, which shows the whole system, from the upload of a real CCTV clip to its events. */
export function addDemoCommand(program: Command, terminal: Terminal): void {
  program
    .command('demo')
    .description('Run the whole system on this machine and upload a real CCTV clip to it')
    .argument('[video]', 'video file to use instead of the clip')
    .option('--exit', 'stop the system once the video is analyzed (default: keep running)')
    .action(async (video: string | undefined, { exit }: { exit?: true }) => {
      const file = video ?? (await demoClip(terminal));
      await using disposables = new AsyncDisposableStack();
      const running = runningLocalCloud();
      const deployment = running ?? disposables.use(await startCloud(terminal)).deployment;
      const cloud = disposables.use(connect(deployment));
      terminal.note(describeCloud(deployment));
      const { db } = disposables.use(await openDatabase(deployment.databaseUrl));
      await analyzeUpload(file, { cloud, db }, terminal);
      terminal.print(`\n${nextSteps(deployment.apiUrl)}`);
      if (exit || running) return;
      terminal.note('\nthe system runs on; Ctrl-C stops it');
      if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
    });
}

async function startCloud(terminal: Terminal) {
  return await runLocalCloud({ directory: defaultCloudDirectory, models: {} }, terminal);
}

async function analyzeUpload(
  file: string,
  { cloud, db }: { cloud: Cloud; db: OpenDatabase['db'] },
  terminal: Terminal,
): Promise<void> {
  const videoId = randomUUID();
  const { bucket, key } = await uploadVideo(file, { videoId, tier: 'basic', recording: {} }, cloud);
  terminal.note(`uploaded: s3://${bucket}/${key}`);
  const { status, errorMessage } = await followVideo(db, videoId, terminal);
  if (status === 'failed') throw new InputError(`${file}: the analysis failed: ${errorMessage}`);
  const everything = { videoId, limit: Number.MAX_SAFE_INTEGER };
  const saved = await listEvents(db, everything);
  const events = saved.map(reportEvent);
  const tracks = (await listTracks(db, everything)).map(reportTrack);
  const directory = join(resolve(defaultOutputDirectory), `${parse(file).name}-${videoId.slice(0, 8)}`);
  await fetchThumbnails(
    saved.flatMap(({ thumbnailKey }) => thumbnailKey ?? []),
    directory,
    cloud,
  );
  const found = [counted(tracks.length, 'person', 'people'), counted(events.length, 'event')];
  terminal.print(`${parse(file).base}: ${found.join(', ')}\n`);
  if (tracks.length > 0) terminal.print(`${trackTable(tracks, events)}\n`);
  if (events.length > 0) terminal.print(`${eventTable(events)}\n`);
  terminal.print(`video id: ${videoId}`);
  terminal.print(`thumbnails: ${directory}`);
}

async function demoClip({ note, signal }: Terminal): Promise<string> {
  try {
    return await fetchDemoClip({ cacheDirectory: cacheDirectory(process.env), report: note, signal });
  } catch (cause) {
    throw new InputError((cause as Error).message, { cause });
  }
}

function nextSteps(apiUrl: string | undefined): string {
  const sentinel = process.env.npm_lifecycle_event === undefined ? 'sentinel' : 'npm run sentinel --';
  return [
    'Next steps, from another terminal:',
    `  ${sentinel} upload VIDEO --watch        a video of your own`,
    `  ${sentinel} events --type walking       the saved events, filtered`,
    `  ${sentinel} status                      all videos; jobs, logs JOB and dlq list tell more`,
    `  ${sentinel} up                          the system without the clip`,
    ...(apiUrl === undefined ? [] : [`  curl ${apiUrl}/api/videos`]),
  ].join('\n');
}
