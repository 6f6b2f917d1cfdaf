import type { AnalysisState } from './analysis-state.ts';
import type { Analyzer } from './analyzer.ts';
import { boxHeight } from './box.ts';
import type { Chunk, FrameDetections, VideoEnd } from './chunk.ts';
import type { PersonDetection } from './detection.ts';
import type { AnalysisEvent } from './event.ts';
import { type EndedEvent, type Scene, TrackTimeline } from './events/track-timeline.ts';
import type { Frame } from './frame.ts';
import type { SampledFrame, SamplerState } from './sampling/adaptive-sampler.ts';
import { renderCandidate } from './thumbnails/best-frame.ts';
import type { Thumbnail } from './thumbnails/thumbnail.ts';
import type { Track } from './track.ts';
import {
  prolongTrack,
  type TrackerState,
  type TrackObservation,
  trackPersons,
  type UnseenTrack,
} from './tracking/tracker.ts';

/** A sampled frame whose detections have been verified as persons. */
export interface SeenFrame extends SampledFrame {
  readonly persons: readonly PersonDetection[];
}

/** People who fill less of the picture's height are too far off to be found lying. */
const minProbedHeightShare = 0.2;

/**
 * The sequential part of an analysis: follows persons from frame to frame, watches for events, and cuts the results
 * into chunks.
 */
export class AnalysisRun {
  readonly #analyzer: Analyzer;
  readonly #durationMs: number | null;
  #state: AnalysisState;
  #tracker: TrackerState;
  #sampler: SamplerState;
  #timelines: Map<number, TrackTimeline>;
  #sessionMs: number;
  #fromMs: number;
  #toMs: number;
  #frames: FrameDetections[] = [];
  #finished: Track[] = [];
  #ended: AnalysisEvent[] = [];
  #thumbnails: Thumbnail[] = [];
  #skipped = 0;

