import { assignMinimumCost, type EventType } from '@deepsentinel/inference-core';
import type { EventsByVideo, TimedEvent } from './event-labels.ts';

/** Recall and false alarms of one type of event, over all labeled videos. */
export interface EventRecall {
  readonly type: EventType;
  readonly labels: number;
  /** Labels that were found. */
  readonly found: number;
  /** Share of the labels that were found, 0..1. */
  readonly recall: number;
  /** Median difference between the starts of found labels and their reports, milliseconds; null when none was found. */
  readonly startErrorMs: number | null;
  /** The same for the ends. */
  readonly endErrorMs: number | null;
  readonly reports: number;
  /** Reports that fit no label. A second report that fits the same label is not counted, though it finds nothing more. */
  readonly falseAlarms: number;
}

/** Time by which a report may miss the labeled interval in a long video, milliseconds. */
const maxToleranceMs = 2000;
/**
 * Tolerance as a share of the video. In a clip of four seconds a report at any time is within two seconds of most
 * labels; so the tolerance before and after a label together never cover more than a fifth of the clip.
 */
const toleranceShare = 0.1;

/**
 * Compares reported events with the labeled ones, for each type that the labels name.
 *
 * A report fits a label of its type in its video if the two overlap or the report starts within the tolerance of the
 * labeled interval: 2 s, or a tenth of the video where that is less. Each report finds at most one label; as many labels are found as that allows, by
 * reports that start as near as possible. Every labeled
 * video counts as completely labeled for all types that are labeled in any.
 *
 * @param reports reports of every labeled video, an empty list where nothing was reported; other videos are not
 *   evaluated
 * @param durationsMs duration of each labeled video, milliseconds; a video that is not named counts as long
 * @returns figures in alphabetical order of the types
 * @throws {Error} a labeled video has no list of reports
 */
export function eventRecall(
  labels: EventsByVideo,
  reports: EventsByVideo,
  durationsMs: ReadonlyMap<string, number> = new Map(),
): EventRecall[] {
  const missing = [...labels.keys()].find((video) => !reports.has(video));
  if (missing !== undefined) throw new Error(`Video "${missing}" is labeled but was not analyzed`);
  const types = new Set([...labels.values()].flat().map(({ type }) => type));
  return [...types].sort().map((type) => {
    const videos = [...labels].map(([video, events]) => ({
      labeled: events.filter((event) => event.type === type),
      reported: reports.get(video)!.filter((event) => event.type === type),
      toleranceMs: Math.min(maxToleranceMs, toleranceShare * (durationsMs.get(video) ?? Infinity)),
    }));
    return scoreType(type, videos);
  });
}

interface EvaluatedVideo {
  readonly labeled: readonly TimedEvent[];
  readonly reported: readonly TimedEvent[];
  readonly toleranceMs: number;
}

function scoreType(type: EventType, videos: readonly EvaluatedVideo[]): EventRecall {
  const labels = sum(videos, ({ labeled }) => labeled.length);
  const found = videos.flatMap(matchReports);
  return {
    type,
    labels,
    found: found.length,
    recall: found.length / labels,
    startErrorMs: median(found.map(({ label, report }) => Math.abs(report.startMs - label.startMs))),
    endErrorMs: median(found.map(({ label, report }) => Math.abs(report.endMs - label.endMs))),
    reports: sum(videos, ({ reported }) => reported.length),
    falseAlarms: sum(videos, countFalseAlarms),
  };
}

function matchReports({ labeled, reported, toleranceMs }: EvaluatedVideo) {
  const costs = labeled.map((label) =>
    reported.map((report) =>
      fits(report, label, toleranceMs) ? Math.abs(report.startMs - label.startMs) : Infinity,
    ),
  );
  return assignMinimumCost(costs).map(([row, column]) => ({
    label: labeled[row]!,
    report: reported[column]!,
  }));
}

function countFalseAlarms({ labeled, reported, toleranceMs }: EvaluatedVideo): number {
  return reported.filter((report) => !labeled.some((label) => fits(report, label, toleranceMs))).length;
}

function fits(report: TimedEvent, label: TimedEvent, toleranceMs: number): boolean {
  const overlaps = report.startMs <= label.endMs && report.endMs >= label.startMs;
  const startsClose =
    report.startMs >= label.startMs - toleranceMs && report.startMs <= label.endMs + toleranceMs;
  return overlaps || startsClose;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
