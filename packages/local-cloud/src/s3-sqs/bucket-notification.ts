import { randomUUID } from 'node:crypto';
import type { S3Event, S3EventRecord } from 'aws-lambda';
import type { ObjectCreation } from './s3-request.ts';

/** A bucket's rule that sends an event for each new object to a queue. */
export interface BucketNotification {
  readonly bucket: string;
  readonly queueName: string;
  /** Limits the rule to keys that start with it. */
  readonly prefix?: string;
  /** Limits the rule to keys that end with it. */
  readonly suffix?: string;
}

/** An object that has just been written. */
export interface CreatedObject {
  readonly creation: ObjectCreation;
  readonly bucket: string;
  /** Key, decoded. */
  readonly key: string;
  readonly sizeBytes: number;
  /** ETag without quotes. */
  readonly etag: string;
  readonly region: string;
  readonly requestId: string;
}

/** Tells whether a rule sends an event for an object. */
export function appliesTo(rule: BucketNotification, bucket: string, key: string): boolean {
  const { prefix = '', suffix = '' } = rule;
  return rule.bucket === bucket && key.startsWith(prefix) && key.endsWith(suffix);
}

/**
 * Makes the message that S3 sends for a new object.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function objectCreatedEvent(object: CreatedObject): S3Event {
  const record: S3EventRecord = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: object.region,
    eventTime: new Date().toISOString(),
    eventName: `ObjectCreated:${object.creation}`,
    userIdentity: { principalId: 'local' },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': object.requestId, 'x-amz-id-2': 'local' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'local',
      bucket: {
        name: object.bucket,
        ownerIdentity: { principalId: 'local' },
        arn: `arn:aws:s3:::${object.bucket}`,
      },
      object: {
        key: encodeKey(object.key),
        size: object.sizeBytes,
        eTag: object.etag,
        sequencer: nextSequencer(),
      },
    },
  };
  return { Records: [record] };
}

/** Makes the message that S3 sends once when a notification is set up. */
export function testEvent(bucket: string): Readonly<Record<string, string>> {
  return {
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: new Date().toISOString(),
    Bucket: bucket,
    RequestId: randomUUID(),
    HostId: 'local',
  };
}

/** Encodes a key as S3's events do: a space is `+`, a plus `%2B`, and slashes stay. */
function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

let lastSequence = 0;

/** Makes 18 hexadecimal digits, greater each time, even after a restart. */
function nextSequencer(): string {
  lastSequence = Math.max(lastSequence + 1, Date.now() * 1000);
  return lastSequence.toString(16).toUpperCase().padStart(18, '0');
}
