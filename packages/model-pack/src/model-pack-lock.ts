import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ModelPackError } from './errors.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');

/** What `sentinel models publish` writes: which pack was published, where, and what must be found there. */
export const modelPackLockSchema = z.strictObject({
  name: z.string().min(1),
  version: z.string().min(1),
  manifestSha256: sha256,
  /** Of the directory in S3, without a slash at its end. */
  uri: z.string().regex(/^s3:\/\/[^/]+\/.*[^/]$/, 'must be s3://bucket/prefix, without a slash at its end'),
  /** Of the manifest and all files. */
  bytes: z.number().int().positive(),
  /** sha256 by path, of all that the manifest names; the manifest itself is not among them. */
  files: z.record(z.string().min(1), sha256),
});
export type ModelPackLock = z.infer<typeof modelPackLockSchema>;

/** @throws {ModelPackError} the file cannot be read or is no lock file */
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
