import type { Box } from '@deepsentinel/queue-contracts';
import { mivoloModel } from '@deepsentinel/synthetic-pack';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PersonDetection } from '../detection.ts';
import type { Frame } from '../frame.ts';
import { paintedFrame, person } from '../testing/factories.ts';
import { loadEmbeddedModel, loadSyntheticModel } from '../testing/model-stage.ts';
import { people, readPeople } from '../testing/people.ts';
import { blazefaceDetector } from './blazeface.ts';
import { frameAttributeEstimator } from './estimate-attributes.ts';
import type { AttributeEstimator, FaceDetector } from './estimators.ts';
import { faceresEstimator } from './faceres.ts';
import { mivoloEstimator } from './mivolo.ts';
import { movenetEstimator } from './movenet.ts';

const confident = (box: Box) => ({ box, confidence: 0.9 });

describe('persons whose faces the detector does not find', () => {
  const opened = new AsyncDisposableStack();
  afterAll(() => opened.disposeAsync());
  let frame: Frame;
  let faces: FaceDetector;
  let attributes: AttributeEstimator;
  let [figure, woman, man]: PersonDetection[] = [];
  beforeAll(async () => {
    frame = await readPeople();
    faces = opened.use(await loadEmbeddedModel('faces', blazefaceDetector)).stage;
    attributes = opened.use(await loadEmbeddedModel('attributes', faceresEstimator)).stage;
    const poses = opened.use(await loadEmbeddedModel('pose', movenetEstimator)).stage;
    const boxes = [people.figure, people.woman, people.man];
    const bodies = await poses.estimate(frame, boxes);
    [figure, woman, man] = bodies.map(({ pose }, index) => person({ box: boxes[index]!, pose }));
  });

  test('are estimated by a face that is found in the region of the head', async () => {
    const estimated = [woman!, man!];
    const samples = await frameAttributeEstimator(faces, attributes)(frame, estimated, [
      figure!,
      ...estimated,
    ]);
    expect(samples[0]!.male).toBeLessThan(0.5);
    expect(samples[1]!.male).toBeGreaterThan(0.5);
  });

  test('get no attributes when the face is too small, turned away or not found', async () => {
    const estimate = frameAttributeEstimator(faces, attributes);
    const { nose, leftEye, ...others } = man!.pose!;
    const turnedAway = { ...man!, pose: { ...others, nose, leftEye: { ...leftEye, confidence: 0.1 } } };
    const farOff = person({ box: { x1: 40, y1: 20, x2: 80, y2: 120 }, pose: figure!.pose! });
    const { pose: _pose, ...withoutJoints } = woman!;
    const estimated = [turnedAway, farOff, withoutJoints];
    expect(await estimate(frame, estimated, estimated)).toEqual([null, null, null]);
    expect(await frameAttributeEstimator(null, attributes)(frame, [man!], [man!])).toEqual([null]);
  });

  test('are estimated by a face of the detector, if it is large enough', async () => {
    const estimate = frameAttributeEstimator(null, attributes);
    const { x1, y1 } = people.mansFace;
    const small = { ...man!, face: confident({ x1, y1, x2: x1 + 30, y2: y1 + 23 }) };
    const large = { ...man!, face: confident(people.mansFace) };
    const [none, sample] = await estimate(frame, [small, large], [small, large]);
    expect(none).toBeNull();
    expect(sample!.male).toBeGreaterThan(0.5);
  });
});

describe('persons who are also estimated by their bodies', () => {
  const body: Box = { x1: 20, y1: 20, x2: 120, y2: 180 };
  const halfOfIt: Box = { x1: 70, y1: 20, x2: 130, y2: 180 };
  const white = paintedFrame({ width: 200, height: 200 }, () => [255, 255, 255]);
  const yearsOf = async (estimated: PersonDetection, allPersons: readonly PersonDetection[]) => {
    await using opened = await loadSyntheticModel(mivoloModel({ side: 224, batch: 'N' }), mivoloEstimator);
    const [sample] = await frameAttributeEstimator(null, opened.stage)(white, [estimated], allPersons);
    return sample!.ageYears;
  };

  test('need no face', async () => {
    const alone = person({ box: body });
    // 160 of 224 columns are black beside a body of 100 x 160 pixels.
    expect(await yearsOf(alone, [alone])).toBeCloseTo(1 + (94 * 140) / 224, 0);
  });

  test('are cropped without persons in front of them, but with detections of low confidence', async () => {
    const estimated = person({ box: body });
    const alone = await yearsOf(estimated, [estimated]);
    expect(await yearsOf(estimated, [estimated, person({ box: halfOfIt })])).toBeLessThan(alone - 20);
    expect(await yearsOf(estimated, [estimated, person({ box: halfOfIt, highConfidence: false })])).toBe(
      alone,
    );
  });

  test('are estimated by small faces, too', async () => {
    const red = paintedFrame({ width: 200, height: 200 }, (x, y) =>
      x >= 60 && x < 72 && y >= 25 && y < 37 ? [255, 0, 0] : [200, 200, 200],
    );
    const face = confident({ x1: 60, y1: 25, x2: 72, y2: 37 });
    await using opened = await loadSyntheticModel(mivoloModel({ side: 384, batch: 1 }), mivoloEstimator);
    const estimated = person({ box: body, face });
    const [sample] = await frameAttributeEstimator(null, opened.stage)(red, [estimated], [estimated]);
    expect(sample!.male).toBeGreaterThan(0.99);
  });
});
