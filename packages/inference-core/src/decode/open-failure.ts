import { VideoError, type VideoErrorCode } from '../errors.ts';
import type { LogLine } from './ffmpeg-log.ts';
import type { ProcessEnd } from './ffmpeg-process.ts';
import { isUrl, sourceName } from './media-source.ts';

/** Why nothing of an MP4 that was cut before or inside its index can be shown. */
export const indexMissing =
  'the MP4 index (moov atom) is missing: the file was cut short and nothing of it can be decoded';

/** What ffmpeg says when it cannot open a source, and what that means; the first match wins. */
const reasons: readonly (readonly [says: RegExp, code: VideoErrorCode, because: string])[] = [
  [/Unrecognized option|Option not found/, 'ffmpeg-missing', 'ffmpeg is too old; install 5.1 or newer'],
  // The name suggested a container, the content does not; any missing atom means nothing then.
  [/detected only with low score|Format not on whitelist/, 'unreadable', 'not a video in a known format'],
  [/moov atom not found/, 'index-missing', indexMissing],
  [/HTTP error 416/, 'empty', 'the file is empty'],
  [/HTTP error 4(04|10)/, 'not-found', 'the server has no such file'],
  [/HTTP error 40[013]/, 'access-denied', 'the server refuses access'],
  [/Permission denied/, 'access-denied', 'no permission to read the file'],
];

/** Says why ffmpeg or ffprobe could not open a source, from what it complained about. */
export function explainOpenFailure(
  source: string,
  complaints: readonly LogLine[],
  { signal }: ProcessEnd,
): VideoError {
  const name = sourceName(source);
  if (signal) return new VideoError('decoder-failed', `${name}: ffmpeg was killed by ${signal}`);
  for (const [says, code, because] of reasons) {
    if (complaints.some(({ text }) => says.test(text))) return new VideoError(code, `${name}: ${because}`);
  }
  const last = complaints.findLast(({ level }) => level !== 'fatal')?.text ?? 'no picture could be decoded';
  const reason = last
    .replaceAll(source, name)
    .replace(/^(file:)?/, '')
    .replace(`${name}: `, '');
  if (isUrl(source) && !/Invalid data found/.test(reason)) {
    return new VideoError('network', `${name}: the transfer failed (${reason})`);
  }
  return new VideoError('unreadable', `${name}: not a readable video (${reason})`);
}
