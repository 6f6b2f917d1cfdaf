import { expect, test } from '@jest/globals';
import { explainOpenFailure } from './open-failure.ts';

const url = 'https://bucket.example/clip.mp4?signature=secret';
const complaint = (text: string) => ({ context: 'https', level: 'error' as const, text });

test.each([
  ['Connection to tcp://bucket.example:443 failed: Connection refused', 'network'],
  ['Stream ends prematurely at 8192, should be 99999', 'network'],
  ['HTTP error 503 Service Unavailable', 'network'],
  ['Failed to resolve hostname bucket.example: Temporary failure in name resolution', 'network'],
  ['Could not find codec parameters for stream 0', 'unreadable'],
  ['no picture could be decoded', 'unreadable'],
  ['Protocol not found', 'unreadable'],
  ['Invalid data found when processing input', 'unreadable'],
])('over HTTP, "%s" means %s', (text, code) => {
  const error = explainOpenFailure(url, [complaint(text)], { exitCode: 1, signal: null });
  expect(error).toMatchObject({ code });
});
