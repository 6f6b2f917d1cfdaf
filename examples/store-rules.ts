// Tells the analysis what the camera sees of a store, and adds a rule of one's own: node store-rules.ts VIDEO
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import * as core from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';

const exit = {
  name: 'the door',
  kind: 'exit',
  polygon: [
    [0.8, 0],
    [1, 0],
    [1, 1],
    [0.8, 1],
  ],
};
const store = core.contextOfCamera(
  core.storeConfigurationSchema.parse({
    id: 'gangnam',
    name: 'Gangnam',
    timeZone: 'Asia/Seoul',
    limits: { loiteringSeconds: 2 },
    cameras: [{ id: 'door', name: 'Door', zones: [exit] }],
  }),
  'door',
  null,
);

/** Somebody crosses the picture from its left half to its right one. */
const crossing = core.defineRule({
  name: 'anomaly-crossing',
  type: 'anomaly',
  initial: { leftSinceMs: null as number | null },
  activeSinceMs: ({ leftSinceMs }) => leftSinceMs,
  observe({ leftSinceMs }, { timeMs, person: { box, confidence }, frame }) {
    const isLeft = box.x1 + box.x2 < frame.width;
    if (isLeft) return { state: { leftSinceMs: leftSinceMs ?? timeMs } };
    if (leftSinceMs === null) return { state: { leftSinceMs } };
    const event = { startMs: leftSinceMs, endMs: timeMs, confidence, evidence: { reason: 'crossing' } };
    return { state: { leftSinceMs: null }, event };
  },
  sentence: ({ who }) => `${who} crosses the middle of the picture`,
});

const rules = [...core.standardRules, crossing];
for (const rule of core.rulesOff(store, rules)) console.log(`off: ${rule}`);
await using analyzer = await core.createAnalyzer(await openModelPack(await ensureEmbeddedPack()));
for await (const { events } of core.analyzeVideo(process.argv[2]!, analyzer, { store, rules })) {
  for (const { eventId, description } of events) console.log(`${eventId}: ${description}`);
}
