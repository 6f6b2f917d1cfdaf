import { transferFailure } from '../decode/decode-outcome.ts';
import { sourceName } from '../decode/media-source.ts';
import { VideoError } from '../errors.ts';
import type { FootageScan } from './footage-scan.ts';

/**
 * Checks how a scan has ended.
 *
 * @throws {VideoError} ffmpeg failed or the transfer broke off
 */
export function checkScan(source: string, { end, complaints }: FootageScan): void {
  const name = sourceName(source);
  const broken = transferFailure(source, complaints, true);
  if (broken) {
    const reason = broken.text.replaceAll(source, name);
    throw new VideoError('network', `${name}: the transfer broke off (${reason})`);
  }
  if (end?.exitCode === 0) return;
  const reason = end?.signal ? `was killed by ${end.signal}` : `failed: ${complaints.at(-1)?.text}`;
  throw new VideoError('decoder-failed', `${name}: ffmpeg ${reason} while it read the packets`);
}
