import type { AnalysisState } from './analysis-state.ts';
import type { Analyzer, Stages } from './analyzer.ts';
import { boxHeight } from './box.ts';
import type { Chunk, VideoEnd } from './chunk.ts';
import { ChunkBuffer } from './chunk-buffer.ts';
import type { PersonDetection } from './detection.ts';
import type { EndedEvent } from './events/ended-event.ts';
import type { Observation } from './events/observation.ts';
import { eventRules, sceneRules } from './events/rules.ts';
import type { Scene } from './events/scene.ts';
import { SceneTimeline } from './events/scene-timeline.ts';
import { type TimelineOptions, TrackTimeline } from './events/track-timeline.ts';
import type { Frame } from './frame.ts';
import { ImageIndex } from './image-index.ts';
import { reportEvent } from './report-event.ts';
import type { SampledFrame, SamplerState } from './sampling/adaptive-sampler.ts';
import {
  type TrackerState,
  type TrackObservation,
  trackPersons,
  type UnseenTrack,
  updateTrack,
} from './tracking/tracker.ts';

/** A sampled frame whose detections have been rescored with the pose. */
export interface DetectedFrame extends SampledFrame {
  readonly persons: readonly PersonDetection[];
}

/** People who fill less of the picture's height are too far off to be found lying. */
const minRedetectedHeightShare = 0.2;

/**
 * The sequential part of an analysis: follows persons from frame to frame, watches for events, and cuts the results
 * into chunks.
 */
export class EventPipeline {
  readonly #analyzer: Analyzer;
  readonly #parts: Stages;
  readonly #durationMs: number | null;
  readonly #timelineOptions: TimelineOptions;
  readonly #timelines: Map<number, TrackTimeline>;
  readonly #sceneTimeline: SceneTimeline;
  readonly #images: ImageIndex;
  #state: AnalysisState;
  #tracker: TrackerState;
  #sampler: SamplerState;
  #chunk: ChunkBuffer;

