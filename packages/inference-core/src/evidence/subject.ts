import type { Box } from '@deepsentinel/queue-contracts';
import type { PersonDetection } from '../detection.ts';
import type { Frame } from '../frame.ts';

/** A frame and everybody in it. */
export interface Shot {
  readonly frame: Frame;
  readonly persons: readonly PersonDetection[];
  /** Faces that the detector saw, also of people of whom it saw nothing else, in source-frame pixels. */
  readonly faces: readonly Box[];
}

/** A frame together with the person of an event whom it shows. */
export interface ShownSubject extends Shot {
  readonly subject: PersonDetection;
  /** How well the frame shows what the event says, 0..1; 1 when missing. */
  readonly fit?: number;
}

/** Takes several people for one subject; null when there are none. */
export function jointSubject(persons: readonly PersonDetection[]): PersonDetection | null {
  if (persons.length === 0) return null;
  const least = (side: keyof Box) => Math.min(...persons.map(({ box }) => box[side]));
  const most = (side: keyof Box) => Math.max(...persons.map(({ box }) => box[side]));
  const mean = (key: 'confidence' | 'detectorConfidence') =>
    persons.reduce((sum, person) => sum + person[key], 0) / persons.length;
  return {
    box: { x1: least('x1'), y1: least('y1'), x2: most('x2'), y2: most('y2') },
    confidence: mean('confidence'),
    detectorConfidence: mean('detectorConfidence'),
    highConfidence: true,
  };
}
