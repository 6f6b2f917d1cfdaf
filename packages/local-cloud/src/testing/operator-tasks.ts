import { DescribeJobsCommand, ListJobsCommand } from '@aws-sdk/client-batch';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { listEvents } from '@deepsentinel/db-schema';
import { deleteDeadLetter, receiveDeadLetters } from '@deepsentinel/intake';
import { tiers } from '@deepsentinel/queue-contracts';
import { sdkClients } from '../sdk-clients.ts';
import type { CloudFixture } from './cloud-fixture.ts';

/** Does what the operator's commands do after uploads: reads and removes dead letters, looks at jobs, fetches a picture. */
export async function actAsOperator({ cloud, db }: CloudFixture): Promise<void> {
  const { deployment } = cloud;
  using clients = sdkClients(deployment, 'operator');
  const { s3, sqs, batch } = clients;
  for (const tier of tiers) {
    const { deadLetterQueueUrl, jobQueue } = deployment.tiers[tier];
    for await (const letter of receiveDeadLetters(sqs, deadLetterQueueUrl, 30)) {
      await deleteDeadLetter(sqs, deadLetterQueueUrl, letter);
    }
    const filters = [{ name: 'AFTER_CREATED_AT', values: ['0'] }];
    const { jobSummaryList = [] } = await batch.send(new ListJobsCommand({ jobQueue, filters }));
    const jobs = jobSummaryList.map(({ jobId }) => jobId!);
    await batch.send(new DescribeJobsCommand({ jobs }));
  }
  const events = await listEvents(db, { limit: 100 });
  const [Key] = events.flatMap(({ thumbnailKey }) => thumbnailKey ?? []);
  await s3.send(new GetObjectCommand({ Bucket: deployment.resultsBucket, Key }));
}
