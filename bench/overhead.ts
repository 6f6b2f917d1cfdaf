import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { type Analyzer, analyzeVideo, createAnalyzer } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';
import { InferenceSession } from 'onnxruntime-node';

/**
 * Measures the overhead of the pipeline: wall time of a whole analysis against the time of the ONNX sessions in it,
 * and, stricter, against the time that the same session calls take on the same tensors when nothing else happens. Lists
 * how often each network ran and how long alone, by the shape of its input.
 *
 *     npm run bench -- VIDEO [PASSES]
 */
const [video, passes = '3'] = process.argv.slice(2);
if (!video) {
  console.error('usage: npm run bench -- VIDEO [PASSES]');
  process.exit(64);
}

interface SessionCall {
  /** Shape of the network's input, for instance `1 x 512 x 512 x 3`. */
  readonly input: string;
  run(): Promise<unknown>;
}

await using analyzer = await createAnalyzer(await openModelPack(await ensureEmbeddedPack()));
const calls = await recordSessionCalls(() => analyzeAll(analyzer, video));
const analyses: number[] = [];
const sessions: number[] = [];
const replays: number[] = [];
const networks = new Map<string, { runs: number; ms: number }>();
let frames = 0;
for (let pass = 1; pass <= Number(passes); pass++) {
  const sessionMs = analyzer.sessionMs();
  analyses.push(
    await time(async () => {
      frames = await analyzeAll(analyzer, video);
    }),
  );
  sessions.push(analyzer.sessionMs() - sessionMs);
  replays.push(await replay(calls));
  const [analysis, session, replayed] = [analyses, sessions, replays].map((times) =>
    times.at(-1)!.toFixed(0),
  );
  console.log(
    `pass ${pass}: analysis ${analysis} ms, sessions in it ${session} ms, sessions alone ${replayed} ms`,
  );
}
const perFrame = median(analyses) / frames;
console.log(`${frames} frames, ${calls.length} model runs, ${perFrame.toFixed(1)} ms a frame`);
for (const [input, { runs, ms }] of networks) {
  console.log(
    `  input ${input}: ${runs} runs a pass, ${(ms / runs / Number(passes)).toFixed(1)} ms each, alone`,
  );
}
console.log(`ratio to the sessions in it: ${(median(analyses) / median(sessions)).toFixed(3)}`);
console.log(`ratio to the sessions alone: ${(median(analyses) / median(replays)).toFixed(3)}`);

async function analyzeAll(analyzer: Analyzer, source: string): Promise<number> {
  let analyzed = 0;
  for await (const { stats } of analyzeVideo(source, analyzer)) analyzed += stats.framesAnalyzed;
  return analyzed;
}

/** Records every ONNX session call of some work, ready to be repeated. */
async function recordSessionCalls(work: () => Promise<unknown>): Promise<SessionCall[]> {
  const recorded: SessionCall[] = [];
  const prototype = (InferenceSession as unknown as { prototype: InferenceSession }).prototype;
  const original = prototype.run;
  prototype.run = function (this: InferenceSession, feeds: InferenceSession.FeedsType) {
    const { dims } = Object.values(feeds)[0] as { readonly dims: readonly number[] };
    recorded.push({ input: dims.join(' x '), run: () => original.call(this, feeds, {}) });
    return original.call(this, feeds, {});
  };
  try {
    await work();
  } finally {
    prototype.run = original;
  }
  return recorded;
}

/** Repeats session calls; the same in every pass, so that runs are counted once. */
async function replay(recorded: readonly SessionCall[]): Promise<number> {
  const counted = new Map<string, number>();
  let total = 0;
  for (const { input, run } of recorded) {
    const ms = await time(run);
    total += ms;
    counted.set(input, (counted.get(input) ?? 0) + 1);
    networks.set(input, { runs: counted.get(input)!, ms: (networks.get(input)?.ms ?? 0) + ms });
  }
  return total;
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
