import { cacheDirectory } from '@deepsentinel/embedded-pack';
import type { Command } from 'commander';
import { analyzeFile } from '../analyze/analyze-file.ts';
import { fetchDemoClip } from '../demo-clip.ts';
import { InputError } from '../input-error.ts';
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
      const file = video ?? (await demoClip(terminal));
      const places = { database: databaseLocation(undefined), outputDirectory: defaultOutputDirectory };
      await analyzeFile(file, { settings: {}, ...places }, terminal);
      terminal.print(`\n${howToGoOn()}`);
    });
}

async function demoClip({ note, signal }: Terminal): Promise<string> {
  try {
    return await fetchDemoClip({ cacheDirectory: cacheDirectory(process.env), report: note, signal });
  } catch (cause) {
    throw new InputError((cause as Error).message, { cause });
  }
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
