import { basename } from 'node:path';
import type { GatingReason, GatingStats } from '@deepsentinel/inference-core';
import { eventTable } from '../results/event-table.ts';
import { trackTable } from '../results/track-table.ts';
import { videoClock } from '../terminal/clock.ts';
import { counted } from '../terminal/progress-view.ts';
import type { AnalysisReport } from './analysis-report.ts';

/** Summarizes a report for people: who, when, what they did, and how the analysis went. */
export function summarize(report: AnalysisReport): string {
  const { video, tracks, events, stats } = report;
  const found = [counted(tracks.length, 'person', 'people'), counted(events.length, 'event')];
  const seconds = (stats.wallMs / 1000).toFixed(1);
  const lines = [`${basename(video.path)}: ${found.join(', ')}`];
  if (tracks.length > 0) lines.push('', trackTable(tracks, events));
  if (events.length > 0) lines.push('', eventTable(events));
  lines.push(
    '',
    `${describeVideo(video)}; ${counted(stats.framesAnalyzed, 'frame')} analyzed in ${seconds} s`,
    ...describeGating(stats.gating),
  );
  return lines.join('\n');
}

/** Tells what was passed over, or why nothing was where that is not obvious. */
function describeGating({ secondsSkipped, secondsDecoded, reason }: GatingStats): string[] {
  if (secondsSkipped === 0 && (reason === null || expected.has(reason))) return [];
  const [passed, decoded] = [secondsSkipped, secondsDecoded].map((length) => videoClock(length * 1000));
  return [`${passed} passed over as empty, ${decoded} decoded${reason ? ` (${reason})` : ''}`];
}

/** Reasons for which somebody who reads the summary has asked, or that cost nothing. */
const expected: ReadonlySet<GatingReason> = new Set(['off', 'every picture is wanted', 'too short']);

function describeVideo({ durationMs, width, height }: AnalysisReport['video']): string {
  const length = durationMs === null ? 'a video of unknown length' : `${videoClock(durationMs)} of video`;
  return `${length}, ${width}x${height}`;
}
