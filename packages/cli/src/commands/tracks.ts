import { listEvents, listTracks } from '@deepsentinel/db-schema';
import type { Command } from 'commander';
import { countValue } from '../option-values.ts';
import { findVideo } from '../results/find-video.ts';
import { reportEvent } from '../results/reported-event.ts';
import { reportTrack } from '../results/reported-track.ts';
import { trackTable } from '../results/track-table.ts';
import { openResults } from '../results-database.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface TracksOptions {
  readonly video?: string;
  readonly limit: number;
  readonly db?: string;
  readonly json?: true;
}

/** Adds `sentinel tracks`, which lists the people in analyzed videos. */
export function addTracksCommand(program: Command, terminal: Terminal): void {
  program
    .command('tracks')
    .description('List the people who were seen')
    .option('--video <video>', 'only this video, by file name, path or id')
    .option('--limit <n>', 'largest number of results', countValue, 1000)
    .option(
      '--db <url or directory>',
      'database (default: $DATABASE_URL, or else the one in ./sentinel-cloud)',
    )
    .option('--json', 'print JSON, which includes the paths, instead of a table')
    .action(async ({ video, limit, db: location, json }: TracksOptions) => {
      await using database = await openResults(location);
      const { db } = database;
      const videoId = video === undefined ? undefined : await findVideo(db, video);
      const tracks = (await listTracks(db, { videoId, limit })).map(reportTrack);
      if (json) return terminal.print(JSON.stringify(tracks, null, 2));
      const events = await listEvents(db, { videoId, limit: Number.MAX_SAFE_INTEGER });
      terminal.print(tracks.length > 0 ? trackTable(tracks, events.map(reportEvent)) : 'no people');
    });
}
