import type { Box, Posture } from '@deepsentinel/queue-contracts';
import { cocoKeypoints, type KeypointName, type PersonDetection, type Pose } from '../detection.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

/**
 * Steps per pixel of boxes and joints that rules see. Joints are found to some pixels, so an eighth of one changes
 * nothing that a rule measures, and takes a quarter of the bytes.
 */
const stepsPerPixel = 8;
/** Steps per unit of confidences that rules see: with 200, all of them are short decimals. */
const stepsPerConfidence = 200;

const postures: readonly (Posture | undefined)[] = [undefined, 'standing', 'sitting', 'bending', 'lying'];

const rounded = (value: number, steps: number) => Math.round(value * steps) / steps;

/** Rounds what rules see of a person to what is saved of it, so that rules that are run again see the same. */
export function roundedPerson(person: PersonDetection): PersonDetection {
  const { box, pose, confidence } = person;
  const pixels = (value: number) => rounded(value, stepsPerPixel);
  return {
    ...person,
    box: { x1: pixels(box.x1), y1: pixels(box.y1), x2: pixels(box.x2), y2: pixels(box.y2) },
    confidence: rounded(confidence, stepsPerConfidence),
    ...(pose && {
      pose: poseOf((name) => ({
        x: pixels(pose[name].x),
        y: pixels(pose[name].y),
        confidence: rounded(pose[name].confidence, stepsPerConfidence),
      })),
    }),
  };
}

/** Numbers of a person as integers: box, confidence and, if there is a pose, its joints relative to the box. */
export type PersonSteps = readonly number[];

/**
 * Writes a person as rules see it: posture, box, confidence and joints, as differences from the same person before.
 *
 * @param before steps of the person before; empty at first
 * @returns steps of this person, to be given with the next
 */
export function writePerson(writer: ByteWriter, person: PersonDetection, before: PersonSteps): PersonSteps {
  const { posture, pose } = person;
  writer.integer(postures.indexOf(posture) * 2 + (pose ? 1 : 0));
  const steps = stepsOf(person);
  for (const [index, step] of steps.entries()) writer.integer(step - (before[index] ?? 0));
  return steps;
}

/** Reads what `writePerson` has written. */
export function readPerson(
  reader: ByteReader,
  before: PersonSteps,
): { readonly person: PersonDetection; readonly steps: PersonSteps } {
  const flags = reader.integer();
  const hasPose = flags % 2 === 1;
  const length = hasPose ? 5 + 3 * cocoKeypoints.length : 5;
  const steps = Array.from({ length }, (_, index) => (before[index] ?? 0) + reader.integer());
  return { person: personOf(steps, { posture: postures[Math.floor(flags / 2)], hasPose }), steps };
}

function stepsOf({ box, confidence, pose }: PersonDetection): number[] {
  const [x1, y1, x2, y2] = [box.x1, box.y1, box.x2, box.y2].map((value) => Math.round(value * stepsPerPixel));
  const outline = [x1!, y1!, x2! - x1!, y2! - y1!, Math.round(confidence * stepsPerConfidence)];
  if (!pose) return outline;
  const joints = cocoKeypoints.flatMap((name) => [
    Math.round(pose[name].x * stepsPerPixel) - x1!,
    Math.round(pose[name].y * stepsPerPixel) - y1!,
    Math.round(pose[name].confidence * stepsPerConfidence),
  ]);
  return [...outline, ...joints];
}

function personOf(
  steps: readonly number[],
  { posture, hasPose }: { readonly posture: Posture | undefined; readonly hasPose: boolean },
): PersonDetection {
  const [x1, y1, width, height, confidenceSteps] = steps as [number, number, number, number, number];
  const box: Box = {
    x1: x1 / stepsPerPixel,
    y1: y1 / stepsPerPixel,
    x2: (x1 + width) / stepsPerPixel,
    y2: (y1 + height) / stepsPerPixel,
  };
  const confidence = confidenceSteps / stepsPerConfidence;
  const joint = (name: KeypointName) => {
    const [x, y, certainty] = steps.slice(5 + 3 * cocoKeypoints.indexOf(name)) as [number, number, number];
    return {
      x: (x1 + x) / stepsPerPixel,
      y: (y1 + y) / stepsPerPixel,
      confidence: certainty / stepsPerConfidence,
    };
  };
  return {
    box,
    confidence,
    detectorConfidence: confidence,
    highConfidence: true,
    ...(posture && { posture }),
    ...(hasPose && { pose: poseOf(joint) }),
  };
}

function poseOf(joint: (name: KeypointName) => Pose[KeypointName]): Pose {
  return Object.fromEntries(cocoKeypoints.map((name) => [name, joint(name)])) as Pose;
}
