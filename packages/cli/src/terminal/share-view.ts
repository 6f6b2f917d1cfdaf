import { SingleBar } from 'cli-progress';

/** Display of the share of a task that is done. */
export interface ShareView {
  /**
   * Shows progress.
   *
   * @param share 0..1
   */
  update(share: number, state: string): void;
  end(): void;
}

/** Makes a display: a bar on a terminal; elsewhere a line for every tenth and every change of state. */
export function shareView(stream: NodeJS.WriteStream): ShareView {
  return stream.isTTY ? shareBar(stream) : shareLines(stream);
}

function shareBar(stream: NodeJS.WriteStream): ShareView {
  const bar = new SingleBar({
    stream,
    format: '{bar} {percentage} %  {state}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    gracefulExit: false,
  });
  bar.start(100, 0, { state: '' });
  return {
    update: (share, state) => bar.update(Math.floor(share * 100), { state }),
    end: () => bar.stop(),
  };
}

/** Makes the display for streams that are no terminal. */
export function shareLines(stream: { write(text: string): unknown }): ShareView {
  let shown = '';
  return {
    update(share, state) {
      const line = `${state} ${10 * Math.floor(share * 10)} %\n`;
      if (line === shown) return;
      shown = line;
      stream.write(line);
    },
    end: () => {},
  };
}
