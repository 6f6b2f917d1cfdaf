#!/usr/bin/env node
import { readFileSync } from 'node:fs';

/**
 * The `sentinel` command: starts the program, or refuses a Node that cannot parse its TypeScript. It is plain JavaScript
 * that every Node parses.
 */

/** `exitCodes.environmentInvalid` of queue-contracts, which an older Node cannot load. */
const environmentInvalid = 79;

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const required = Number.parseInt(engines.node.replace('>=', ''), 10);
const found = process.versions.node;

if (Number.parseInt(found, 10) >= required) {
  await import('../src/main.ts');
} else {
  const advice = 'start it with "npm run sentinel -- ...", or install Node from nodejs.org';
  process.stderr.write(`sentinel: Node ${required} or newer is needed, this is ${found}: ${advice}\n`);
  process.exitCode = environmentInvalid;
}
