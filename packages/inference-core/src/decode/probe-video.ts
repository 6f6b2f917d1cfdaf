import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { VideoError } from '../errors.ts';
import type { LogLine } from './complaints.ts';
import { isComplaint, parseLogLine } from './ffmpeg-log.ts';
import { startFfmpeg } from './ffmpeg-process.ts';
import { inputArguments, isUrl, sourceName } from './media-source.ts';
import { explainOpenFailure, indexMissing } from './open-failure.ts';
import { type ProbeReport, probeReportSchema, type VideoInfo, videoInfoOf } from './video-info.ts';

/** Minimum width and height, pixels: smaller pictures are tracking pixels or broken headers. */
export const minSidePixels = 16;

const requested = [
  'stream=codec_name,width,height,sample_aspect_ratio,field_order,avg_frame_rate,nb_frames,start_time,duration',
  'stream_side_data=rotation',
  'format=format_name,nb_streams,start_time,duration,size',
].join(':');

/**
 * Reads the properties of a video's main stream from its container; cover art does not count.
 *
 * @param source file path, or an http(s) URL whose server supports byte ranges
 * @throws {VideoError} the source cannot be analyzed; `code` says why
 * @throws the signal's reason when it is aborted
 */
export async function probeVideo(
  source: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<VideoInfo> {
  signal?.throwIfAborted();
  if (!isUrl(source)) await checkFile(source);
  const args = ['-loglevel', 'repeat+level+warning', '-select_streams', 'V:0', '-show_entries', requested];
  const process = startFfmpeg('ffprobe', [...args, '-of', 'json', ...inputArguments(source)], signal);
  const [json, log, end] = await Promise.all([text(process.stdout), text(process.stderr), process.ended]);
  signal?.throwIfAborted();
  if (end.exitCode !== 0) throw explainOpenFailure(source, complaintsOf(log), end);
  return checkReport(source, probeReportSchema.parse(JSON.parse(json)));
}

function complaintsOf(log: string): LogLine[] {
  const lines = log.split('\n').map(parseLogLine);
  return lines.filter((line) => line !== null).filter(isComplaint);
}

/** @throws {VideoError} there is no such file, it is empty or may not be read */
export async function checkFile(path: string): Promise<void> {
  try {
    const file = await stat(path);
    if (file.isDirectory()) throw new VideoError('unreadable', `${path}: is a directory, not a file`);
    if (!file.isFile()) throw new VideoError('unreadable', `${path}: is not a regular file`);
    if (file.size === 0) throw new VideoError('empty', `${path}: the file is empty`);
    await access(path, constants.R_OK);
  } catch (cause) {
    throw explainFileError(path, cause);
  }
}

/** Converts an error of the file system to a `VideoError`; others are returned unchanged. */
function explainFileError(path: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new VideoError('not-found', `${path}: no such file`, { cause });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new VideoError('access-denied', `${path}: no permission to read the file`, { cause });
  }
  return cause;
}

function checkReport(source: string, report: ProbeReport): VideoInfo {
  const name = sourceName(source);
  const info = videoInfoOf(report);
  if (!info) {
    // An MP4 whose moov atom breaks off before its first track has no streams.
    const hasNothing = report.format.format_name.startsWith('mov,') && report.format.nb_streams === 0;
    if (hasNothing) throw new VideoError('index-missing', `${name}: ${indexMissing}`);
    throw new VideoError('no-video-stream', `${name}: holds no video stream`);
  }
  const { width, height, codec } = info;
  if (width === 0 || height === 0) {
    throw new VideoError(
      'unreadable',
      `${name}: no picture could be read (codec ${codec}); the file is damaged`,
    );
  }
  if (Math.min(width, height) < minSidePixels) {
    const reason = `pictures of ${width}x${height} pixels are too small; ${minSidePixels} a side are needed`;
    throw new VideoError('too-small', `${name}: ${reason}`);
  }
  return info;
}
