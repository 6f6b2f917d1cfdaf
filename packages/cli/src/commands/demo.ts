import type { Command } from 'commander';
import { analyzeFile } from '../analyze/analyze-file.ts';
import { summarise } from '../analyze/summary.ts';
import { cacheDirectory } from '../cache-directory.ts';
import { fetchDemoClip } from '../demo-clip.ts';
import { databaseLocation, defaultOutputDirectory } from '../places.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `sentinel demo`: the whole way once, on a real CCTV clip or on a video of one's own. */
export function addDemoCommand(program: Command, terminal: Terminal): void {
  program
    .command('demo')
    .description('Analyse a real CCTV clip, fetched at the first time, and show what comes out')
    .argument('[video]', 'video file to take in place of the clip')
    .option('--exit', 'end when done; it does so anyway')
    .action(async (video: string | undefined) => {
      const clip = {
        cacheDirectory: cacheDirectory(process.env),
        report: terminal.note,
        signal: terminal.signal,
      };
      const analysis = await analyzeFile(
        video ?? (await fetchDemoClip(clip)),
        {
          settings: {},
          models: undefined,
          database: databaseLocation(undefined),
          outputDirectory: defaultOutputDirectory,
          recordedAt: undefined,
        },
        terminal,
      );
      terminal.print(summarise(analysis.report));
      terminal.print(`thumbnails: ${analysis.thumbnails}`);
      terminal.print(`database: ${analysis.databaseName}`);
      terminal.print(`\n${howToGoOn()}`);
    });
}

function howToGoOn(): string {
  const sentinel = process.env.npm_lifecycle_event === undefined ? 'sentinel' : 'npm run sentinel --';
  return [
    'How to go on:',
    `  ${sentinel} events --type walking       the stored events, filtered`,
    `  ${sentinel} tracks --json               the people with their paths`,
    `  ${sentinel} analyze VIDEO --json FILE   a video of your own`,
    `  ${sentinel} --help                      everything else`,
  ].join('\n');
}
