import { type DeadLetter, deleteDeadLetter, receiveDeadLetters } from '@deepsentinel/intake';
import { type Tier, tiers } from '@deepsentinel/queue-contracts';
import { type Command, Option } from 'commander';
import { type Cloud, connectCloud } from '../cloud/deployment.ts';
import { redrive } from '../cloud/redrive.ts';
import { InputError } from '../errors.ts';
import { wallClock } from '../terminal/clock.ts';
import { counted } from '../terminal/progress-view.ts';
import { type Column, renderTable } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { deploymentOption } from './cloud-options.ts';

/** Seconds after which messages that were only looked at are back in the queue. */
const lookSeconds = 5;
/** Seconds to deal with a message that is taken out of the queue. */
const takeSeconds = 60;

interface DlqOptions {
  readonly tier?: Tier;
  readonly json?: true;
  readonly deployment?: string;
}

type TierDeadLetter = DeadLetter & { readonly tier: Tier };

/** Adds `sentinel dlq`, which shows failed requests, tries them again or deletes them. */
export function addDlqCommand(program: Command, terminal: Terminal): void {
  const dlq = program
    .command('dlq')
    .description('List, show, redrive or purge failed requests (the dead-letter queues)');
  const subcommand = (usage: string, description: string) =>
    dlq
      .command(usage)
      .description(description)
      .addOption(new Option('--tier <tier>', 'of this tier only').choices(tiers))
      .addOption(deploymentOption());

  subcommand('list', 'List failed requests with their reasons')
    .option('--json', 'print JSON instead of a table')
    .action(async ({ json, ...options }: DlqOptions) => {
      using cloud = connectCloud(options.deployment);
      const deadLetters = await Array.fromAsync(receiveFromTiers(cloud, options, lookSeconds));
      if (json) terminal.print(JSON.stringify(deadLetters, null, 2));
      else terminal.print(deadLetters.length > 0 ? renderTable(columns, deadLetters) : 'no dead letters');
    });

  subcommand('show <message-id>', 'Print everything known about a failed request').action(
    async (messageId: string, options: DlqOptions) => {
      using cloud = connectCloud(options.deployment);
      const deadLetters = await Array.fromAsync(receiveFromTiers(cloud, options, lookSeconds));
      const deadLetter = deadLetters.find((candidate) => candidate.messageId.startsWith(messageId));
      if (!deadLetter) throw new InputError(`${messageId}: no such dead letter`);
      const { receiptHandle, ...shown } = deadLetter;
      terminal.print(JSON.stringify(shown, null, 2));
    },
  );

  subcommand('redrive [message-id]', 'Try failed requests again: all, or one').action(
    async (messageId: string | undefined, options: DlqOptions) => {
      using cloud = connectCloud(options.deployment);
      // All are received before the first is redriven: one that fails again at once would be received, and redriven, again.
      const chosen = await choose(messageId, options, cloud);
      for (const deadLetter of chosen) await redrive(deadLetter, deadLetter.tier, cloud);
      terminal.print(`redriven: ${counted(chosen.length, 'request')}`);
    },
  );

  subcommand('purge [message-id]', 'Delete failed requests: all, or one').action(
    async (messageId: string | undefined, options: DlqOptions) => {
      using cloud = connectCloud(options.deployment);
      const chosen = await choose(messageId, options, cloud);
      for (const deadLetter of chosen) {
        const { deadLetterQueueUrl } = cloud.deployment.tiers[deadLetter.tier];
        await deleteDeadLetter(cloud.sqs, deadLetterQueueUrl, deadLetter);
      }
      terminal.print(`purged: ${counted(chosen.length, 'request')}`);
    },
  );
}

/**
 * Takes dead letters out of their queues: those whose id begins like this, or all.
 *
 * @throws {InputError} no id begins like this
 */
async function choose(
  messageId: string | undefined,
  options: DlqOptions,
  cloud: Cloud,
): Promise<TierDeadLetter[]> {
  const received = await Array.fromAsync(receiveFromTiers(cloud, options, takeSeconds));
  const chosen = received.filter((deadLetter) => deadLetter.messageId.startsWith(messageId ?? ''));
  if (messageId !== undefined && chosen.length === 0)
    throw new InputError(`${messageId}: no such dead letter`);
  return chosen;
}

async function* receiveFromTiers(
  cloud: Cloud,
  { tier }: DlqOptions,
  seconds: number,
): AsyncGenerator<TierDeadLetter> {
  for (const each of tier ? [tier] : tiers) {
    const { deadLetterQueueUrl } = cloud.deployment.tiers[each];
    for await (const deadLetter of receiveDeadLetters(cloud.sqs, deadLetterQueueUrl, seconds)) {
      yield { ...deadLetter, tier: each };
    }
  }
}

const columns: readonly Column<TierDeadLetter>[] = [
  { heading: 'Message', cell: ({ messageId }) => messageId.slice(0, 8) },
  { heading: 'Since', cell: ({ sentAt }) => wallClock(sentAt) },
  { heading: 'Tier', cell: ({ tier }) => tier },
  { heading: 'Reason', cell: ({ attributes }) => attributes.reason ?? 'received too often' },
  { heading: 'Detail', cell: ({ attributes, body }) => attributes.detail ?? body.slice(0, 100) },
];
