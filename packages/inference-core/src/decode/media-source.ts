/** Longest silence of a server before ffmpeg drops the connection, seconds. */
const readTimeoutSeconds = 20;

/** ffmpeg tries to go on where a connection broke, waiting 0, 1, 3... seconds, at most so long. */
const longestReconnectDelaySeconds = 5;

/**
 * The demuxers that may open a source. Playlists and scripts (HLS, concat) are left out on purpose: they would make
 * ffmpeg read other files than the one it was given; text art is left out because it turns any text into pictures.
 */
const containers = [
  ...['mov', 'matroska', 'avi', 'mpegts', 'mpeg', 'mpegvideo', 'h264', 'hevc', 'm4v', 'av1', 'obu', 'ivf'],
  ...['flv', 'asf', 'ogg', 'mxf', 'mjpeg', 'mpjpeg', 'gif', 'dhav', 'nut', 'yuv4mpegpipe', 'rm', 'wtv', 'dv'],
  // Sound files are opened too, to be told apart from files that are broken.
  ...['mp3', 'wav', 'aac', 'flac'],
].join(',');

/** Whether the source is an http(s) URL rather than a path. */
export function isUrl(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/** The source as it may be shown: the query of a URL is left out because it may hold a signature. */
export function sourceName(source: string): string {
  return isUrl(source) ? source.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//') : source;
}

/** Options of ffmpeg and ffprobe that open the source and nothing else, ending with `-i`. */
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
