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

/** A box by its feet (bottom center) and its size, the way people stand on a floor. */
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
    person: person(),
    frame: { width: 640, height: 480 },
    speedHeightsPerSecond: 0,
    direction: null,
    standsIn: [],
    exit: null,
    reachesInto: null,
    localTime: null,
    ...overrides,
  };
}

/** An upright rectangle, in shares of the picture. */
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

/** A store that is open from nine to eight every day. */
export function openingHours(overrides: Partial<OpeningHours> = {}): OpeningHours {
  const week = Object.fromEntries(weekdays.map((day) => [day, ['09:00-20:00']]));
  return openingHoursSchema.parse({ ...week, ...overrides });
}

/** A store of which nothing is known but its time zone. */
export function storeContext(overrides: Partial<StoreContext> = {}): StoreContext {
  return {
    zones: [],
    openingHours: null,
    timeZone: 'Asia/Seoul',
    limits: { loiteringSeconds: null, crowdPersons: null },
    recordedAt: null,
    ...overrides,
  };
}

/** Joints of somebody upright who faces the camera, in a box 40 wide and 100 high with its feet at (x, y). */
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
  const place = (name: KeypointName): Keypoint => {
    const [dx, up] = joints[name];
    return { x: x + dx, y: y - up, confidence: 0.8, ...overrides[name] };
  };
  return Object.fromEntries(cocoKeypoints.map((name) => [name, place(name)])) as Pose;
}

/** A frame in which every pixel has the color that `colorAt` gives it. */
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
