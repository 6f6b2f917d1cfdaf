import { describe, expect, test } from '@jest/globals';
import { paintedFrame, person, standingBox, storeContext } from '../testing/factories.ts';
import type { Thumbnail } from '../thumbnails/thumbnail.ts';
import type { EndedEvent } from './ended-event.ts';
import { renderPictures } from './evidence-pictures.ts';
import { eventRules, sceneRules } from './rules.ts';
import { SceneTimeline } from './scene-timeline.ts';
import { TrackTimeline } from './track-timeline.ts';

const limits = { loiteringSeconds: 4, crowdPersons: 1 };
const context = { store: storeContext({ limits }), extent: 'all' } as const;
const options = { rules: eventRules(context), store: context.store, ageErrorYears: 10 };
const size = { width: 320, height: 240 };
const boxes = [standingBox(100, 200), standingBox(180, 200)];

/** What stays of an event when its pictures have been rendered. */
async function shown({ candidate, pictures, ...event }: EndedEvent) {
  const { rendered, fresh } = await renderPictures(pictures);
  return { event: { ...event, thumbnail: candidate?.fileName, rendered }, fresh };
}

interface Watched {
  readonly events: Awaited<ReturnType<typeof shown>>['event'][];
  /** File names of the pictures for a model that verifies, in the order in which they were emitted. */
  readonly emitted: string[];
}

/** Two people who stand there for 8 seconds, with a chunk border wherever it is wanted; states go through JSON. */
async function analyze(isBorder: (frame: number) => boolean): Promise<Watched> {
  let tracks = [1, 2].map((trackId) => new TrackTimeline(trackId, 0, options));
  let everybody = new SceneTimeline(sceneRules(context));
  const ended: EndedEvent[] = [];
  const emitted: string[] = [];
  for (let index = 0; index < 40; index++) {
    const timeMs = index * 200;
    const frame = paintedFrame({ ...size, timeMs }, (x) => [x % 256, index * 6, 40]);
    const persons = boxes.map((box) => person({ box }));
    const scene = { frame, persons, faces: [], blurFaces: true };
    const steps = tracks.map((track, at) => track.observe(persons[at]!, { timeMs, scene, size }));
    ended.push(...steps.flatMap((step) => step.ended));
    ended.push(...everybody.observe(steps.map(({ observation }) => observation).toReversed(), scene));
    if (!isBorder(index)) continue;
    const borders = await Promise.all([...tracks, everybody].map((timeline) => timeline.checkpoint()));
    emitted.push(...borders.flatMap(({ thumbnails }) => evidenceNames(thumbnails)));
    const [first, second, last] = JSON.parse(JSON.stringify(borders.map(({ state }) => state)));
    tracks = [first, second].map((state) => TrackTimeline.restore(state, options));
    everybody = new SceneTimeline(sceneRules(context), last);
  }
  ended.push(...tracks.flatMap((track) => track.finish('video-ended')), ...everybody.finish());
  const reports = await Promise.all(ended.map(shown));
  emitted.push(...reports.flatMap(({ fresh }) => evidenceNames(fresh)));
  return { events: reports.map(({ event }) => event), emitted };
}

function evidenceNames(thumbnails: readonly Thumbnail[]): string[] {
  return thumbnails.map(({ fileName }) => fileName).filter((name) => name.includes('-at-'));
}

const uninterrupted = analyze(() => false);

describe('the timelines of tracks and of the scene', () => {
  test('see the same whether or not they are stored and restored meanwhile', async () => {
    const { events } = await uninterrupted;
    expect(events.map(({ eventId }) => eventId)).toEqual([
      'anomaly-loitering-1-0',
      'anomaly-loitering-2-0',
      'anomaly-crowd-1-0',
      'standing-1-400',
      'standing-2-400',
    ]);
    expect((await analyze((frame) => frame === 13)).events).toEqual(events);
    expect((await analyze((frame) => frame % 7 === 6)).events).toEqual(events);
  });

  test('hand out each picture once', async () => {
    const { events, emitted } = await analyze((frame) => frame % 4 === 3);
    expect(new Set(emitted).size).toBe(emitted.length);
    const named = events.flatMap(({ rendered }) => rendered.map(({ thumbnail }) => thumbnail));
    expect(emitted).toEqual(expect.arrayContaining(named));
  });

  test('keep pictures of what a model is to verify, and of nothing else', async () => {
    const { events } = await uninterrupted;
    const pictured = events.filter(({ rendered }) => rendered.length > 0).map(({ type }) => type);
    expect(pictured).toEqual(['anomaly', 'anomaly', 'anomaly']);
  });

  test('show everybody of a scene in one picture', async () => {
    const { events } = await uninterrupted;
    const crowd = events.find(({ eventId }) => eventId.startsWith('anomaly-crowd'))!;
    expect(crowd.trackIds).toEqual([1, 2]);
    expect(crowd.rendered[0]!.box).toEqual({ x1: 80, y1: 100, x2: 200, y2: 200 });
  });
});
