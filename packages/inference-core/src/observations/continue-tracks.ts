import type { Box } from '@deepsentinel/queue-contracts';
import type { Rule } from '../rules/define-rule.ts';
import { standardRules } from '../rules/index.ts';
import { eventName } from '../rules/observe/rule-watch.ts';
import type { StoreContext } from '../store/store-context.ts';
import { alreadyThereMs } from '../track.ts';
import { linkTracks, stillThereMs } from '../visits/link-tracks.ts';
import {
  type HandedOverTrack,
  type HandOver,
  handOverVersion,
  maxParts,
  type PlacedEvent,
  type TrackPart,
} from './hand-over.ts';
import { LastReports, type ReplayedEvent } from './replay-events.ts';
import { nothingSeen, RuleReplay } from './replay-rules.ts';
import { decodeObservations, type ObservationFacts, type ObservedFrame } from './saved-observations.ts';

/** A recording that follows another one, or none. */
export interface ContinuedRecording {
  /** Name of the analysis. */
  readonly runId: string;
  /** Wall-clock time of the first frame. */
  readonly recordedAt: Date;
  /** Time of the last frame, milliseconds. */
  readonly durationMs: number;
  /** Store as the analysis knew it. */
  readonly store: StoreContext | null;
  /** Reads the observations of all chunks in order; called twice. */
  readonly observations: () => AsyncIterable<Uint8Array>;
  /** The recording before; null when there is none, or a gap. */
  readonly before: HandOver | null;
}

/** Events of the tracks that cross the ends of a recording. */
export interface ContinuedTracks {
  /** Tracks of the recording whose events these are: those in view at its start or end. */
  readonly trackIds: readonly number[];
  /** All events of these tracks that start in the recording, and those of earlier ones that lasted into it. */
  readonly events: readonly PlacedEvent[];
  /** Names of provisional events of the recording before that go on, and are to be withdrawn. */
  readonly withdrawn: readonly Pick<PlacedEvent, 'runId' | 'eventId'>[];
  /** Provisional events of the recording before whose tracks do not go on. */
  readonly restored: readonly PlacedEvent[];
  readonly handOver: HandOver;
}

/** First and last observation of a track within a recording. */
interface TrackEnds {
  readonly trackId: number;
  readonly firstMs: number;
  readonly firstBox: Box;
  lastMs: number;
  lastBox: Box;
}

/** A track at work. */
interface Crossing {
  readonly ends: TrackEnds;
  readonly parts: readonly TrackPart[];
  /** What is added to times of the recording. */
  readonly offsetMs: number;
  /** Last observation of the recording before, by the clock of the rules. */
  readonly afterMs: number;
  readonly seed: HandedOverTrack | null;
  readonly events: LastReports;
  replay: RuleReplay | null;
}

/**
 * Runs the rules of tracks again over the observations of a recording where they cross its ends: those that the recording
 * before hands over go on from the states that their rules had, all others begin. Depends on its arguments only, so it may
 * be repeated, and recordings may come in any order. Rules that watch whole frames begin anew with each recording.
 *
 * @throws {ObservationsFormatError} another release has saved the observations
 */
export async function continueTracks(
  recording: ContinuedRecording,
  rules: readonly Rule[] = standardRules,
): Promise<ContinuedTracks> {
  const { tracks, isLiving } = await findEnds(recording);
  const shiftMs = recording.before
    ? recording.recordedAt.getTime() - Date.parse(recording.before.recordedAt)
    : 0;
  const links = linksOf(recording, tracks, shiftMs);
  const crossings = new Map(
    tracks
      .filter(({ trackId, firstMs }) => isLiving(trackId) || firstMs < alreadyThereMs)
      .map((ends) => [
        ends.trackId,
        crossingOf(ends, { recording, seed: links.get(ends.trackId) ?? null, shiftMs }),
      ]),
  );
  for await (const bytes of recording.observations()) {
    const { frames, ...facts } = decodeObservations(bytes);
    for (const frame of frames) {
      for (const crossing of crossings.values()) step(crossing, { frame, facts, recording, rules });
    }
  }
  const settled = [...crossings.values()].map((crossing) =>
    settle(crossing, recording, isLiving(crossing.ends.trackId)),
  );
  const continued = new Set(links.values());
  const provisional = (goesOn: boolean) =>
    (recording.before?.tracks ?? [])
      .filter((track) => continued.has(track) === goesOn)
      .flatMap((track) => track.provisional);
  return {
    trackIds: [...crossings.keys()],
    events: settled.flatMap(({ events }) => events),
    withdrawn: provisional(true),
    restored: provisional(false),
    handOver: {
      version: handOverVersion,
      recordedAt: recording.recordedAt.toISOString(),
      tracks: settled.flatMap(({ handedOver }) => handedOver ?? []),
    },
  };
}

/** Finds the tracks of a recording, and which of them go on at its end. */
async function findEnds({ observations }: ContinuedRecording): Promise<{
  readonly tracks: readonly TrackEnds[];
  readonly isLiving: (trackId: number) => boolean;
}> {
  const tracks = new Map<number, TrackEnds>();
  const ended = new Set<number>();
  for await (const bytes of observations()) {
    for (const frame of decodeObservations(bytes).frames) {
      for (const trackId of frame.endedTrackIds) ended.add(trackId);
      for (const { trackId, timeMs, person } of frame.observations) {
        const known = tracks.get(trackId) ?? { trackId, firstMs: timeMs, firstBox: person.box };
        tracks.set(trackId, { ...known, lastMs: timeMs, lastBox: person.box });
      }
    }
  }
  return { tracks: [...tracks.values()], isLiving: (trackId) => !ended.has(trackId) };
}

