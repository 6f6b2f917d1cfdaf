import { join } from 'node:path';
import { type Measured, measured } from '../cpu-time.ts';
import type { Gating } from './analysis.ts';
import type { AnalysisCost } from './analyze-once.ts';
import { emptyTenMinutes, twoHours, typicalDay, visitMinute } from './clips.ts';

/**
 * Measures what footage without anybody costs: processor time of an analysis with gating, without it, and of ffmpeg's
 * decoding of the key frames alone; the same for a day with people for 5 % of the time; and memory at one minute and at
 * two hours. Takes a quarter of an hour of processor time.
 *
 *     npm run bench:empty -- VIDEO
 */
const quiet = ['-nostdin', '-v', 'error'];
const nowhere = ['-map', '0:V:0', '-f', 'null', '-'];

type Cost = AnalysisCost & Pick<Measured, 'cpuSeconds'>;

const [demoClip] = process.argv.slice(2);
if (!demoClip) {
  console.error('usage: npm run bench:empty -- VIDEO (vtest.avi)');
  process.exit(64);
}

for (const gopSeconds of [1, 10, 60]) {
  const video = await emptyTenMinutes(demoClip, gopSeconds);
  await report(`10 minutes without anybody, a key frame every ${gopSeconds} s`, video);
}
await report('20 minutes, people in 5 % of them, a key frame every 1 s', await typicalDay(demoClip));

const short = await analysis(await visitMinute(demoClip), 'auto');
const long = await analysis(await twoHours(demoClip), 'auto');
console.log(`two hours with two visits: ${seconds(long)}`);
console.log(
  `memory: ${short.peakMiB.toFixed(0)} MiB at one minute, ${long.peakMiB.toFixed(0)} MiB at two hours`,
);
console.log(`  ratio ${(long.peakMiB / short.peakMiB).toFixed(2)}`);

async function report(name: string, video: string): Promise<void> {
  console.log(name);
  const keyFrames = await measured('ffmpeg', ...quiet, '-skip_frame', 'nokey', '-i', video, ...nowhere);
  const gated = await analysis(video, 'auto');
  const exhaustive = await analysis(video, 'off');
  console.log(
    `  key frames alone ${seconds(keyFrames)}, gated ${seconds(gated)}, all ${seconds(exhaustive)}`,
  );
  console.log(`  gated to key frames alone: ${ratio(gated, keyFrames)}`);
  console.log(
    `  all to gated: ${ratio(exhaustive, gated)}; people ${exhaustive.persons} and ${gated.persons}`,
  );
}

/** Analyzes a video in a process of its own. */
async function analysis(video: string, gating: Gating): Promise<Cost> {
  const program = join(import.meta.dirname, 'analyze-once.ts');
  const { stdout, cpuSeconds } = await measured(process.execPath, program, video, gating);
  return { ...(JSON.parse(stdout) as AnalysisCost), cpuSeconds };
}

function seconds({ cpuSeconds }: Pick<Measured, 'cpuSeconds'>): string {
  return `${cpuSeconds.toFixed(1)} s`;
}

function ratio(a: Pick<Measured, 'cpuSeconds'>, b: Pick<Measured, 'cpuSeconds'>): string {
  return (a.cpuSeconds / b.cpuSeconds).toFixed(2);
}
