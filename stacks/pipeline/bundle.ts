import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as pulumi from '@pulumi/pulumi';

const { resolve } = createRequire(import.meta.url);

/** A bundled Lambda function. */
export interface Bundle {
  readonly code: pulumi.asset.Archive;
  /** SHA-256 of the code, hexadecimal. */
  readonly sha256: string;
}

/**
 * Finds the bundle of one of our packages.
 *
 * @throws {RunError} it was not built
 */
export function bundleOf(packageName: string): Bundle {
  const path = bundlePath(packageName);
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  return { code: new pulumi.asset.AssetArchive({ 'index.mjs': new pulumi.asset.FileAsset(path) }), sha256 };
}

function bundlePath(packageName: string): string {
  try {
    return resolve(`${packageName}/bundle`);
  } catch {
    throw new pulumi.RunError(
      `the bundle of ${packageName} is missing: run "npx turbo run bundle" in the repository before pulumi up`,
    );
  }
}
