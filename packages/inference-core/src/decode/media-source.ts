/** Maximum silence of a server before ffmpeg drops the connection, seconds. */
const readTimeoutSeconds = 20;

/** Maximum delay of a reconnect, seconds: ffmpeg resumes a broken transfer after 0, 1, 3... seconds. */
const longestReconnectDelaySeconds = 5;

/**
 * Demuxers that may open a source. Playlists and scripts (HLS, concat) are excluded because they make ffmpeg read other
 * files than the given one; text art because it turns any text into pictures.
 */
const containers = [
  ...['mov', 'matroska', 'avi', 'mpegts', 'mpeg', 'mpegvideo', 'h264', 'hevc', 'm4v', 'av1', 'obu', 'ivf'],
  ...['flv', 'asf', 'ogg', 'mxf', 'mjpeg', 'mpjpeg', 'gif', 'dhav', 'nut', 'yuv4mpegpipe', 'rm', 'wtv', 'dv'],
  // Audio files are opened, too, to tell them from damaged files.
  ...['mp3', 'wav', 'aac', 'flac'],
].join(',');

/** Whether the source is an http(s) URL rather than a path. */
export function isUrl(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/** Name of the source for messages: a URL without its query and credentials, which may be secret. */
export function sourceName(source: string): string {
  return isUrl(source) ? source.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//') : source;
}

/** Arguments that let ffmpeg and ffprobe open the source and nothing else, ending with `-i`. */
export function inputArguments(source: string): string[] {
  const format = ['-format_whitelist', containers];
  if (!isUrl(source)) return [...format, '-protocol_whitelist', 'file', '-i', `file:${source}`];
  return [
    ...format,
    ...['-protocol_whitelist', 'http,https,tcp,tls'],
    ...['-rw_timeout', String(readTimeoutSeconds * 1_000_000)],
    ...['-reconnect', '1', '-reconnect_on_network_error', '1', '-reconnect_on_http_error', '5xx'],
    ...['-reconnect_delay_max', String(longestReconnectDelaySeconds)],
    ...['-i', source],
  ];
}
