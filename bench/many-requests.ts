import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openDatabase } from '@deepsentinel/db-schema';
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { startLocalCloud } from '@deepsentinel/local-cloud';

/**
 * Checks that no request gets lost under load: many uploads of a one-second clip, every hundredth of them broken,
 * through the whole local cloud with two slots. Prints the outcomes, and how much memory the process with dispatcher,
 * queues and Batch gained.
 *
 *     npm run bench:requests -- [REQUESTS]
 */
const requests = Number(process.argv[2] ?? 1000);

const directory = await mkdtemp(join(tmpdir(), 'bench-requests-'));
try {
  await run();
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function run(): Promise<void> {
  await using cloud = await startLocalCloud({
    directory,
    models: { directory: await ensureEmbeddedPack(), acceptedLicenses: ['MIT'] },
    runner: {
      command: process.execPath,
      args: [fileURLToPath(import.meta.resolve('@deepsentinel/batch-runner/main'))],
    },
    capacity: { vcpus: 2, memoryMiB: 8192 },
    log: { info: () => {}, error: () => {}, count: () => {} },
  });
  const { environment, rawVideosBucket: Bucket, tiers, databaseUrl } = cloud.deployment;
  Object.assign(process.env, environment);
  const s3 = new S3Client();
  const clip = await oneSecondClip();
  for (let index = 0; index < requests; index++) {
    const Key = `${tiers.lite.uploadPrefix}videos/${index}/clip.mp4`;
    await s3.send(
      new PutObjectCommand({ Bucket, Key, Body: index % 100 === 99 ? Buffer.from('broken') : clip }),
    );
  }
  s3.destroy();
  await using database = await openDatabase(databaseUrl);
  const heapAfterUploads = heapMebibytes();
  const startedAt = performance.now();
  const counts = async () => {
    const rows = await database.db
      .selectFrom('videos')
      .select((video) => ['status', video.fn.countAll<string>().as('count')])
      .groupBy('status')
      .execute();
    return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
  };
  for (;;) {
    const { completed = 0, failed = 0 } = await counts();
    if (completed + failed === requests) break;
    await sleep(2000);
  }
  const minutes = (performance.now() - startedAt) / 60_000;
  const { length: runs } = await database.db.selectFrom('analysis_runs').select('id').execute();
  console.log(
    `${requests} requests: ${JSON.stringify(await counts())}, ${runs} runs, ${minutes.toFixed(1)} min`,
  );
  console.log(
    `heap of the cloud's process: ${heapAfterUploads} MiB after the uploads, ${heapMebibytes()} MiB at the end`,
  );
}

function heapMebibytes(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 2 ** 20);
}

async function oneSecondClip(): Promise<Buffer> {
  const path = join(directory, 'clip.mp4');
  const source = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=10:duration=1'];
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...source, '-c:v', 'mpeg4', path]);
  return await readFile(path);
}
