import {
  beginRun,
  type ChunkEvent,
  claimRequest,
  commitChunk,
  type OpenDatabase,
  takeLease,
} from '@deepsentinel/db-schema';
import { analysisRequest } from '@deepsentinel/db-schema/testing';
import {
  analysisSettingsSchema,
  type Embedder,
  type ReplayedEvent,
  replayEvents,
} from '@deepsentinel/inference-core';
import { type ObservedPerson, observePeople } from '@deepsentinel/inference-core/testing';
import { joinBorders } from '../rules/join-borders.ts';
import { storeContext } from '../store-context.ts';

/** Embedder that tells texts apart by their lengths. */
export const lengthEmbedder: Embedder = {
  name: 'length',
  kind: 'lexical',
  embed: async (texts) => texts.map(vectorOf),
  embedQuery: async (text) => vectorOf(text),
};

function vectorOf({ length }: string): Float32Array {
  return new Float32Array(384).fill(1, length, length + 1);
}

/** A recording of one camera, with the people whom its analysis finds. */
export interface RecordedPeople {
  readonly videoId: string;
  readonly storeId: string;
  readonly cameraId: string;
  readonly recordedAt: Date;
  readonly seconds: number;
  readonly people: readonly ObservedPerson[];
  /** Another version is another analysis. */
  readonly versionId?: string;
  /** Embedder of events that cross borders. */
  readonly embedder?: Embedder;
}

/** Saves the analysis of a recording, as the runner does, without analyzing anything. */
export async function saveRecordedPeople(db: OpenDatabase['db'], recording: RecordedPeople): Promise<void> {
  const { videoId, storeId, cameraId, recordedAt, seconds, people, versionId = '1' } = recording;
  const { embedder = lengthEmbedder } = recording;
  const place = { videoId, key: `${videoId}.mp4`, versionId, storeId, cameraId, recordedAt };
  const { runId } = await claimRequest(db, analysisRequest({ ...place, tier: 'basic' }));
  const lease = await takeLease(db, runId, 'test');
  const store = await storeContext(db, { storeId, cameraId, recordedAt });
  await beginRun(db, lease, { modelPack: 'test@1', settings: analysisSettingsSchema.parse({ store }) });
  const chunks = observePeople(seconds, people);
  const events = await replayEvents(chunks, { store });
  const lastMs = seconds * 1000 - 200;
  for (const [index, observations] of chunks.entries()) {
    const isLast = index === chunks.length - 1;
    await commitChunk(db, lease, {
      ...{ index, tracks: [], checkpoint: null, progress: null, observations },
      events: isLast ? await Promise.all(events.map(savedEvent)) : [],
      frames: { width: 640, height: 480, lastMs },
      completion: isLast
        ? {
            truncated: false,
            onComplete: async (transaction) => {
              await joinBorders(transaction, videoId, { embedder, keepsAnswers: true });
            },
          }
        : null,
    });
  }
}

/** Makes the event that an analysis saves: with a picture and, if it is a claim, the answer of a model. */
async function savedEvent({ rule, isClaim, ongoing, ...event }: ReplayedEvent): Promise<ChunkEvent> {
  const [embedding] = await lengthEmbedder.embed([event.description]);
  const verdict = { happened: true, type: event.type, confidence: 0.9 } as const;
  return {
    ...event,
    ...{
      embedding: embedding!,
      embeddedBy: lengthEmbedder.name,
      imageEmbedding: null,
      imageEmbeddedBy: null,
    },
    ...{ state: isClaim ? 'confirmed' : 'proposed', frames: [], thumbnailKey: `${event.eventId}.jpg` },
    answer: isClaim ? { model: 'test', text: 'yes', verdict } : null,
  };
}
