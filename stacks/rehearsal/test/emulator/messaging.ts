import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Clients, Create } from './emulator.ts';

async function setAttributes(
  { sqs }: Clients,
  url: string,
  attributes: Record<string, string>,
): Promise<void> {
  // The emulator's own URL of the queue of that name.
  const endpoint = await sqs.config.endpoint!();
  const { pathname } = new URL(url);
  const QueueUrl = `${endpoint.protocol}//${endpoint.hostname}:${endpoint.port}${pathname}`;
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: attributes }));
}

const asText = (document: unknown): string =>
  typeof document === 'string' ? document : JSON.stringify(document);

export const messagingCreators: Readonly<Record<string, Create>> = {
  'aws:sqs/queue:Queue': ({ name, inputs }, { sqs }) => {
    const attributes = {
      VisibilityTimeout: inputs['visibilityTimeoutSeconds'],
      MessageRetentionPeriod: inputs['messageRetentionSeconds'],
      ReceiveMessageWaitTimeSeconds: inputs['receiveWaitTimeSeconds'],
      SqsManagedSseEnabled: inputs['sqsManagedSseEnabled'],
      RedrivePolicy: inputs['redrivePolicy'],
    };
    const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
    const Attributes = Object.fromEntries(given.map(([key, value]) => [key, String(value)]));
    return sqs.send(new CreateQueueCommand({ QueueName: name, Attributes, tags: inputs['tags'] }));
  },
  'aws:sqs/queuePolicy:QueuePolicy': ({ inputs }, clients) =>
    setAttributes(clients, inputs['queueUrl'], { Policy: asText(inputs['policy']) }),
  'aws:sqs/redriveAllowPolicy:RedriveAllowPolicy': ({ inputs }, clients) =>
    setAttributes(clients, inputs['queueUrl'], { RedriveAllowPolicy: asText(inputs['redriveAllowPolicy']) }),
  'aws:cloudwatch/eventRule:EventRule': ({ name, inputs }, { events }) =>
    events.send(
      new PutRuleCommand({
        Name: name,
        EventPattern: inputs['eventPattern'],
        ScheduleExpression: inputs['scheduleExpression'],
      }),
    ),
  'aws:cloudwatch/eventTarget:EventTarget': async ({ name, inputs }, { events }) => {
    const answer = await events.send(
      new PutTargetsCommand({
        Rule: inputs['rule'],
        Targets: [
          {
            Id: name,
            Arn: inputs['arn'],
            DeadLetterConfig: { Arn: inputs['deadLetterConfig'].arn },
            RetryPolicy: inputs['retryPolicy'],
          },
        ],
      }),
    );
    if (answer.FailedEntryCount) throw new Error(JSON.stringify(answer.FailedEntries));
  },
};
