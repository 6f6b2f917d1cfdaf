import type { Describer, LoadedNetwork } from '@deepsentinel/inference-core';
import { evidencePictures, itDescribesEvents, subject } from '@deepsentinel/inference-core/testing';
import type { PackedModel } from '@deepsentinel/model-pack';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ConverseServer, type Refusal } from '../testing/converse-server.ts';
import { bedrockDescriber } from './bedrock-describer.ts';

const modelId = 'eu.anthropic.claude-haiku-4-5-20251001-v1:0';
const model: PackedModel = {
  directory: '/packs/production',
  slot: 'describer',
  family: 'bedrock',
  networks: {},
  assets: {},
  labels: [],
  thresholds: {},
  constants: { maxAnswerTokens: 300, timeLimitSeconds: 30 },
  options: { modelId },
  license: { name: 'Amazon Bedrock', commercialUse: true },
  source: 'Amazon Bedrock',
};
const server = new ConverseServer();
const loaded: LoadedNetwork[] = [];

function load(changes: Partial<PackedModel> = {}): Promise<Describer> {
  return bedrockDescriber(
    { ...model, ...changes },
    {
      settings: { device: 'cpu', threads: 1 },
      open: () => Promise.reject(new Error('there are no networks')),
      adopt: (network) => {
        loaded.push(network);
      },
    },
  );
}

let describer: Describer;
beforeAll(async () => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: await server.start(),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  describer = await load();
});
beforeEach(() => {
  server.requests.length = 0;
  server.words = null;
});
afterAll(async () => {
  for (const network of loaded) await network.dispose();
  await server[Symbol.asyncDispose]();
});

itDescribesEvents('bedrock', () => describer);

const throttled: Refusal = { status: 429, type: 'ThrottlingException', message: 'Too many requests' };
const broken: Refusal = { status: 503, type: 'ServiceUnavailableException', message: 'Try later' };

describe('an event is verified', () => {
  test('by the pictures and the question, which reach the service as they are', async () => {
    const pictures = await evidencePictures('red', 'red');
    expect(await describer.describe(subject({ pictures }))).toMatchObject({
      text: 'A person in red is there.',
      state: 'confirmed',
      answer: { model: `bedrock ${modelId}`, verdict: { happened: true, type: 'picking' } },
    });
    const [request] = server.requests;
    expect(request).toMatchObject({ modelId, body: { inferenceConfig: { maxTokens: 300, temperature: 0 } } });
    const [message] = request!.body.messages;
    expect(message!.content.map(({ image }) => image?.source.bytes)).toEqual([
      ...pictures.map(({ jpeg }) => Buffer.from(jpeg).toString('base64')),
      undefined,
    ]);
    expect(message!.content.at(-1)!.text).toMatch(/^The 2 pictures, .* takes what happens for "picking": /);
  });

  test('and rejected when the service sees something else', async () => {
    expect(await describer.describe(subject({ pictures: await evidencePictures('green') }))).toMatchObject({
      text: 'A person picks something from a shelf.',
      state: 'rejected',
    });
  });

  test.each(['', 'I would rather not say.'])('and left unverified by the words "%s"', async (words) => {
    server.words = words;
    expect(await describer.describe(subject({ pictures: await evidencePictures('red') }))).toMatchObject({
      state: 'unverified',
      answer: { text: words, verdict: null },
    });
  });

  test('once the service has recovered: what may pass is tried again', async () => {
    server.refusals.push(throttled, broken);
    expect(await describer.describe(subject({ pictures: await evidencePictures('red') }))).toMatchObject({
      state: 'confirmed',
    });
    expect(server.requests).toHaveLength(3);
  });
});

describe('an event that the model could not look at is described by template, with the reason', () => {
  test('when the service stays throttled', async () => {
    server.refusals.push(throttled, throttled, throttled);
    expect(await describer.describe(subject({ pictures: await evidencePictures('red') }))).toEqual({
      text: 'A person picks something from a shelf.',
      state: 'proposed',
      answer: null,
      unavailable: `${modelId}: ThrottlingException: Too many requests`,
    });
    expect(server.requests).toHaveLength(3);
  });

  test('when nothing comes from the service for too long', async () => {
    server.refusals.push('silence', 'silence', 'silence');
    const impatient = await load({ constants: { maxAnswerTokens: 300, timeLimitSeconds: 0.2 } });
    expect(await impatient.describe(subject({ pictures: await evidencePictures('red') }))).toMatchObject({
      state: 'proposed',
      unavailable: expect.stringContaining('TimeoutError'),
    });
  });
});

describe('an analysis fails', () => {
  test.each<Refusal>([
    { status: 403, type: 'AccessDeniedException', message: "You don't have access to the model" },
    { status: 404, type: 'ResourceNotFoundException', message: 'Could not resolve the foundation model' },
    { status: 400, type: 'ValidationException', message: "on-demand throughput isn't supported" },
  ])('when the service refuses the model: $type', async (refusal) => {
    server.refusals.push(refusal);
    await expect(
      describer.describe(subject({ pictures: await evidencePictures('red') })),
    ).rejects.toMatchObject({
      name: 'ModelPackError',
      message: `Bedrock refuses the model "${modelId}" in eu-west-1: ${refusal.message}; check the manifest's modelId, the account's access to that model, and that the job's role allows bedrock:InvokeModel on it`,
    });
    expect(server.requests).toHaveLength(1);
  });
});

test('pictures leave this machine, so their heads must be blurred', () => {
  expect(describer.local).toBe(false);
});

test('the time that the service takes is counted', async () => {
  const before = loaded[0]!.busyMs;
  await describer.describe(subject({ pictures: await evidencePictures('red') }));
  expect(loaded[0]!.busyMs).toBeGreaterThan(before);
});

test.each([
  [{ options: {} }, 'the manifest states no option "modelId"'],
  [{ constants: { maxAnswerTokens: 300 } }, 'the manifest states no constant "timeLimitSeconds"'],
])('a manifest without what it must state is refused: %j', async (changes, message) => {
  await expect(load(changes)).rejects.toThrow(`/packs/production: describer (bedrock): ${message}`);
});