  constructor(analyzer: Analyzer, state: AnalysisState, durationMs: number | null) {
    this.#analyzer = analyzer;
    this.#durationMs = durationMs;
    this.#state = state;
    this.#tracker = state.tracker;
    this.#sampler = state.sampler;
    this.#timelines = new Map(
      state.timelines.map((stored) => [stored.trackId, TrackTimeline.restore(stored)]),
    );
    this.#sessionMs = analyzer.sessionMs();
    this.#fromMs = state.analysedToMs ?? 0;
    this.#toMs = this.#fromMs;
  }

  /** Whether the chunk is long enough to be cut off. */
  get isChunkFull(): boolean {
    return this.#toMs - this.#fromMs >= this.#state.settings.chunkSeconds * 1000;
  }

  /** How much of the video has been taken in, 0..1; null while its duration is unknown. */
  get progress(): number | null {
    return this.#durationMs === null ? null : Math.min(1, this.#toMs / this.#durationMs);
  }

  /** Takes in the next frame. */
  async add({ frame, persons, samplerState, skipped }: SeenFrame): Promise<void> {
    const { timeMs } = frame;
    const { state, step } = trackPersons(this.#tracker, persons, timeMs);
    this.#tracker = state;
    this.#sampler = samplerState;
    this.#skipped += skipped;
    this.#toMs = timeMs;
    this.#frames.push({ timeMs, persons });
    for (const trackId of step.endedTrackIds) await this.#finish(trackId, 'lost');
    const found = await this.#probe(step.unseen, frame, persons);
    const everybody = [...persons, ...found.map(({ person }) => person)];
    const scene = { frame, persons: everybody, blurFaces: this.#state.settings.blurFaces };
    for (const observation of [...step.observations, ...found]) await this.#observe(observation, scene);
  }

  /** Cuts off what has been gathered since the last chunk. */
  async cutChunk(): Promise<Chunk> {
    return await this.#cut(null);
  }

  /** Ends all tracks and cuts off the last chunk. */
  async end(end: VideoEnd): Promise<Chunk> {
    for (const trackId of this.#timelines.keys()) await this.#finish(trackId, 'video-ended');
    return await this.#cut(end);
  }

  /** Looks for those who were there a moment ago and may have fallen. */
  async #probe(
    unseen: readonly UnseenTrack[],
    frame: Frame,
    persons: readonly PersonDetection[],
  ): Promise<TrackObservation[]> {
    const verified = persons.filter((person) => person.verified);
    const found: TrackObservation[] = [];
    for (const { trackId, lastBox } of unseen) {
      if (boxHeight(lastBox) < minProbedHeightShare * frame.height) continue;
      const person = await this.#analyzer.probeFallen(frame, lastBox, verified);
      if (person) found.push({ trackId, timeMs: frame.timeMs, person });
    }
    this.#tracker = found.reduce(prolongTrack, this.#tracker);
    return found;
  }

  async #observe({ trackId, timeMs, person }: TrackObservation, scene: Scene): Promise<void> {
    const timeline = this.#timelines.get(trackId) ?? new TrackTimeline(trackId, timeMs);
    this.#timelines.set(trackId, timeline);
    const isCurrent = timeMs === scene.frame.timeMs;
    const { judgeFace } = this.#analyzer;
    if (isCurrent && judgeFace && timeline.wantsFace(timeMs)) {
      timeline.addFace(await judgeFace(scene.frame, person), timeMs);
    }
    const ended = timeline.observe(person, { timeMs, scene: isCurrent ? scene : null, size: scene.frame });
    await this.#report(ended, timeline);
  }

  async #finish(trackId: number, end: 'lost' | 'video-ended'): Promise<void> {
    const timeline = this.#timelines.get(trackId)!;
    await this.#report(timeline.finish(end), timeline);
    const rest = timeline.takeTrack();
    if (rest) this.#finished.push(rest);
    this.#timelines.delete(trackId);
  }

  async #report(ended: readonly EndedEvent[], timeline: TrackTimeline): Promise<void> {
    const { describer, embedder } = this.#analyzer;
    for (const { candidate, trackId, ...event } of ended) {
      const eventId = `${event.type}-${trackId}-${event.startMs}`;
      const thumbnail = candidate && (await renderCandidate(candidate));
      const description = await describer.describe({ event, track: timeline.summary() });
      const [embedding] = await embedder.embed([description]);
      if (thumbnail) this.#thumbnails.push(thumbnail);
      this.#ended.push({
        eventId,
        ...event,
        trackIds: [trackId],
        description,
        embedding: embedding!,
        thumbnail: candidate?.fileName ?? null,
      });
    }
  }

  async #cut(end: VideoEnd | null): Promise<Chunk> {
    const living = [...this.#timelines.values()];
    for (const timeline of living) this.#thumbnails.push(...(await timeline.takeThumbnails()));
    const tracks = [...this.#finished, ...living.flatMap((timeline) => timeline.takeTrack() ?? [])];
    const sessionMs = this.#analyzer.sessionMs();
    const { nextChunkIndex: index } = this.#state;
    this.#state = {
      ...this.#state,
      nextChunkIndex: index + 1,
      analysedToMs: this.#toMs,
      sampler: this.#sampler,
      tracker: this.#tracker,
      timelines: living.map((timeline) => timeline.store()),
    };
    const chunk: Chunk = {
      index,
      fromMs: this.#fromMs,
      toMs: this.#toMs,
      progress: end ? 1 : this.progress,
      frames: this.#frames,
      tracks: tracks.toSorted((a, b) => a.trackId - b.trackId),
      events: this.#ended,
      thumbnails: this.#thumbnails,
      state: this.#state,
      stats: {
        framesAnalysed: this.#frames.length,
        framesSkipped: this.#skipped,
        sessionMs: sessionMs - this.#sessionMs,
      },
      end,
    };
    this.#startChunk(sessionMs);
    return chunk;
  }

  #startChunk(sessionMs: number): void {
    this.#fromMs = this.#toMs;
    this.#sessionMs = sessionMs;
    this.#frames = [];
    this.#finished = [];
    this.#ended = [];
    this.#thumbnails = [];
    this.#skipped = 0;
  }
}