/** Finds tracks that go on, by their ids in the recording. */
function linksOf(
  { before }: ContinuedRecording,
  tracks: readonly TrackEnds[],
  shiftMs: number,
): ReadonlyMap<number, HandedOverTrack> {
  const staying = before?.tracks ?? [];
  const there = tracks.filter(({ firstMs }) => firstMs < alreadyThereMs);
  const pairs = linkTracks(
    staying.map(({ lastBox, lastMs, parts }) => ({ box: lastBox, timeMs: lastMs - parts.at(-1)!.offsetMs })),
    there.map(({ firstBox, firstMs }) => ({ box: firstBox, timeMs: firstMs + shiftMs })),
  );
  return new Map(pairs.map(([last, first]) => [there[first]!.trackId, staying[last]!]));
}

function crossingOf(
  ends: TrackEnds,
  {
    recording,
    seed,
    shiftMs,
  }: { recording: ContinuedRecording; seed: HandedOverTrack | null; shiftMs: number },
): Crossing {
  const offsetMs = seed ? seed.parts.at(-1)!.offsetMs + shiftMs : 0;
  const afterMs = seed?.lastMs ?? Number.NEGATIVE_INFINITY;
  const fromMs = Math.max(ends.firstMs + offsetMs, afterMs + 1);
  const part = { runId: recording.runId, trackId: ends.trackId, fromMs, offsetMs };
  const parts = [...(seed?.parts ?? []), part];
  return { ends, parts, offsetMs, afterMs, seed, events: new LastReports(), replay: null };
}

interface Step {
  readonly frame: ObservedFrame;
  readonly facts: ObservationFacts;
  readonly recording: ContinuedRecording;
  readonly rules: readonly Rule[];
}

/** Shows a frame to the rules of one track. */
function step(crossing: Crossing, { frame, facts, recording, rules }: Step): void {
  const { ends, parts, offsetMs, afterMs, seed } = crossing;
  const isOwn = ({ trackId }: { readonly trackId: number }) => trackId === ends.trackId;
  const { trackId } = parts[0]!;
  // Where recordings overlap, the earlier one counts.
  const observations = frame.observations
    .filter((one) => isOwn(one) && one.timeMs + offsetMs > afterMs)
    .map(({ timeMs, person }) => ({ trackId, timeMs: timeMs + offsetMs, person }));
  const endedTrackIds = frame.endedTrackIds.includes(ends.trackId) ? [trackId] : [];
  if (observations.length + endedTrackIds.length === 0) return;
  crossing.replay ??= new RuleReplay(
    {
      store: storeByClock(recording, offsetMs),
      rules: rules.filter(({ watches }) => watches === 'track'),
      ...facts,
    },
    seed ? { timelines: [seed.timeline], frameRules: null } : nothingSeen,
  );
  const proposals = crossing.replay.watch({
    ...{ observations, endedTrackIds, trackEnd: frame.trackEnd },
    frame: { ...frame.frame, timeMs: frame.frame.timeMs + offsetMs },
    recordingMs: frame.recordingMs + offsetMs,
    samples: frame.samples.filter(isOwn).map(({ sample }) => ({ trackId, sample })),
  });
  crossing.events.add(proposals);
}

/** The store, whose clock is told by the time that a recording would have begun whose clock is that of the rules. */
function storeByClock({ store, recordedAt }: ContinuedRecording, offsetMs: number): StoreContext | null {
  if (!store?.recordedAt || offsetMs === 0) return store;
  return { ...store, recordedAt: new Date(recordedAt.getTime() - offsetMs).toISOString() };
}

/** Ends the rules of a track as if nothing followed, and hands it over in case something does. */
function settle(
  { ends, parts, offsetMs, events, replay }: Crossing,
  { durationMs }: ContinuedRecording,
  isLiving: boolean,
): { readonly events: readonly PlacedEvent[]; readonly handedOver: HandedOverTrack | null } {
  const [timeline] = replay?.state.timelines ?? [];
  const last = new LastReports();
  const closing = replay?.finish() ?? [];
  for (const reports of [events, last]) reports.add(closing);
  const place = (event: ReplayedEvent) => placed(event, parts);
  const goesOn = isLiving && ends.lastMs >= durationMs - stillThereMs && parts.length < maxParts;
  if (!goesOn || !timeline) return { events: events.list.map(place), handedOver: null };
  const provisional = last.list.map(place);
  const lastMs = ends.lastMs + offsetMs;
  return {
    events: events.list.map(place),
    handedOver: { parts, lastBox: ends.lastBox, lastMs, timeline, provisional },
  };
}

/** Gives an event to the recording in which it starts. */
function placed(event: ReplayedEvent, parts: readonly TrackPart[]): PlacedEvent {
  const { runId, trackId, offsetMs } = parts.findLast(({ fromMs }) => fromMs <= event.startMs) ?? parts[0]!;
  const startMs = event.startMs - offsetMs;
  return {
    ...event,
    runId,
    eventId: eventName({ name: event.rule }, trackId, startMs),
    trackIds: [trackId],
    startMs,
    endMs: event.endMs - offsetMs,
  };
}
