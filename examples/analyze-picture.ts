// Prints who is in a picture: node analyze-picture.ts PICTURE
import { ensureEmbeddedPack } from '@deepsentinel/embedded-pack';
import { analyzePicture, createAnalyzer } from '@deepsentinel/inference-core';
import { openModelPack } from '@deepsentinel/model-pack';

await using analyzer = await createAnalyzer(await openModelPack(await ensureEmbeddedPack()));

const { width, height, persons } = await analyzePicture(process.argv[2]!, analyzer);
console.log(`${width}x${height} pixels, ${persons.length} persons`);
for (const { box, confidence, posture, attributes } of persons) {
  const age = attributes ? `about ${Math.round(attributes.ageYears)} years old` : 'of unknown age';
  console.log(`${posture} at x ${Math.round(box.x1)}, ${age}, confidence ${confidence.toFixed(2)}`);
}
