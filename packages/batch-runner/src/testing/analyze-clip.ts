import { type OpenDatabase, openDatabase } from '@deepsentinel/db-schema';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import {
  contextOfCamera,
  createAnalyzer,
  type StoreContext,
  storeConfigurationSchema,
} from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';
import type { AnalysisOutcome } from '../analyze-under-lease.ts';
import { describeLocalVideo } from '../local-video.ts';
import { runAnalysis } from '../run-analysis.ts';
import { thumbnailDirectory } from '../thumbnail-directory.ts';

export interface ClipAnalysis {
  readonly db: OpenDatabase['db'];
  readonly clip: string;
  readonly thumbnails: string;
  readonly signal?: AbortSignal;
  readonly onChunk?: () => void;
  /** Time in view from which somebody loiters, seconds; nothing is known of the store unless given. */
  readonly loiteringSeconds?: number;
}

/** Analyzes a clip quickly, in chunks of two seconds, so that a short one has several. */
export async function analyzeClip({
  db,
  clip,
  thumbnails,
  signal,
  onChunk,
  loiteringSeconds,
}: ClipAnalysis): Promise<AnalysisOutcome> {
  const stop = signal ?? new AbortController().signal;
  const { path, registration } = await describeLocalVideo(clip, { signal: stop });
  await using analyzer = await createAnalyzer(await openModelPack(await ensureEmbeddedPack()));
  return await runAnalysis({
    db,
    analyzer,
    source: path,
    registration,
    thumbnails: await thumbnailDirectory(thumbnails),
    settings: { chunkSeconds: 2, activeFps: 3, store: loiteringSeconds ? storeWith(loiteringSeconds) : null },
    signal: stop,
    onChunk,
  });
}

function storeWith(loiteringSeconds: number): StoreContext {
  const limits = { loiteringSeconds };
  const store = { id: 'test', name: 'Test', timeZone: 'Asia/Seoul', limits, cameras: [] };
  return contextOfCamera(storeConfigurationSchema.parse(store), null, null);
}

if (import.meta.main) {
  const [location, clip, thumbnails] = process.argv.slice(2) as [string, string, string];
  await using database = await openDatabase(location);
  const outcome = await analyzeClip({
    db: database.db,
    clip,
    thumbnails,
    onChunk: () => process.stdout.write('chunk\n'),
  });
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