  constructor(
    analyzer: Analyzer,
    parts: Stages,
    { state, durationMs }: { state: AnalysisState; durationMs: number | null },
  ) {
    this.#analyzer = analyzer;
    this.#parts = parts;
    this.#durationMs = durationMs;
    this.#state = state;
    this.#tracker = state.tracker;
    this.#sampler = state.sampler;
    const { store } = state.settings;
    const context = { store, extent: parts.rules };
    const options = { rules: eventRules(context), store, ageErrorYears: parts.ageErrorYears };
    this.#timelineOptions = options;
    this.#timelines = new Map(
      state.timelines.map((stored) => [stored.trackId, TrackTimeline.restore(stored, options)]),
    );
    this.#sceneTimeline = new SceneTimeline(sceneRules(context), state.scene ?? undefined);
    this.#images = new ImageIndex(parts.imageText, state.images);
    this.#chunk = new ChunkBuffer(state.analyzedToMs ?? 0, analyzer.sessionMs());
  }

  /** Whether the chunk is long enough to be cut off. */
  get isChunkFull(): boolean {
    return this.#chunk.durationMs >= this.#state.settings.chunkSeconds * 1000;
  }

  /** How much of the video has been taken in, 0..1; null while its duration is unknown. */
  get progress(): number | null {
    return this.#durationMs === null ? null : Math.min(1, this.#chunk.toMs / this.#durationMs);
  }

  /** Takes in the next frame. */
  async add({ frame, persons, detections, samplerState, skipped }: DetectedFrame): Promise<void> {
    const { timeMs } = frame;
    const { state, step } = trackPersons(this.#tracker, persons, timeMs);
    this.#tracker = state;
    this.#sampler = samplerState;
    this.#chunk.addFrame({ timeMs, persons }, skipped);
    for (const trackId of step.endedTrackIds) await this.#finish(trackId, 'lost');
    const found = await this.#redetectFallen(step.unseen, frame, persons);
    const everybody = [...persons, ...found.map(({ person }) => person)];
    const faces = (detections.faces ?? []).map(({ box }) => box);
    const scene = { frame, persons: everybody, faces, blurFaces: this.#state.settings.blurFaces };
    const tracked = [...step.observations, ...found];
    for (const { trackId, timeMs: seenMs } of tracked) this.#begin(trackId, seenMs);
    await this.#estimateAttributes(tracked, scene);
    const observations: Observation[] = [];
    for (const seen of tracked) {
      const observation = await this.#observe(seen, scene);
      if (observation.timeMs === timeMs) observations.push(observation);
    }
    await this.#report(this.#sceneTimeline.observe(observations, scene));
  }

  /** Cuts off what has been gathered since the last chunk. */
  async cutChunk(): Promise<Chunk> {
    return await this.#cut(null);
  }

  /** Ends all tracks and cuts off the last chunk. */
  async end(end: VideoEnd): Promise<Chunk> {
    await this.#report(this.#sceneTimeline.finish());
    for (const trackId of this.#timelines.keys()) await this.#finish(trackId, 'video-ended');
    return await this.#cut(end);
  }

  /** Looks for those who were there a moment ago and may have fallen. */
  async #redetectFallen(
    unseen: readonly UnseenTrack[],
    frame: Frame,
    persons: readonly PersonDetection[],
  ): Promise<TrackObservation[]> {
    const { redetectFallen } = this.#parts;
    if (!redetectFallen) return [];
    const certain = persons.filter((person) => person.highConfidence);
    const found: TrackObservation[] = [];
    for (const { trackId, lastBox } of unseen) {
      if (boxHeight(lastBox) < minRedetectedHeightShare * frame.height) continue;
      const person = await redetectFallen(frame, lastBox, certain);
      if (person) found.push({ trackId, timeMs: frame.timeMs, person });
    }
    this.#tracker = found.reduce(updateTrack, this.#tracker);
    return found;
  }

  /** Estimates age and gender of those in the frame who have not been looked at often enough. */
  async #estimateAttributes(tracked: readonly TrackObservation[], { frame, persons }: Scene): Promise<void> {
    const { estimateAttributes } = this.#parts;
    if (!estimateAttributes) return;
    const { timeMs } = frame;
    const wanted = tracked
      .filter((seen) => seen.timeMs === timeMs)
      .map(({ trackId, person }) => ({ person, timeline: this.#timelines.get(trackId)! }))
      .filter(({ timeline }) => timeline.wantsSample(timeMs));
    if (wanted.length === 0) return;
    const samples = await estimateAttributes(
      frame,
      wanted.map(({ person }) => person),
      persons,
    );
    for (const [index, { timeline }] of wanted.entries()) timeline.addSample(samples[index]!, timeMs);
  }

  async #observe({ trackId, timeMs, person }: TrackObservation, scene: Scene): Promise<Observation> {
    const timeline = this.#timelines.get(trackId)!;
    const isCurrent = timeMs === scene.frame.timeMs;
    const { observation, ended } = timeline.observe(person, {
      timeMs,
      scene: isCurrent ? scene : null,
      size: scene.frame,
    });
    await this.#report(ended);
    return observation;
  }

  /** Begins the timeline of a track that is new: its first observation comes first. */
  #begin(trackId: number, startMs: number): void {
    if (this.#timelines.has(trackId)) return;
    this.#timelines.set(trackId, new TrackTimeline(trackId, startMs, this.#timelineOptions));
  }

  async #finish(trackId: number, end: 'lost' | 'video-ended'): Promise<void> {
    const timeline = this.#timelines.get(trackId)!;
    await this.#report(timeline.finish(end));
    const rest = timeline.takeTrack();
    if (rest) this.#chunk.addTrack(rest);
    this.#timelines.delete(trackId);
  }

  async #report(ended: readonly EndedEvent[]): Promise<void> {
    for (const proposed of ended) {
      const persons = proposed.trackIds.flatMap((trackId) => this.#timelines.get(trackId)?.summary() ?? []);
      const reporter = { parts: this.#parts, images: this.#images };
      const { event, thumbnails } = await reportEvent(proposed, persons, reporter);
      this.#chunk.addThumbnails(thumbnails);
      this.#chunk.addEvent(event);
    }
  }

  async #cut(end: VideoEnd | null): Promise<Chunk> {
    const living = [...this.#timelines.values()];
    const scene = await this.#sceneTimeline.checkpoint();
    const checkpoints = await Promise.all(living.map((timeline) => timeline.checkpoint()));
    const emitted = [scene, ...checkpoints].flatMap(({ thumbnails }) => thumbnails);
    this.#chunk.addThumbnails(emitted);
    const { nextChunkIndex: index } = this.#state;
    const timelines = checkpoints.map(({ state }) => state);
    this.#state = {
      ...this.#state,
      nextChunkIndex: index + 1,
      analyzedToMs: this.#chunk.toMs,
      sampler: this.#sampler,
      tracker: this.#tracker,
      timelines,
      scene: scene.state,
      images: await this.#images.keepActive(emitted, [scene.state, ...timelines.map(({ rules }) => rules)]),
    };
    const chunk = this.#chunk.cut(index, {
      tracks: living.flatMap((timeline) => timeline.takeTrack() ?? []),
      state: this.#state,
      progress: end ? 1 : this.progress,
      sessionMs: this.#analyzer.sessionMs(),
      end,
    });
    this.#chunk = new ChunkBuffer(this.#chunk.toMs, this.#analyzer.sessionMs());
    return chunk;
  }
}
