import { expect, test } from '@jest/globals';
import { call } from '../testing/access.ts';
import { relocateCall } from './relocate-call.ts';

const recorded = 'arn:aws:batch:us-east-1:000000000000:job-definition/runner-lite';
const relocation = {
  account: '111122223333',
  region: 'ap-northeast-2',
  arns: {
    'arn:aws:s3:::raw-videos': 'arn:aws:s3:::raw-videos-1a2b',
    [recorded]: 'arn:aws:batch:ap-northeast-2:111122223333:job-definition/runner-lite-3c4d',
  },
};

test.each([
  [
    'account and region',
    'arn:aws:sqs:us-east-1:000000000000:requests',
    'arn:aws:sqs:ap-northeast-2:111122223333:requests',
  ],
  ['a new name', 'arn:aws:s3:::raw-videos', 'arn:aws:s3:::raw-videos-1a2b'],
  ['an object with its bucket', 'arn:aws:s3:::raw-videos/a:b.mp4', 'arn:aws:s3:::raw-videos-1a2b/a:b.mp4'],
  [
    'a revision with its definition',
    `${recorded}:7`,
    'arn:aws:batch:ap-northeast-2:111122223333:job-definition/runner-lite-3c4d:7',
  ],
  ['a longer name by itself', 'arn:aws:s3:::raw-videos-of-others/a', 'arn:aws:s3:::raw-videos-of-others/a'],
  ['no resource', '*', '*'],
])('a call moves with %s', (_, from, to) => {
  expect(relocateCall({ ...call('any:Action', from), principal: 'job' }, relocation)).toEqual({
    ...call('any:Action', to),
    principal: 'job',
  });
});
