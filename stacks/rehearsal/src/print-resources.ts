import { environments, rehearseStacks } from './rehearse-stacks.ts';
import { resourceTable } from './resource-table.ts';

const [dev, staging, prod] = await Promise.all(
  environments.map((environment) => rehearseStacks(environment)),
);
process.stdout.write(`# What each stack registers

Counted by \`npx turbo run bundle && npm run --silent resources >docs/resources.md\`, which runs the programs against an
engine of our own; a test keeps this page current.

${resourceTable({ dev: dev!, staging: staging!, prod: prod! })}`);
