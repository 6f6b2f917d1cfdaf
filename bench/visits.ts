import { addDayOfRecordings, type FreshDatabase, freshDatabase } from '@deepsentinel/db-schema/testing';
import { loadHeatMap, loadOccupancy, loadVisits } from '@deepsentinel/results-api';

/**
 * Measures how much processor time reading visits takes, that of the embedded database included, and how much memory, while
 * the database grows by days of one camera: a recording each five minutes, with 12 people, 40 points of their paths and 3
 * events each.
 *
 *     npm run bench:visits -- [DAYS...]
 */
const sizes = process.argv.slice(2).map(Number);
const days = sizes.length > 0 ? sizes : [1, 4, 16];
const cameraId = 'aisle';
const start = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;

type Plugin = Parameters<FreshDatabase['db']['withPlugin']>[0];

/** Watches the heap at every tenth query, after a collection of garbage. */
class HeapWatch implements Plugin {
  #before = 0;
  #peak = 0;
  #queries = 0;
  #isOn = false;

  start(): void {
    this.#before = this.#live();
    this.#peak = this.#before;
    this.#isOn = true;
  }

  /** @returns growth since the start, MiB */
  stop(): number {
    this.#isOn = false;
    return (this.#peak - this.#before) / 2 ** 20;
  }

  transformQuery: Plugin['transformQuery'] = ({ node }) => node;

  transformResult: Plugin['transformResult'] = async ({ result }) => {
    if (this.#isOn && this.#queries++ % 10 === 0) this.#peak = Math.max(this.#peak, this.#live());
    return result;
  };

  #live(): number {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  }
}

const watch = new HeapWatch();
await using database = await freshDatabase();
const db = database.db.withPlugin(watch);
let filled = 0;
for (const size of days) {
  for (; filled < size; filled += 1) await addDayOfRecordings(db, { cameraId, start, day: filled });
  await report(size);
}

async function report(size: number): Promise<void> {
  const lastDay = new Date(start + (size - 1) * dayMs);
  const noon = new Date(lastDay.getTime() + dayMs / 2);
  const places = { cameraId, from: lastDay, to: noon };
  const rows: Readonly<Record<string, () => Promise<number>>> = {
    'first page of 100': async () => (await loadVisits(db, { cameraId, limit: 100 })).visits.length,
    'page of 100 in the middle': async () =>
      (await loadVisits(db, { cameraId, from: new Date(start + (size * dayMs) / 2), limit: 100 })).visits
        .length,
    'all visits of half a day, in pages': async () => await readPages(places),
    'occupancy of half a day': async () =>
      (await loadOccupancy(db, { ...places, stepMs: 900_000 }))[0]!.steps.length,
    'heat map of half a day': async () => (await loadHeatMap(db, places))!.videos,
  };
  const points = size * 288 * 12 * 40;
  console.log(`\n${size} days, ${points} points of paths`);
  for (const [name, read] of Object.entries(rows)) console.log(`  ${name}: ${await measure(read)}`);
}

async function readPages(places: object): Promise<number> {
  let read = 0;
  let cursor: string | undefined;
  do {
    const { visits, next } = await loadVisits(db, { ...places, limit: 100, cursor });
    read += visits.length;
    cursor = next ?? undefined;
  } while (cursor);
  return read;
}

/** Runs a reading twice, the first time to warm up, and looks at the live heap after each query. */
async function measure(read: () => Promise<number>): Promise<string> {
  await read();
  const before = process.cpuUsage();
  const count = await read();
  const { user, system } = process.cpuUsage(before);
  const ms = Math.round((user + system) / 1000);
  watch.start();
  await read();
  return `${count} in ${ms} ms of CPU, ${watch.stop().toFixed(1)} MiB of heap at most`;
}
