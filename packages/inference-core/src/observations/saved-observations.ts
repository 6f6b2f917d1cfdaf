import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type AnalysisStage, analysisStages } from '@deepsentinel/queue-contracts';
import { ObservationsFormatError } from '../errors.ts';
import type { AttributeSample } from '../persons/estimators.ts';
import type { WatchedFrame } from '../rule-engine.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { type PersonSteps, readPerson, writePerson } from './watched-person.ts';

/** Changes whenever observations that an older release has saved could not be read. */
const formatVersion = 1;

/** Estimate of a person's age and gender. */
export interface TrackSample {
  readonly trackId: number;
  /** Null when the attempt failed. */
  readonly sample: AttributeSample | null;
}

/** Everything that one frame adds to what the rules know. */
export interface ObservedFrame extends WatchedFrame {
  readonly samples: readonly TrackSample[];
}

/** Facts about an analysis that its rules depend on. */
export interface ObservationFacts {
  /** Stages that the analysis ran. */
  readonly active: readonly AnalysisStage[];
  /** Error of the model that estimates ages, years. */
  readonly ageErrorYears: number;
}

/** Observations of a stretch of video. */
export interface SavedObservations extends ObservationFacts {
  /** Ascending in time; all of one size. */
  readonly frames: readonly ObservedFrame[];
}

/**
 * Encodes observations: about 60 bytes for each person in a frame.
 *
 * @returns nothing when there are no frames
 */
export function encodeObservations({ frames, active, ageErrorYears }: SavedObservations): Uint8Array | null {
  const [first] = frames;
  if (!first) return null;
  const writer = new ByteWriter();
  writer.integer(formatVersion);
  writer.integer(
    analysisStages.reduce((bits, stage, bit) => bits + (active.includes(stage) ? 2 ** bit : 0), 0),
  );
  writer.float(ageErrorYears);
  writer.integer(first.frame.width);
  writer.integer(first.frame.height);
  const before = new Map<number, PersonSteps>();
  for (const frame of frames) writeFrame(writer, frame, before);
  return deflateRawSync(writer.bytes, { level: 9 });
}

/**
 * Decodes observations.
 *
 * @throws {ObservationsFormatError} another release has saved them
 * @throws {RangeError} the bytes break off
 */
export function decodeObservations(bytes: Uint8Array): SavedObservations {
  const reader = new ByteReader(inflateRawSync(bytes));
  const version = reader.integer();
  if (version !== formatVersion) {
    throw new ObservationsFormatError(
      `observations: expected format ${formatVersion}, found ${version}; analyze the video again`,
    );
  }
  const bits = reader.integer();
  const active = analysisStages.filter((_, bit) => Math.floor(bits / 2 ** bit) % 2 === 1);
  const ageErrorYears = reader.float();
  const size = { width: reader.integer(), height: reader.integer() };
  const before = new Map<number, PersonSteps>();
  const frames: ObservedFrame[] = [];
  while (!reader.isAtEnd) frames.push(readFrame(reader, size, before));
  return { active, ageErrorYears, frames };
}

function writeFrame(
  writer: ByteWriter,
  { frame, recordingMs, trackEnd, endedTrackIds, observations, samples }: ObservedFrame,
  before: Map<number, PersonSteps>,
): void {
  writer.float(frame.timeMs);
  writer.float(frame.timeMs - recordingMs);
  writer.integer(trackEnd === 'lost' ? 0 : 1);
  writer.integer(endedTrackIds.length);
  for (const trackId of endedTrackIds) writer.integer(trackId);
  writer.integer(samples.length);
  for (const { trackId, sample } of samples) {
    writer.integer(sample ? trackId : -trackId);
    if (sample) for (const value of [sample.male, sample.ageYears]) writer.float(value);
  }
  writer.integer(observations.length);
  for (const { trackId, timeMs, person } of observations) {
    // Track ids are positive; an observation of an earlier frame has the time of that frame.
    writer.integer(timeMs === frame.timeMs ? trackId : -trackId);
    if (timeMs !== frame.timeMs) writer.float(timeMs);
    before.set(trackId, writePerson(writer, person, before.get(trackId) ?? []));
  }
}

function readFrame(
  reader: ByteReader,
  size: { readonly width: number; readonly height: number },
  before: Map<number, PersonSteps>,
): ObservedFrame {
  const timeMs = reader.float();
  const recordingMs = timeMs - reader.float();
  const trackEnd = reader.integer() === 0 ? 'lost' : 'video-ended';
  const endedTrackIds = listOf(reader, () => reader.integer());
  const samples = listOf(reader, () => {
    const id = reader.integer();
    const sample = id < 0 ? null : { male: reader.float(), ageYears: reader.float() };
    return { trackId: Math.abs(id), sample };
  });
  const observations = listOf(reader, () => {
    const id = reader.integer();
    const observedMs = id < 0 ? reader.float() : timeMs;
    const trackId = Math.abs(id);
    const { person, steps } = readPerson(reader, before.get(trackId) ?? []);
    before.set(trackId, steps);
    return { trackId, timeMs: observedMs, person };
  });
  return { frame: { timeMs, ...size }, recordingMs, trackEnd, endedTrackIds, samples, observations };
}

function listOf<Item>(reader: ByteReader, read: () => Item): Item[] {
  return Array.from({ length: reader.integer() }, read);
}
