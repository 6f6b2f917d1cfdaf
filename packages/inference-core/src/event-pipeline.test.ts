import { describe, expect, test } from '@jest/globals';
import { analysisSettingsSchema } from './analysis-settings.ts';
import { type AnalysisState, initialState } from './analysis-state.ts';
import type { Proposal } from './describe-and-embed.ts';
import { templateDescriber } from './describers/template.ts';
import { EventPipeline } from './event-pipeline.ts';
import type { Thumbnail } from './evidence/thumbnail.ts';
import { standardRules } from './rules/index.ts';
import { paintedFrame, person, standingBox, storeContext } from './testing/factories.ts';

const store = storeContext({ limits: { loiteringSeconds: 4, crowdPersons: 1 } });
const settings = analysisSettingsSchema.parse({ store });
const begin = initialState({ modelPack: 'none@1', settings });
const boxes = [standingBox(100, 200), standingBox(180, 200)];

/** A pipeline in which no models work. */
const open = (state: AnalysisState) =>
  new EventPipeline(
    state,
    {
      ...{ active: ['rules'], redetectFallen: null, estimateAttributes: null },
      ...{ ageErrorYears: 10, searchFaces: null, describer: templateDescriber, imageText: null },
    },
    standardRules,
  );

/** What stays of an event when its pictures have been rendered. */
async function shown({ event, persons, evidence }: Proposal) {
  const { fresh, ...rendered } = (await evidence?.()) ?? { fresh: [] };
  return { event: { ...event, persons, ...rendered }, fresh };
}

interface Watched {
  readonly events: Awaited<ReturnType<typeof shown>>['event'][];
  /** File names of the pictures for a model that verifies, in the order in which they were emitted. */
  readonly emitted: string[];
}

/** Two people who stand there for 8 seconds, with a chunk border wherever it is wanted; states go through JSON. */
async function analyze(isBorder: (frame: number) => boolean): Promise<Watched> {
  let pipeline = open(begin);
  const proposals: Proposal[] = [];
  const emitted: string[] = [];
  for (let index = 0; index < 40; index++) {
    const timeMs = index * 200;
    const frame = paintedFrame({ width: 320, height: 240, timeMs }, (x) => [x % 256, index * 6, 40]);
    const persons = boxes.map((box) => person({ box }));
    const detected = {
      frame,
      persons,
      detections: { persons, faces: null },
      samplerState: begin.sampler,
      poses: begin.poses,
      skipped: 0,
    };
    proposals.push(...pipeline.applyRules(pipeline.track(detected)));
    if (!isBorder(index)) continue;
    const { thumbnails, state } = await pipeline.snapshot();
    emitted.push(...evidenceNames(thumbnails));
    pipeline = open({ ...begin, ...JSON.parse(JSON.stringify(state)) });
  }
  proposals.push(...pipeline.finish());
  const reports = await Promise.all(proposals.map(shown));
  emitted.push(...reports.flatMap(({ fresh }) => evidenceNames(fresh)));
  return { events: reports.map(({ event }) => event), emitted };
}

function evidenceNames(thumbnails: readonly Thumbnail[]): string[] {
  return thumbnails.map(({ fileName }) => fileName).filter((name) => name.includes('-at-'));
}

const uninterrupted = analyze(() => false);

describe('tracks and the rules that watch them', () => {
  test('propose the same whether or not they are saved and restored meanwhile', async () => {
    const { events } = await uninterrupted;
    expect(events.map(({ eventId }) => eventId)).toEqual([
      'anomaly-loitering-1-0',
      'anomaly-loitering-2-0',
      'anomaly-crowd-1-200',
      'anomaly-crowd-1-200',
      'standing-1-400',
      'anomaly-loitering-1-0',
      'standing-2-400',
      'anomaly-loitering-2-0',
    ]);
    expect((await analyze((frame) => frame === 13)).events).toEqual(events);
    expect((await analyze((frame) => frame % 7 === 6)).events).toEqual(events);
  });

  test('emit each picture once', async () => {
    const { events, emitted } = await analyze((frame) => frame % 4 === 3);
    expect(new Set(emitted).size).toBe(emitted.length);
    const named = events.flatMap(({ pictures = [] }) => pictures.map(({ thumbnail }) => thumbnail));
    expect(emitted).toEqual(expect.arrayContaining(named));
  });

  test('keep pictures of what a model is to verify, and of nothing else', async () => {
    const { events } = await uninterrupted;
    const pictured = events.filter(({ pictures = [] }) => pictures.length > 0).map(({ type }) => type);
    expect(pictured).toEqual(['anomaly', 'anomaly', 'anomaly']);
  });

  test('show everybody who takes part in one picture', async () => {
    const { events } = await uninterrupted;
    const crowd = events.find(({ eventId }) => eventId.startsWith('anomaly-crowd'))!;
    expect(crowd.trackIds).toEqual([1, 2]);
    expect(crowd.pictures![0]!.box).toEqual({ x1: 80, y1: 100, x2: 200, y2: 200 });
  });
});

test('somebody who is still down when lost from sight has not left', async () => {
  const pipeline = open(begin);
  const proposals: Proposal[] = [];
  for (let index = 0; index < 140; index++) {
    const timeMs = index * 200;
    const lying = { box: { x1: 110, y1: 160, x2: 210, y2: 200 }, posture: 'lying' } as const;
    const persons = [index < 5 ? person({ box: standingBox(160, 200) }) : person(lying)];
    const frame = paintedFrame({ width: 320, height: 240, timeMs });
    const detected = {
      ...{ frame, persons: index < 25 ? persons : [], detections: { persons, faces: null } },
      ...{ samplerState: begin.sampler, poses: begin.poses, skipped: 0 },
    };
    proposals.push(...pipeline.applyRules(pipeline.track(detected)));
  }
  const told = proposals.map(({ event: { type, endMs, evidence } }) => [type, endMs, evidence['end']]);
  expect(told).toContainEqual(['collapse', 4800, 'lost']);
  expect(told.map(([type]) => type)).not.toContain('left');
});
