import type { Box } from '@deepsentinel/queue-contracts';
import {
  cocoKeypoints,
  type Keypoint,
  type KeypointName,
  type PersonDetection,
  type Pose,
} from '../detection.ts';
import type { Frame } from '../frame.ts';
import type { Observation } from '../rules/observe/observation.ts';
import { weekdays } from '../store/local-time.ts';
import { type OpeningHours, openingHoursSchema } from '../store/opening-hours.ts';
import type { StoreContext } from '../store/store-context.ts';
import type { Zone } from '../store/zone.ts';

/** Makes a box from the position of the feet (bottom center) and a size, pixels. */
export function standingBox(footX: number, footY: number, { width = 40, height = 100 } = {}): Box {
  return { x1: footX - width / 2, y1: footY - height, x2: footX + width / 2, y2: footY };
}

export function person(overrides: Partial<PersonDetection> = {}): PersonDetection {
  return {
    box: standingBox(200, 300),
    confidence: 0.6,
    detectorConfidence: 0.6,
    highConfidence: true,
    posture: 'standing',
    ...overrides,
  };
}

export function observation(overrides: Partial<Observation> = {}): Observation {
  return {
    trackId: 1,
    timeMs: 0,
    recordingMs: overrides.timeMs ?? 0,
    person: person(),
    frame: { width: 640, height: 480 },
    speedHeightsPerSecond: 0,
    latestSpeedHeightsPerSecond: overrides.speedHeightsPerSecond ?? 0,
    direction: null,
    state: 'standing',
    stateSinceMs: 0,
    momentaryState: 'standing',
    standsIn: [],
    exit: null,
    reachesInto: null,
    localTime: null,
    ...overrides,
  };
}

/** Makes a rectangular zone, in shares of the picture. */
export function zone(kind: Zone['kind'], [x1, y1, x2, y2]: readonly [number, number, number, number]): Zone {
  return {
    name: `the ${kind}`,
    kind,
    polygon: [
      [x1, y1],
      [x2, y1],
      [x2, y2],
      [x1, y2],
    ],
  };
}

/** Makes opening hours from 09:00 to 20:00 every day. */
export function openingHours(overrides: Partial<OpeningHours> = {}): OpeningHours {
  const week = Object.fromEntries(weekdays.map((day) => [day, ['09:00-20:00']]));
  return openingHoursSchema.parse({ ...week, ...overrides });
}

/** Makes a store of which nothing is known but its time zone. */
export function storeContext({
  limits,
  ...overrides
}: Partial<Omit<StoreContext, 'limits'>> & {
  readonly limits?: Partial<StoreContext['limits']>;
} = {}): StoreContext {
  return {
    zones: [],
    openingHours: null,
    timeZone: 'Asia/Seoul',
    limits: { loiteringSeconds: null, crowdPersons: null, violentSeconds: null, ...limits },
    recordedAt: null,
    pictures: { rotationDegrees: null, aspectRatio: null },
    ...overrides,
  };
}

/** Makes the joints of an upright person who faces the camera, 40 pixels wide and 100 high, with the feet at (x, y). */
export function uprightPose(
  x: number,
  y: number,
  overrides: Partial<Record<KeypointName, Partial<Keypoint>>> = {},
): Pose {
  const joints: Record<KeypointName, readonly [dx: number, up: number]> = {
    nose: [0, 92],
    leftEye: [2, 94],
    rightEye: [-2, 94],
    leftEar: [4, 93],
    rightEar: [-4, 93],
    leftShoulder: [8, 80],
    rightShoulder: [-8, 80],
    leftElbow: [12, 66],
    rightElbow: [-12, 66],
    leftWrist: [13, 52],
    rightWrist: [-13, 52],
    leftHip: [5, 50],
    rightHip: [-5, 50],
    leftKnee: [5, 27],
    rightKnee: [-5, 27],
    leftAnkle: [5, 3],
    rightAnkle: [-5, 3],
  };
  const keypoint = (name: KeypointName): Keypoint => {
    const [dx, up] = joints[name];
    return { x: x + dx, y: y - up, confidence: 0.8, ...overrides[name] };
  };
  return Object.fromEntries(cocoKeypoints.map((name) => [name, keypoint(name)])) as Pose;
}

/** Paints a frame in which each pixel has the color that `colorAt` returns. */
export function paintedFrame(
  { width, height, timeMs = 0 }: { width: number; height: number; timeMs?: number },
  colorAt: (x: number, y: number) => readonly [r: number, g: number, b: number] = () => [128, 128, 128],
): Frame {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colorAt(x, y), (y * width + x) * 3);
  }
  return { data, width, height, timeMs };
}

type Color = readonly [red: number, green: number, blue: number];

const background: Color = [90, 120, 90];
const red: Color = [230, 15, 20];
const yellow: Color = [250, 235, 10];

/** Paints a frame with rectangles that the synthetic pack's YOLO detects as persons and, on top of them, faces. */
export function rectangleFrame(
  size: { readonly width: number; readonly height: number },
  { persons, faces = [] }: { readonly persons: readonly Box[]; readonly faces?: readonly Box[] },
): Frame {
  const isIn = (boxes: readonly Box[], x: number, y: number) =>
    boxes.some((box) => x >= box.x1 && x < box.x2 && y >= box.y1 && y < box.y2);
  return paintedFrame(size, (x, y) => {
    if (isIn(faces, x, y)) return yellow;
    return isIn(persons, x, y) ? red : background;
  });
}
