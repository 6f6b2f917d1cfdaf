/** What a process did after it had loaded its models. */
export interface Work {
  readonly frames: number;
  /** Processor time and time that loading the models took, seconds. */
  readonly loadCpuSeconds: number;
  readonly loadSeconds: number;
}

/** Does the work that is to be measured and prints as JSON how much it was, and what came before. */
export async function reportWork(analyzeFrames: () => Promise<number>): Promise<void> {
  const { user, system } = process.cpuUsage();
  const loadSeconds = performance.now() / 1000;
  const frames = await analyzeFrames();
  const work: Work = { frames, loadCpuSeconds: (user + system) / 1e6, loadSeconds };
  console.log(JSON.stringify(work));
}
