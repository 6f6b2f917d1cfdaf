import { startTestCloud, type TestCloud } from '@deepsentinel/test-kit/cloud';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { deleteDeadLetter, receiveDeadLetters, sendDeadLetter } from './dead-letters.ts';

let cloud: TestCloud;
let queueUrl: string;
beforeAll(async () => {
  cloud = await startTestCloud();
  queueUrl = (await cloud.createQueue('dlq')).url;
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

test('dead letters come back with their attributes, each once', async () => {
  const bodies = Array.from({ length: 23 }, (_, index) => `request ${index}`);
  const attributes = {
    reason: 'job-failed',
    detail: 'line one\nline\u0000 two',
    runId: 'run-1',
    exitCode: '65',
  };
  for (const body of bodies) await sendDeadLetter(cloud.sqs, queueUrl, { body, attributes });
  const received = await Array.fromAsync(receiveDeadLetters(cloud.sqs, queueUrl, 30));
  expect(received.map(({ body }) => body).toSorted()).toEqual(bodies.toSorted());
  expect(received[0]!.attributes).toEqual({ ...attributes, detail: 'line one line  two' });
  for (const each of received) await deleteDeadLetter(cloud.sqs, queueUrl, each);
  expect(await cloud.drain(queueUrl)).toEqual([]);
});

test('a key with characters that SQS refuses is kept', async () => {
  const key = 'a\ufffeb\uffff.mp4';
  await sendDeadLetter(cloud.sqs, queueUrl, {
    body: JSON.stringify({ key }),
    attributes: { reason: 'object-missing', detail: key },
  });
  const [received] = await Array.fromAsync(receiveDeadLetters(cloud.sqs, queueUrl, 30));
  expect(received!.body).toBe('{"key":"a\\ufffeb\\uffff.mp4"}');
  expect(JSON.parse(received!.body)).toEqual({ key });
  await deleteDeadLetter(cloud.sqs, queueUrl, received!);
});

test('a detail that is too long for an attribute is cut', async () => {
  const detail = 'x'.repeat(300_000);
  await sendDeadLetter(cloud.sqs, queueUrl, { body: 'b', attributes: { reason: 'unparseable', detail } });
  const [received] = await Array.fromAsync(receiveDeadLetters(cloud.sqs, queueUrl, 30));
  expect(received!.attributes.detail).toHaveLength(2000);
});
