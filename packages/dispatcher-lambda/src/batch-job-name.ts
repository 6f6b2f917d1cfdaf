import { createHash } from 'node:crypto';
import type { Tier, VideoSource } from '@deepsentinel/queue-contracts';

/** What one Batch job is about: the same values always mean the same job. */
export interface JobSubject {
  /** `versionId`, or else `etag`, tells the versions of an object apart: one of them must be known by now. */
  readonly source: VideoSource;
  readonly tier: Tier;
  /** Counts from 1; a redrive is the next attempt. */
  readonly attempt: number;
}

const stemLength = 40;

/**
 * Name of the Batch job that analyses an object version. SubmitJob has no client token, so a job that was submitted
 * before a crash is found again by this name.
 *
 * @returns `<tier>-<file name>-<160-bit hash of the object version>-<attempt>`: at most 128 letters, digits, `-` and
 * `_`, the first a letter, as Batch requires
 * @throws {RangeError} the source has neither versionId nor etag, or the attempt is no positive integer
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/API_SubmitJob.html
 */
export function batchJobName({ source, tier, attempt }: JobSubject): string {
  if (!Number.isSafeInteger(attempt) || attempt < 1) {
    throw new RangeError(`attempt is ${attempt}, but attempts count from 1`);
  }
  return [tier, readableStem(source.key), objectVersionHash(source), attempt].join('-');
}

/** The file name without its extension, for people who read job lists. */
function readableStem(key: string): string {
  const fileName = key.slice(key.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  return fileName.replace(/[^A-Za-z0-9]+/g, '_').slice(0, stemLength) || 'video';
}

function objectVersionHash({ bucket, key, versionId, etag }: VideoSource): string {
  const version = versionId === undefined ? { etag } : { versionId };
  if (versionId === undefined && etag === undefined) {
    throw new RangeError(`${bucket}/${key}: a job needs the version or the entity tag of its object`);
  }
  const identity = JSON.stringify([bucket, key, version]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 40);
}
