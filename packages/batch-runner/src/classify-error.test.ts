import {
  DatabaseBusyError,
  DatabaseUnavailableError,
  LeaseHeldError,
  LeaseLostError,
} from '@deepsentinel/db-schema';
import { DeviceError, VideoError } from '@deepsentinel/inference-core';
import { ModelPackError } from '@deepsentinel/model-pack';
import { exitCodes } from '@deepsentinel/queue-contracts';
import { expect, test } from '@jest/globals';
import { classifyError } from './classify-error.ts';
import { EnvironmentError, ObjectReplacedError, OutputError, StopSignal } from './errors.ts';

const { videoUnreadable, inputNotFound, temporary, databaseUnavailable, modelPackInvalid } = exitCodes;
const withCode = (code: string) => Object.assign(new Error('said the server'), { code });

test.each([
  ['a missing video', new VideoError('not-found', 'm'), inputNotFound, 'not-found'],
  [
    'a video that may not be read',
    new VideoError('access-denied', 'm'),
    exitCodes.accessDenied,
    'access-denied',
  ],
  ['an empty file', new VideoError('empty', 'm'), videoUnreadable, 'empty'],
  ['something else than a video', new VideoError('unreadable', 'm'), videoUnreadable, 'unreadable'],
  ['an MP4 without index', new VideoError('index-missing', 'm'), videoUnreadable, 'index-missing'],
  ['sound only', new VideoError('no-video-stream', 'm'), videoUnreadable, 'no-video-stream'],
  ['pictures of a pixel', new VideoError('too-small', 'm'), videoUnreadable, 'too-small'],
  ['a transfer that broke off', new VideoError('network', 'm'), temporary, 'network'],
  ['a decoder that was killed', new VideoError('decoder-failed', 'm'), temporary, 'decoder-failed'],
  ['no ffmpeg', new VideoError('ffmpeg-missing', 'm'), exitCodes.ffmpegMissing, 'ffmpeg-missing'],
  ['a corrupt model', new ModelPackError('m'), modelPackInvalid, 'model-pack-invalid'],
  ['no GPU', new DeviceError('m'), exitCodes.deviceUnusable, 'device-unusable'],
  [
    'an embedded database that is open elsewhere',
    new DatabaseBusyError('m'),
    databaseUnavailable,
    'database-busy',
  ],
  ['no database', new DatabaseUnavailableError('m'), databaseUnavailable, 'database-unavailable'],
  ['a run that somebody else works on', new LeaseHeldError('m'), temporary, 'lease-held'],
  ['a lease that was lost', new LeaseLostError('m'), temporary, 'lease-lost'],
  [
    'an output that cannot be written',
    new OutputError('m'),
    exitCodes.outputNotWritable,
    'output-not-writable',
  ],
  ['a stop signal', new StopSignal('SIGTERM'), temporary, 'interrupted'],
  ['a database that shuts down', withCode('57P01'), temporary, 'database-connection-lost'],
  ['a refused connection', withCode('ECONNREFUSED'), temporary, 'database-connection-lost'],
  [
    'a connection to S3 that is refused',
    Object.assign(withCode('ECONNREFUSED'), { $metadata: { attempts: 3 } }),
    temporary,
    'service-unavailable',
  ],
  [
    'a broken connection',
    new Error('Connection terminated unexpectedly'),
    temporary,
    'database-connection-lost',
  ],
  [
    'a query behind the one that broke the connection',
    new Error('Client has encountered a connection error and is not queryable'),
    temporary,
    'database-connection-lost',
  ],
  ['a full disk', new OutputError('m', { cause: withCode('ENOSPC') }), exitCodes.diskFull, 'disk-full'],
  ['content that was replaced', new ObjectReplacedError('m'), inputNotFound, 'superseded'],
  ['a wrong environment', new EnvironmentError('m'), exitCodes.environmentInvalid, 'environment-invalid'],
  [
    'a service that is down',
    Object.assign(new Error('m'), { $metadata: { httpStatusCode: 503 } }),
    temporary,
    'service-unavailable',
  ],
  ['a constraint of the database', withCode('23505'), exitCodes.internal, 'internal'],
  ['a fault of ours', new TypeError('m'), exitCodes.internal, 'internal'],
  ['something thrown that is no error', 'm', exitCodes.internal, 'internal'],
])('%s', (_, error, exitCode, code) => {
  expect(classifyError(error)).toMatchObject({ exitCode, code });
});

test('the message is that of the error; an unexpected one is called so', () => {
  expect(classifyError(new OutputError('a.jpg: no space')).message).toBe('a.jpg: no space');
  expect(classifyError(new TypeError('x is undefined')).message).toBe('unexpected error: x is undefined');
});
