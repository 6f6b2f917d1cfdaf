import { RequestError } from './errors.ts';
import { tiers } from './tiers.ts';

/**
 * Decodes the object key of an S3 event notification: `+` stands for a space and `%2B` for a plus, so the pluses are
 * replaced first and the percent sequences decoded once.
 *
 * @throws {RequestError} a percent sequence is broken or is not UTF-8
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function decodeS3Key(encodedKey: string): string {
  try {
    return decodeURIComponent(encodedKey.replaceAll('+', ' '));
  } catch (cause) {
    throw new RequestError('the object key is not URL-encoded UTF-8', { cause });
  }
}

const videoKeyPattern = new RegExp(`^(?:(?:${tiers.join('|')})/)?videos/([^/]+)/.`, 's');

/** Reads the id of a video from a key `[<tier>/]videos/<id>/...`; undefined for any other key. */
export function videoIdOfKey(key: string): string | undefined {
  return videoKeyPattern.exec(key)?.[1];
}
