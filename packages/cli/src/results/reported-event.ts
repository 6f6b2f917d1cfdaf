import type { EventRecord } from '@deepsentinel/db-schema';
import type { EventType } from '@deepsentinel/queue-contracts';

/** An event in the JSON of the commands. Times are milliseconds from the first frame of the video. */
export interface ReportedEvent {
  readonly eventId: string;
  readonly video: string;
  readonly type: EventType;
  /** `proposed`, `confirmed`, `rejected` or `unverified`. */
  readonly state: string;
  readonly trackIds: readonly number[];
  readonly startMs: number;
  readonly endMs: number;
  /** Wall-clock time of the start; null when the time of the recording is not known. */
  readonly occurredAt: Date | null;
  readonly confidence: number;
  readonly description: string;
  /** Path or key of the picture; null when there is none. */
  readonly thumbnail: string | null;
  readonly evidence: Readonly<Record<string, number | string | boolean>>;
  /** Frames that the verifying model was shown, each with the path or key of its picture. */
  readonly frames: readonly { readonly timeMs: number; readonly thumbnailKey: string }[];
  /** Answer of the verifying model; null when none was asked. */
  readonly answer: object | null;
}

export function reportEvent({ videoId: _, bucket, key, thumbnailKey, ...event }: EventRecord): ReportedEvent {
  return { ...event, video: videoName({ bucket, key }), thumbnail: thumbnailKey };
}

/** Names a video: path of a local file, S3 address of an object. */
export function videoName({ bucket, key }: { bucket: string; key: string }): string {
  return bucket === 'file' ? key : `s3://${bucket}/${key}`;
}
