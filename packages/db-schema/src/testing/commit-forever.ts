import { openDatabase } from '../open-database.ts';
import { commitChunk } from '../queries/chunks.ts';
import { chunk, chunkEvent, startRun } from './factories.ts';

/** Commits chunks to the embedded database named by the first argument until it is killed: prints the run, then each index. */
const { db } = await openDatabase(process.argv[2]!);
const lease = await startRun(db);
console.log(lease.runId);
for (let index = 0; ; index++) {
  const events = [chunkEvent({ eventId: `walking-1-${index}` })];
  await commitChunk(db, lease, chunk({ index, events, checkpoint: { nextChunkIndex: index + 1 } }));
  console.log(index + 1);
}
