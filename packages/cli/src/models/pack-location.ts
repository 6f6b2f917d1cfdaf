import type { PackContents } from '@deepsentinel/model-pack';
import { InputError } from '../errors.ts';

/** An object in a bucket, or a prefix of objects. */
export interface S3Location {
  readonly bucket: string;
  /** Key or prefix, without a slash at its end. */
  readonly key: string;
}

/** Digits of the manifest's sha256 that the address contains. */
const shortLength = 12;

/**
 * Makes the address of a published pack. It contains the checksum of the manifest, so that no other content is ever
 * written to the same address.
 *
 * @param prefix prefix of all packs, without a slash at its end
 * @throws {InputError} name or version contains characters that an address cannot have
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

/** Whether a manifest is where `packLocation` would put it. */
export function isAtItsLocation({ key }: S3Location, manifestSha256: string): boolean {
  return key.endsWith(`-${manifestSha256.slice(0, shortLength)}`);
}

export function uriOf({ bucket, key }: S3Location): string {
  return `s3://${bucket}/${key}`;
}

/**
 * Parses an address.
 *
 * @param uri address as `uriOf` writes it
 */
export function locationOf(uri: string): S3Location {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  return { bucket, key };
}

/** Extends a location by a relative path. */
export function below({ bucket, key }: S3Location, path: string): S3Location {
  return { bucket, key: `${key}/${path}` };
}
