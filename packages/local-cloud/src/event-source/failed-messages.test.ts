import { expect, test } from '@jest/globals';
import type { SQSBatchResponse } from 'aws-lambda';
import { failedMessages } from './failed-messages.ts';
import { sqsRecord } from './sqs-record.ts';

const records = ['a', 'b'].map((id) => sqsRecord({ MessageId: id }, 'arn:aws:sqs:us-east-1:000000000000:q'));

function reporting(...ids: unknown[]): SQSBatchResponse {
  return { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier: itemIdentifier as string })) };
}

test.each<[string, SQSBatchResponse | null | undefined, string[]]>([
  ['nothing returned: all succeeded', undefined, []],
  ['null returned: all succeeded', null, []],
  ['an object without the list: all succeeded', {} as SQSBatchResponse, []],
  ['an empty list: all succeeded', reporting(), []],
  ['one identifier: that one failed', reporting('b'), ['b']],
  ['an identifier twice: that one failed', reporting('a', 'a'), ['a']],
  ['an empty identifier: all failed', reporting(''), ['a', 'b']],
  ['an identifier of null: all failed', reporting(null), ['a', 'b']],
  ['an entry with another key: all failed', { batchItemFailures: [{ id: 'a' }] } as never, ['a', 'b']],
  ['an unknown identifier beside a known one: all failed', reporting('a', 'c'), ['a', 'b']],
])('%s', (_rule, response, expected) => {
  expect([...failedMessages(response, records)]).toEqual(expected);
});
