import { isDeepStrictEqual } from 'node:util';
import {
  type CompletedRun,
  completedRun,
  loadRunEvents,
  lockCameraOf,
  type OpenDatabase,
  readObservations,
  type SavedEvent,
  saveSettings,
} from '@deepsentinel/db-schema';
import {
  analysisSettingsSchema,
  type Embedder,
  replayEvents,
  type StoreContext,
} from '@deepsentinel/inference-core';
import { storeContext } from '../store-context.ts';
import { joinBorders } from './join-borders.ts';
import { replaceEvents, type Transaction } from './replace-events.ts';

/** Reason for which the rules of a video cannot be run again. */
export type NoRerun = 'not-analyzed' | 'no-observations' | 'pictures-changed';

/** Changes of the events of a video. */
export interface EventChanges {
  readonly added: readonly SavedEvent[];
  readonly gone: readonly SavedEvent[];
  readonly changed: readonly { readonly before: SavedEvent; readonly after: SavedEvent }[];
  readonly unchanged: number;
}

export interface RerunOptions {
  /** Embedder of the descriptions of new and changed events. */
  readonly embedder: Embedder;
  /** Whether everything stays as it is. */
  readonly dryRun: boolean;
  /** Makes the context of the video's store in place of the one that is saved. */
  readonly store?: ((video: RerunVideo) => StoreContext) | undefined;
}

/** Camera and time of a video whose rules are run again. */
export interface RerunVideo {
  readonly cameraId: string | null;
  readonly recordedAt: Date | null;
}

/** Ends a transaction whose changes are not wanted. */
class DryRun extends Error {}

/**
 * Runs the rules of an analyzed video again, with the zones, opening hours and limits that its store has now, over what the
 * analysis saved: no model and no footage is needed. Readers see the old events until all new ones are there. Events of
 * neighboring recordings change where somebody crosses a border of this one.
 *
 * @returns what changes among the events of the video, or why its rules cannot be run again
 */
export async function rerunRules(
  db: OpenDatabase['db'],
  videoId: string,
  options: RerunOptions,
): Promise<EventChanges | NoRerun> {
  let result: EventChanges | NoRerun = 'not-analyzed';
  try {
    await db.transaction().execute(async (transaction) => {
      result = await rerun(transaction, videoId, options);
      if (options.dryRun) throw new DryRun();
    });
  } catch (error) {
    if (!(error instanceof DryRun)) throw error;
  }
  return result;
}

async function rerun(
  transaction: Transaction,
  videoId: string,
  { embedder, store: given }: RerunOptions,
): Promise<EventChanges | NoRerun> {
  await lockCameraOf(transaction, videoId);
  const run = await completedRun(transaction, videoId);
  const settings = analysisSettingsSchema.safeParse(run?.settings).data;
  if (!run || !settings) return 'not-analyzed';
  const { runId } = run;
  if ((await readObservations(transaction, runId).next()).done) return 'no-observations';
  const store = given ? given(run) : await storeOf(transaction, run, settings.store);
  if (!isDeepStrictEqual(store?.pictures, settings.store?.pictures) && settings.store)
    return 'pictures-changed';
  const before = await loadRunEvents(transaction, { runId });
  const options = { embedder, keepsAnswers: false };
  await saveSettings(transaction, runId, { ...settings, store });
  const crossing = new Set(await joinBorders(transaction, videoId, options));
  const isElsewhere = ({ trackIds }: { readonly trackIds: readonly number[] }) =>
    trackIds.length === 1 && crossing.has(trackIds[0]!);
  const replayed = await replayEvents(readObservations(transaction, runId), { store });
  await replaceEvents(
    transaction,
    {
      runId,
      before: before.filter((event) => !isElsewhere(event)),
      after: replayed
        .filter((event) => !isElsewhere(event))
        .map((event) => ({ ...event, continuedIn: null })),
      pictured: before,
    },
    options,
  );
  return changesOf(before, await loadRunEvents(transaction, { runId }));
}

/** The context of the video's store today; of a video without a store that of its analysis. */
async function storeOf(
  transaction: Transaction,
  { storeId, cameraId, recordedAt }: CompletedRun,
  analyzed: StoreContext | null,
): Promise<StoreContext | null> {
  return storeId === null ? analyzed : await storeContext(transaction, { storeId, cameraId, recordedAt });
}

function changesOf(before: readonly SavedEvent[], after: readonly SavedEvent[]): EventChanges {
  const pairs = after.flatMap((event) => {
    const known = before.find(({ eventId }) => eventId === event.eventId);
    return known ? [{ before: known, after: event }] : [];
  });
  const changed = pairs.filter((pair) => JSON.stringify(pair.before) !== JSON.stringify(pair.after));
  return {
    added: after.filter(({ eventId }) => !before.some((known) => known.eventId === eventId)),
    gone: before.filter(({ eventId }) => !after.some((event) => event.eventId === eventId)),
    changed,
    unchanged: pairs.length - changed.length,
  };
}
