import type { PackContents } from '@deepsentinel/model-pack';
import { InputError } from '../errors.ts';

/** Something in a bucket: an object, or all that is below it. */
export interface S3Location {
  readonly bucket: string;
  /** Without a slash at its end. */
  readonly key: string;
}

/** How many digits of the manifest's sha256 stand in an address. */
const shortLength = 12;

/**
 * Where a pack is published. The address says which manifest is there, so that nothing is ever overwritten by something else.
 *
 * @param prefix what all packs have in common, without a slash at its end
 * @throws {InputError} name or version cannot stand in an address
 */
export function packLocation(
  { name, version, manifestSha256 }: Pick<PackContents, 'name' | 'version' | 'manifestSha256'>,
  bucket: string,
  prefix: string,
): S3Location {
  for (const [field, value] of Object.entries({ name, version })) {
    if (/^\w[\w.-]*$/.test(value)) continue;
    const allowed = 'only letters, digits, ".", "_" and "-" can stand in its address; change manifest.json';
    throw new InputError(`${field} of the pack, "${value}": ${allowed}`);
  }
  return { bucket, key: `${prefix}/${name}/${version}-${manifestSha256.slice(0, shortLength)}` };
}

/** Whether a manifest lies where `packLocation` would have put it. */
export function isAtItsLocation({ key }: S3Location, manifestSha256: string): boolean {
  return key.endsWith(`-${manifestSha256.slice(0, shortLength)}`);
}

export function uriOf({ bucket, key }: S3Location): string {
  return `s3://${bucket}/${key}`;
}

/** @param uri as `uriOf` writes it */
export function locationOf(uri: string): S3Location {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  return { bucket, key };
}

/** What lies below a place. */
export function below({ bucket, key }: S3Location, path: string): S3Location {
  return { bucket, key: `${key}/${path}` };
}
