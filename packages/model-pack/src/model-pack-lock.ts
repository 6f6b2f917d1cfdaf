import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ModelPackError } from './errors.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');

/** Lock file of a published pack, written by `sentinel models publish`: its identity, address and content. */
export const modelPackLockSchema = z.strictObject({
  name: z.string().min(1),
  version: z.string().min(1),
  manifestSha256: sha256,
  /** Directory in S3, without a slash at its end. */
  uri: z.string().regex(/^s3:\/\/[^/]+\/.*[^/]$/, 'must be s3://bucket/prefix, without a slash at its end'),
  /** Size of the manifest and all files. */
  bytes: z.number().int().positive(),
  /** sha256 by path of every file that the manifest names; the manifest itself is not among them. */
  files: z.record(z.string().min(1), sha256),
});
export type ModelPackLock = z.infer<typeof modelPackLockSchema>;

/**
 * Reads a lock file.
 *
 * @throws {ModelPackError} it cannot be read or is no lock file
 */
export async function readModelPackLock(file: string): Promise<ModelPackLock> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new ModelPackError(
      `${file}: cannot read the lock file of a model pack (${(cause as Error).message}); sentinel models publish writes one`,
      { cause },
    );
  }
  const parsed = modelPackLockSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ModelPackError(`${file}: no lock file of a model pack\n${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}
