import type { AnalysisProgress } from '@deepsentinel/batch-runner';
import { SingleBar } from 'cli-progress';
import { videoClock } from './clock.ts';

/** Display of an analysis's progress. */
export interface ProgressView {
  update(progress: AnalysisProgress): void;
  /** Ends the display; to be called once, whether the analysis succeeded or not. */
  end(): void;
}

/** Makes a progress display: a bar on a terminal, a line for every tenth of the video elsewhere. */
export function progressView(stream: NodeJS.WriteStream): ProgressView {
  return stream.isTTY ? progressBar(stream) : progressLines(stream);
}

function progressBar(stream: NodeJS.WriteStream): ProgressView {
  const bar = new SingleBar({
    stream,
    format: '{bar} {percentage} %  {seen}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    gracefulExit: false,
  });
  bar.start(100, 0, { seen: '' });
  return {
    update: (progress) => bar.update(Math.floor((progress.share ?? 0) * 100), { seen: seenSoFar(progress) }),
    end: () => bar.stop(),
  };
}

/** Makes the display for streams that are no terminal. */
export function progressLines(stream: { write(text: string): unknown }): ProgressView {
  let tenthsShown = -1;
  return {
    update(progress) {
      const tenths = Math.floor(
        progress.share === null ? progress.analyzedToMs / 60_000 : progress.share * 10,
      );
      if (tenths === tenthsShown) return;
      tenthsShown = tenths;
      const percent = progress.share === null ? '' : `${Math.floor(progress.share * 100)} % `;
      stream.write(`${percent}analyzed: ${seenSoFar(progress)}\n`);
    },
    end: () => {},
  };
}

function seenSoFar({ analyzedToMs, tracks, events }: AnalysisProgress): string {
  return `${videoClock(analyzedToMs)} of video, ${counted(tracks, 'person', 'people')}, ${counted(events, 'event')}`;
}

/** Formats a count with its noun: `1 event`, `2 events`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
