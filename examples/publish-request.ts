// Requests an analysis of a video in S3: node publish-request.ts QUEUE_URL BUCKET KEY
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const [, , QueueUrl, bucket, key] = process.argv;

/** One analysis of one object; without `videoId`, the video gets an id of its own. */
const request = {
  source: { bucket, key },
  tier: 'basic',
  requestedAt: new Date().toISOString(),
};

// Region, credentials and, for a local cloud, AWS_ENDPOINT_URL_SQS come from the environment.
const sqs = new SQSClient();
const { MessageId } = await sqs.send(
  new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(request) }),
);
console.log(`requested: message ${MessageId}`);
