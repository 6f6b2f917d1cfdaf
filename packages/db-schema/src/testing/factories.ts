import type { Kysely } from 'kysely';
import type { ChunkResults, ChunkTrack } from '../queries/chunks.ts';
import type { RequestedAnalysis } from '../queries/claims.ts';
import type { ChunkEvent } from '../queries/event-rows.ts';
import { type Lease, takeLease } from '../queries/leases.ts';
import { claimRun, type RunRequest } from '../queries/runs.ts';
import type { NewStoreConfiguration } from '../queries/stores.ts';
import { type NewVideo, registerVideo } from '../queries/videos.ts';
import type { Database } from '../schema.ts';

/** Makes the configuration of a store with one camera. */
export function storeOf(id: string): NewStoreConfiguration {
  return { id, name: id, timeZone: 'Asia/Seoul', cameras: [{ id: `${id}-door`, name: 'Door' }] };
}

let videos = 0;

/** Makes a video that no other test has. */
export function newVideo(overrides: Partial<NewVideo> = {}): NewVideo {
  videos += 1;
  return {
    bucket: 'raw-videos',
    key: `videos/${videos}/clip.mp4`,
    versionId: 'v1',
    durationMs: 60_000,
    ...overrides,
  };
}

export function runRequest(videoId: string, overrides: Partial<RunRequest> = {}): RunRequest {
  return {
    videoId,
    tier: 'lite',
    modelPack: 'embedded@1.0.0',
    settings: { activeFps: 5 },
    anew: false,
    ...overrides,
  };
}

/** Registers a video and takes the lease of its first run. */
export async function startRun(db: Kysely<Database>, video: NewVideo = newVideo()): Promise<Lease> {
  const videoId = await registerVideo(db, video);
  const { runId } = await claimRun(db, runRequest(videoId));
  return await takeLease(db, runId, 'test:1');
}

/** Makes a request for a video that no other test has. */
export function analysisRequest(overrides: Partial<RequestedAnalysis> = {}): RequestedAnalysis {
  const { bucket, key, versionId } = newVideo();
  const tier = overrides.tier ?? 'lite';
  const request = { tier, source: { bucket, key, versionId }, requestedAt: '2026-01-01T00:00:00Z' };
  return { bucket, key, versionId, tier, request, ...overrides };
}

export function chunkTrack(overrides: Partial<ChunkTrack> = {}): ChunkTrack {
  return {
    trackId: 1,
    startMs: 0,
    endMs: 10_000,
    attributes: { gender: 'unknown', genderConfidence: 0, ageBand: null, faceSamples: 0 },
    path: [{ timeMs: 0, box: { x1: 1, y1: 2, x2: 3, y2: 4 }, confidence: 0.5 }],
    ...overrides,
  };
}

/** Makes a unit vector (float32) along one axis; [384] unless told otherwise. */
export function axisEmbedding(axis: number, dimensions = 384): Float32Array {
  return new Float32Array(dimensions).fill(1, axis, axis + 1);
}

/** Makes a vector (float32) whose direction depends on the seed; [384] unless told otherwise. */
export function scatteredEmbedding(seed: number, dimensions = 384): Float32Array {
  return Float32Array.from({ length: dimensions }, (_, axis) => Math.sin((seed + 1) * (axis + 1) ** 2));
}

export function chunkEvent(overrides: Partial<ChunkEvent> = {}): ChunkEvent {
  return {
    eventId: 'walking-1-0',
    type: 'walking',
    state: 'proposed',
    trackIds: [1],
    startMs: 0,
    endMs: 4000,
    confidence: 0.75,
    description: 'A person walks to the left for 4 seconds.',
    embedding: axisEmbedding(0),
    embeddedBy: 'test',
    imageEmbedding: null,
    imageEmbeddedBy: null,
    evidence: { direction: 'left', sights: 20 },
    thumbnailKey: 'walking-1-0.jpg',
    frames: [],
    answer: null,
    ...overrides,
  };
}

export function chunk(overrides: Partial<ChunkResults> = {}): ChunkResults {
  return {
    index: 0,
    tracks: [chunkTrack()],
    events: [chunkEvent()],
    checkpoint: { nextChunkIndex: 1 },
    observations: Uint8Array.of(1, 2, 3),
    frames: { width: 640, height: 480, lastMs: 10_000 },
    progress: 17,
    completion: null,
    ...overrides,
  };
}
