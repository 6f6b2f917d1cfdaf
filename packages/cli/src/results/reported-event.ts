import type { EventRecord } from '@deepsentinel/db-schema';
import type { EventType } from '@deepsentinel/queue-contracts';

/** An event as the command's JSON holds it. Times are milliseconds from the first frame of the video. */
export interface ReportedEvent {
  readonly eventId: string;
  readonly video: string;
  readonly type: EventType;
  /** `proposed`, `confirmed`, `rejected` or `unverified`. */
  readonly state: string;
  readonly trackIds: readonly number[];
  readonly startMs: number;
  readonly endMs: number;
  /** Wall-clock time of the start; null when it is not known when the video was recorded. */
  readonly occurredAt: Date | null;
  readonly confidence: number;
  readonly description: string;
  /** Path or key of the picture, null when there is none. */
  readonly thumbnail: string | null;
  readonly evidence: Readonly<Record<string, number | string | boolean>>;
  /** What the model that verified it was shown; a path or key each. */
  readonly frames: readonly { readonly timeMs: number; readonly thumbnailKey: string }[];
  /** What that model said; null when none was asked. */
  readonly answer: object | null;
}

export function reportEvent({ videoId: _, bucket, key, thumbnailKey, ...event }: EventRecord): ReportedEvent {
  return { ...event, video: videoName({ bucket, key }), thumbnail: thumbnailKey };
}

/** Path of a local file, address of an object elsewhere. */
export function videoName({ bucket, key }: { bucket: string; key: string }): string {
  return bucket === 'file' ? key : `s3://${bucket}/${key}`;
}
