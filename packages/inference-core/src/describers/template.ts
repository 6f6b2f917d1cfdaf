import type { EventType } from '../event.ts';
import type { PersonAttributes } from '../track.ts';
import type { DescribedSubject, Describer } from './describer.ts';

type Evidence = DescribedSubject['event']['evidence'];

const predicates: Readonly<Record<EventType, (evidence: Evidence, duration: string) => string>> = {
  entered: ({ edge }) => (edge === 'inside' ? 'comes into view' : `comes into view from the ${edge}`),
  left: ({ edge }) => (edge === 'inside' ? 'goes out of view' : `goes out of view at the ${edge}`),
  walking: ({ direction }, duration) =>
    `walks ${direction ? `${heading(String(direction))} ` : ''}for ${duration}`,
  standing: (_evidence, duration) => `stands for ${duration}`,
  sitting: (_evidence, duration) => `sits for ${duration}`,
  collapse: ({ downSeconds }) => `collapses and stays down for at least ${seconds(Number(downSeconds))}`,
};

/** Describes by a fixed sentence for each type of event: says what the rules measured and no more. */
export const templateDescriber: Describer = {
  name: 'template',
  describe: async ({ event, track }) => {
    const duration = seconds((event.endMs - event.startMs) / 1000);
    return `${capitalised(nounPhrase(track.attributes))} ${predicates[event.type](event.evidence, duration)}.`;
  },
};

function nounPhrase({ gender, ageBand }: PersonAttributes): string {
  const noun = { male: 'a man', female: 'a woman', unknown: 'a person' }[gender];
  return ageBand ? `${noun} of about ${ageBand.minYears} to ${ageBand.maxYears}` : noun;
}

function heading(direction: string): string {
  return direction === 'left' || direction === 'right' ? `to the ${direction}` : direction;
}

function seconds(value: number): string {
  const whole = Math.max(1, Math.round(value));
  return whole === 1 ? '1 second' : `${whole} seconds`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
