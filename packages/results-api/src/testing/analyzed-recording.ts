import {
  beginRun,
  type ChunkEvent,
  type ChunkTrack,
  claimRequest,
  commitChunk,
  type OpenDatabase,
  takeLease,
} from '@deepsentinel/db-schema';
import { analysisRequest } from '@deepsentinel/db-schema/testing';
import type { EventType } from '@deepsentinel/queue-contracts';

/** A person who stands in one place. Times are seconds from the start of the recording. */
export interface Standing {
  readonly trackId: number;
  readonly from: number;
  readonly to: number;
  /** Position of the left side of the box, pixels; the frame is 640 wide. */
  readonly x?: number;
  /** Seconds between two points of the path; 1 unless given. */
  readonly every?: number;
  readonly events?: readonly EventType[];
}

/** A recording to pretend an analysis of. */
export interface AnalyzedRecording {
  readonly videoId: string;
  readonly storeId?: string;
  readonly cameraId?: string;
  readonly recordedAt?: Date;
  readonly seconds?: number;
  readonly people: readonly Standing[];
  readonly versionId?: string;
}

/** Saves what the analysis of a recording would; of another version of it, an analysis of its own. */
export async function analyzeRecording(
  db: OpenDatabase['db'],
  { people, seconds = 60, versionId = '1', ...place }: AnalyzedRecording,
): Promise<void> {
  const key = `${place.videoId}.mp4`;
  const { runId } = await claimRequest(db, analysisRequest({ ...place, key, versionId, tier: 'basic' }));
  const lease = await takeLease(db, runId, 'test');
  await beginRun(db, lease, { modelPack: 'test@1', settings: {} });
  await commitChunk(db, lease, {
    index: 0,
    tracks: people.map(trackOf),
    events: people.flatMap((person) => (person.events ?? []).map((type) => eventOf(type, person))),
    observations: null,
    frames: { width: 640, height: 480, lastMs: seconds * 1000 },
    checkpoint: null,
    progress: 100,
    completion: { truncated: false },
  });
}

function trackOf({ trackId, from, to, x = 300, every = 1 }: Standing): ChunkTrack {
  return {
    trackId,
    startMs: from * 1000,
    endMs: to * 1000,
    attributes: { gender: 'female', genderConfidence: 0.9, ageBand: null, faceSamples: 3 },
    path: Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => ({
      timeMs: (from + index * every) * 1000,
      box: { x1: x, y1: 100, x2: x + 60, y2: 300 },
      confidence: 0.8,
      posture: 'standing',
    })),
  };
}

function eventOf(type: EventType, { trackId, from, to }: Standing): ChunkEvent {
  const startMs = type === 'left' ? to * 1000 : from * 1000;
  const endMs = type === 'entered' ? startMs : to * 1000;
  return {
    eventId: `${type}-${trackId}-${startMs}`,
    ...{ type, trackIds: [trackId], startMs, endMs, confidence: 0.9, state: 'proposed' },
    description: `A woman: ${type}.`,
    ...{ embedding: new Float32Array(384).fill(0.05), embeddedBy: 'hashing' },
    ...{ imageEmbedding: null, imageEmbeddedBy: null, evidence: { edge: 'left' }, frames: [], answer: null },
    thumbnailKey: null,
  };
}
