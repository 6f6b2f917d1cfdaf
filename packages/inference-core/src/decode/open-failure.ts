import { VideoError, type VideoErrorCode } from '../errors.ts';
import type { LogLine } from './complaints.ts';
import type { ProcessEnd } from './ffmpeg-process.ts';
import { isUrl, sourceName } from './media-source.ts';

/** Explanation for an MP4 that was cut before or inside its index. */
export const indexMissing =
  'the MP4 index (moov atom) is missing: the file was cut short and nothing of it can be decoded';

/** Messages of ffmpeg when it cannot open a source, with their meaning; the first match counts. */
const reasons: readonly (readonly [pattern: RegExp, code: VideoErrorCode, because: string])[] = [
  [/Unrecognized option|Option not found/, 'ffmpeg-missing', 'ffmpeg is too old; install 5.1 or newer'],
  // The name suggests a container and the content does not: a missing atom means nothing then.
  [/detected only with low score|Format not on whitelist/, 'unreadable', 'not a video in a known format'],
  [/moov atom not found/, 'index-missing', indexMissing],
  [/HTTP error 416/, 'empty', 'the file is empty'],
  [/HTTP error 4(04|10)/, 'not-found', 'the server has no such file'],
  [/HTTP error 40[013]/, 'access-denied', 'the server refuses access'],
  [/Permission denied/, 'access-denied', 'no permission to read the file'],
];

/**
 * Messages of ffmpeg's protocols about a transfer that may succeed another time. Whatever else is wrong with a source that
 * is read over HTTP is wrong with its content.
 */
const transferErrors =
  /Connection (refused|reset|timed out)|timed out|Broken pipe|I\/O error|Input\/output error|Network is|No route to host|resolve hostname|name resolution|HTTP error (408|429|5\d\d)|Server returned 5|Stream ends prematurely|TLS|SSL|session has been invalidated/;

/** Makes the error for a source that ffmpeg or ffprobe could not open, from its complaints. */
export function explainOpenFailure(
  source: string,
  complaints: readonly LogLine[],
  { signal }: ProcessEnd,
): VideoError {
  const name = sourceName(source);
  if (signal) return new VideoError('decoder-failed', `${name}: ffmpeg was killed by ${signal}`);
  for (const [pattern, code, because] of reasons) {
    if (complaints.some(({ text }) => pattern.test(text))) return new VideoError(code, `${name}: ${because}`);
  }
  const last = complaints.findLast(({ level }) => level !== 'fatal')?.text ?? 'no picture could be decoded';
  const reason = last
    .replaceAll(source, name)
    .replace(/^(file:)?/, '')
    .replace(`${name}: `, '');
  if (isUrl(source) && complaints.some(({ text }) => transferErrors.test(text))) {
    return new VideoError('network', `${name}: the transfer failed (${reason})`);
  }
  return new VideoError('unreadable', `${name}: not a readable video (${reason})`);
}
