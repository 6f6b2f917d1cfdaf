import {
  type AnalyzedVideo,
  type BorderTrack,
  listEventsOfTracks,
  listTracksAtEnd,
  listTracksAtStart,
  type OpenDatabase,
  streamTracks,
} from '@deepsentinel/db-schema';
import {
  alreadyThereMs,
  type CameraScene,
  linkRecordings,
  maxRecordingGapMs,
  stillThereMs,
} from '@deepsentinel/inference-core/visits';
import {
  beginVisit,
  continueVisit,
  endVisit,
  type OpenVisit,
  type SavedVisit,
  type VisitPart,
} from './open-visit.ts';

/** Time for which a visit is followed, milliseconds: nobody stays for more than a day, but a mannequin does. */
const maxVisitMs = 86_400_000;

/** A video that can be joined with others of its camera. */
export type JoinableVideo = AnalyzedVideo & {
  readonly cameraId: string;
  readonly recordedAt: Date;
  readonly durationMs: number;
};

export const isJoinable = (video: AnalyzedVideo): video is JoinableVideo =>
  video.cameraId !== null && video.recordedAt !== null && video.durationMs !== null;

/** Whether a recording begins where another one of the same camera ends. */
export function followsRecording(before: AnalyzedVideo | null, next: AnalyzedVideo): boolean {
  if (!before || !isJoinable(before) || !isJoinable(next)) return false;
  const gapMs = next.recordedAt.getTime() - before.recordedAt.getTime() - before.durationMs;
  return Math.abs(gapMs) <= maxRecordingGapMs;
}

/** Finds who was in view across the border of two recordings: number in the earlier one by that in the later one. */
export async function linksBetween(
  db: OpenDatabase['db'],
  before: JoinableVideo,
  next: JoinableVideo,
): Promise<Map<number, number>> {
  return await linksFrom(db, { video: before, staying: await stayingIn(db, before) }, next);
}

/** A recording and who was in view at its end. */
interface RecordingEnd {
  readonly video: JoinableVideo;
  readonly staying: readonly BorderTrack[];
}

async function linksFrom(
  db: OpenDatabase['db'],
  { video: before, staying }: RecordingEnd,
  next: JoinableVideo,
): Promise<Map<number, number>> {
  if (staying.length === 0) return new Map();
  const there = await listTracksAtStart(db, { runId: next.runId, beforeMs: alreadyThereMs });
  const offsetMs = next.recordedAt.getTime() - before.recordedAt.getTime();
  return linkRecordings(
    staying.map(({ trackId, point: { box, timeMs } }) => ({ trackId, box, timeMs })),
    there.map(({ trackId, point: { box, timeMs } }) => ({ trackId, box, timeMs: timeMs + offsetMs })),
  );
}

async function stayingIn(db: OpenDatabase['db'], video: AnalyzedVideo): Promise<BorderTrack[]> {
  if (!isJoinable(video)) return [];
  const { runId, durationMs } = video;
  return await listTracksAtEnd(db, { runId, fromMs: durationMs - stillThereMs });
}

/** Which visits of a video are wanted. */
export interface WantedVisits {
  /** Whether visits that begin in this video are; otherwise only those are read that go on. */
  readonly newOnes: boolean;
  isWanted(open: OpenVisit): boolean;
}

/**
 * Recordings of one camera, read in the order of time, and the visits that are going on at the end of the latest. Holds
 * nothing else, so memory depends on who is in view and for how long, not on the number of recordings.
 */
export class VisitChain {
  readonly #db: OpenDatabase['db'];
  #last: AnalyzedVideo | null = null;
  #staying: readonly BorderTrack[] = [];
  /** Visits by the number of the person in the latest recording. */
  #open = new Map<number, OpenVisit>();

  constructor(db: OpenDatabase['db']) {
    this.#db = db;
  }

  /** Visits that are going on. */
  get open(): readonly OpenVisit[] {
    return [...this.#open.values()];
  }

  /** Wall-clock time until which another recording may follow the latest, milliseconds since 1970. */
  get endsBeforeMs(): number {
    const { recordedAt, durationMs } = this.#last ?? {};
    return (recordedAt?.getTime() ?? 0) + (durationMs ?? 0) + maxRecordingGapMs;
  }

  /**
   * Reads the next recording.
   *
   * @returns the visits that have ended
   */
  async read(video: AnalyzedVideo, scene: CameraScene, wanted: WantedVisits): Promise<SavedVisit[]> {
    const follows = followsRecording(this.#last, video);
    const ended = follows ? [] : this.end();
    const before = { video: this.#last as JoinableVideo, staying: this.#staying };
    const links: ReadonlyMap<number, number> = follows
      ? await linksFrom(this.#db, before, video as JoinableVideo)
      : new Map();
    this.#staying = await stayingIn(this.#db, video);
    const staying = new Set(this.#staying.map(({ trackId }) => trackId));
    const open = new Map<number, OpenVisit>();
    for await (const part of this.#parts({ video, scene }, this.#tracksToRead(links, wanted))) {
      const visit = this.#advance(part, links, follows);
      if (!visit || !wanted.isWanted(visit)) continue;
      if (staying.has(part.track.trackId) && !isTooLong(visit)) open.set(part.track.trackId, visit);
      else ended.push(endVisit(visit));
    }
    const linked = new Set(links.values());
    for (const [trackId, visit] of this.#open) if (!linked.has(trackId)) ended.push(endVisit(visit, true));
    this.#open = open;
    this.#last = video;
    return ended;
  }

  /** Ends the visits that are going on, because no recording follows. */
  end(): SavedVisit[] {
    const ended = this.open.map((visit) => endVisit(visit));
    this.#open = new Map();
    return ended;
  }

  /** Numbers of the tracks to read; undefined for all. */
  #tracksToRead(links: ReadonlyMap<number, number>, { newOnes }: WantedVisits): number[] | undefined {
    if (newOnes) return undefined;
    return [...links].filter(([, earlier]) => this.#open.has(earlier)).map(([trackId]) => trackId);
  }

  async *#parts(
    { video, scene }: Pick<VisitPart, 'video' | 'scene'>,
    trackIds: readonly number[] | undefined,
  ): AsyncGenerator<VisitPart> {
    const { runId } = video;
    for await (const tracks of streamTracks(this.#db, { runId, trackIds })) {
      const events = await listEventsOfTracks(this.#db, {
        runId,
        trackIds: tracks.map(({ trackId }) => trackId),
      });
      for (const track of tracks) {
        const own = events.filter((event) => event.trackIds.includes(track.trackId));
        yield { video, scene, track, events: own };
      }
    }
  }

  /** Begins a visit or continues one; null when it continues one that is not followed any more. */
  #advance(part: VisitPart, links: ReadonlyMap<number, number>, follows: boolean): OpenVisit | null {
    const earlier = links.get(part.track.trackId);
    if (earlier === undefined) return beginVisit(part, follows);
    const open = this.#open.get(earlier);
    return open ? continueVisit(open, part) : null;
  }
}

const isTooLong = ({ track }: OpenVisit): boolean => track.endMs - track.startMs > maxVisitMs;
