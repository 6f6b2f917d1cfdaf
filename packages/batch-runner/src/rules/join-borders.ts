import {
  type CompletedRun,
  completedRun,
  loadContinuations,
  loadHandOver,
  readObservations,
  runAfter,
  runBefore,
  saveHandOver,
} from '@deepsentinel/db-schema';
import {
  analysisSettingsSchema,
  continueTracks,
  type HandOver,
  isHandOver,
  maxRecordingGapMs,
  ObservationsFormatError,
} from '@deepsentinel/inference-core';
import { EventLedger } from './event-ledger.ts';
import type { ReplacementOptions, Transaction } from './replace-events.ts';

const adjoining = { maxGapMs: maxRecordingGapMs };

/** A completed run whose recording has its time among those of its camera. */
type PlacedRun = CompletedRun & { readonly recordedAt: Date; readonly durationMs: number };

const isPlaced = (run: CompletedRun | undefined): run is PlacedRun =>
  run !== undefined && run.cameraId !== null && run.recordedAt !== null && run.durationMs !== null;

/**
 * Makes events of people who cross the borders of a completed recording one: they go on from the recording before, and
 * those of the following recordings go on from them, for as long as somebody stays. Needs the lock of the camera.
 * Repeating it changes nothing.
 *
 * @returns tracks of the recording that cross its borders
 */
export async function joinBorders(
  transaction: Transaction,
  videoId: string,
  options: ReplacementOptions,
): Promise<readonly number[]> {
  const first = await completedRun(transaction, videoId);
  if (!isPlaced(first)) return [];
  const ledger = new EventLedger();
  const earlier = await runBefore(transaction, first, adjoining);
  const { trackIds, handOver } = await joinRun(transaction, { run: first, earlier, ledger });
  await joinFollowing(transaction, { first, handOver, ledger });
  await ledger.save(transaction, options);
  return trackIds;
}

interface Joining {
  readonly run: PlacedRun;
  /** Run of the recording before; missing when there is none. */
  readonly earlier: CompletedRun | undefined;
  /** What the recording before hands over; as it has been saved unless given. */
  readonly before?: HandOver;
  readonly ledger: EventLedger;
}

/** Runs the rules of people who cross the borders of a recording, and saves what it hands over. */
async function joinRun(
  transaction: Transaction,
  { run, earlier, before, ledger }: Joining,
): Promise<{ readonly trackIds: readonly number[]; readonly handOver: HandOver }> {
  const { runId, recordedAt, durationMs } = run;
  const continued = await continueTracks({
    ...{ runId, recordedAt, durationMs },
    before: before ?? (earlier ? await savedHandOver(transaction, earlier) : null),
    store: analysisSettingsSchema.safeParse(run.settings).data?.store ?? null,
    observations: () => readObservations(transaction, runId),
  });
  const continuations = await loadContinuations(transaction, run.videoId);
  ledger.enter({ run, earlier }, continued, continuations);
  await saveHandOver(transaction, runId, continued.handOver);
  return continued;
}

async function savedHandOver(transaction: Transaction, { runId }: CompletedRun): Promise<HandOver | null> {
  const saved = await loadHandOver(transaction, runId);
  return isHandOver(saved) ? saved : null;
}

/** Goes on with the recordings behind a border: with the next one, and with all that somebody reaches who crosses it. */
async function joinFollowing(
  transaction: Transaction,
  { first, handOver, ledger }: { first: PlacedRun; handOver: HandOver; ledger: EventLedger },
): Promise<void> {
  let [earlier, before] = [first, handOver];
  do {
    const run = await runAfter(transaction, earlier, adjoining);
    if (!isPlaced(run)) return;
    if ((await runBefore(transaction, run, adjoining))?.runId !== earlier.runId) return;
    try {
      ({ handOver: before } = await joinRun(transaction, { run, earlier, before, ledger }));
    } catch (error) {
      // Another release has analyzed the recording: its events stay as they are.
      if (error instanceof ObservationsFormatError) return;
      throw error;
    }
    earlier = run;
  } while (reaches(before, first.runId));
}

/** Whether somebody who is handed over has been in view since a recording. */
function reaches({ tracks }: HandOver, runId: string): boolean {
  return tracks.some(({ parts }) => parts.some((part) => part.runId === runId));
}
