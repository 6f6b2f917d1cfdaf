import { assignMinimumCost, type Box, boxHeight, iou } from '@deepsentinel/inference-core';
import { boxAt, type LabeledPerson, type Stay, type TimedBox } from './people-labels.ts';

export type PassageKind = 'entered' | 'left';

/** A reported entrance or exit. */
export interface ReportedPassage {
  readonly kind: PassageKind;
  readonly trackId: number;
  readonly timeMs: number;
}

/** A reported track: its boxes in the analyzed frames, ascending in time. */
export interface ReportedTrack {
  readonly id: number;
  readonly boxes: readonly TimedBox[];
}

/** Findings about one video, to be compared with its people. */
export interface PassageFindings {
  readonly tracks: readonly ReportedTrack[];
  readonly passages: readonly ReportedPassage[];
  readonly durationMs: number;
  readonly frame: { readonly width: number; readonly height: number };
}

/** Right and wrong entrances, or exits, of a video. */
export interface PassageAccuracy {
  /** Labeled passages that must be reported. */
  readonly labeled: number;
  readonly found: number;
  readonly missed: number;
  /** Reports that are no labeled passage. */
  readonly false: number;
  /** False reports away from the border of the picture: people who were only hidden, or never there. */
  readonly falseInside: number;
}

/** Time by which a report may miss the passage, milliseconds: idle cameras are looked at once a second. */
const toleranceMs = 2000;
/** Margin at the start and end of a video in which people who pass cannot be told from those who stay, milliseconds. */
const uncertainMs = 1000;
/** Overlap from which track and label are one person; 0.5 is too much where somebody is half out of the picture. */
const minOverlap = 0.3;
/** Distance from the border within which a track begins or ends at it, box heights: a step. */
const borderReach = 0.5;

/**
 * Compares reported entrances and exits with the first and last moments of labeled stays.
 *
 * A report fits a passage within two seconds of it if its track overlaps the person by 0.3 or more in a frame of these
 * seconds. Each report finds at most one passage. Passages in the first or last second of the video need not be
 * reported, and may be.
 */
export function passageAccuracy(
  people: readonly LabeledPerson[],
  findings: PassageFindings,
): Record<PassageKind, PassageAccuracy> {
  return {
    entered: accuracyOf('entered', people, findings),
    left: accuracyOf('left', people, findings),
  };
}

function accuracyOf(
  kind: PassageKind,
  people: readonly LabeledPerson[],
  { tracks, passages, durationMs, frame }: PassageFindings,
): PassageAccuracy {
  const labels = people
    .flatMap((person) => person.stays.map((stay) => ({ person, timeMs: passageMs(kind, stay) })))
    .map((label) => ({ ...label, certain: isCertain(label.timeMs, durationMs) }));
  const tracksById = new Map(tracks.map((track) => [track.id, track]));
  const reports = passages.filter((passage) => passage.kind === kind);
  const costs = labels.map((label) =>
    reports.map((report) =>
      fits(label, report, tracksById.get(report.trackId)) ? Math.abs(report.timeMs - label.timeMs) : Infinity,
    ),
  );
  const pairs = assignMinimumCost(costs);
  const labeled = labels.filter(({ certain }) => certain).length;
  const found = pairs.filter(([label]) => labels[label]!.certain).length;
  const matched = new Set(pairs.map(([, report]) => report));
  const wrong = reports.filter((_, index) => !matched.has(index));
  const falseInside = wrong.filter((report) =>
    isInside(report, tracksById.get(report.trackId), frame),
  ).length;
  return { labeled, found, missed: labeled - found, false: wrong.length, falseInside };
}

function passageMs(kind: PassageKind, stay: Stay): number {
  return (kind === 'entered' ? stay[0]! : stay.at(-1)!).timeMs;
}

function isCertain(timeMs: number, durationMs: number): boolean {
  return timeMs >= uncertainMs && timeMs <= durationMs - uncertainMs;
}

function fits(
  label: { person: LabeledPerson; timeMs: number },
  report: ReportedPassage,
  track: ReportedTrack | undefined,
): boolean {
  if (!track || Math.abs(report.timeMs - label.timeMs) > toleranceMs) return false;
  return track.boxes.some(({ timeMs, box }) => {
    if (Math.abs(timeMs - label.timeMs) > toleranceMs) return false;
    const person = boxAt(label.person, timeMs);
    return person !== null && iou(person, box) >= minOverlap;
  });
}

function isInside(
  { timeMs }: ReportedPassage,
  track: ReportedTrack | undefined,
  frame: PassageFindings['frame'],
): boolean {
  const box = track && nearestBox(track.boxes, timeMs);
  return box !== undefined && distanceToBorder(box, frame) > borderReach * boxHeight(box);
}

function nearestBox(boxes: readonly TimedBox[], timeMs: number): Box | undefined {
  return boxes.toSorted((a, b) => Math.abs(a.timeMs - timeMs) - Math.abs(b.timeMs - timeMs))[0]?.box;
}

function distanceToBorder({ x1, y1, x2, y2 }: Box, { width, height }: PassageFindings['frame']): number {
  return Math.min(x1, y1, width - x2, height - y2);
}
