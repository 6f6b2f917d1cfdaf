import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Fails when a tracked file repeats the version of Node and disagrees with `.node-version`, or when a workspace does not
 * say which Node it needs. A repetition that is found nowhere is a failure, too: its pattern would check nothing.
 */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const readText = (file) => readFileSync(join(root, file), 'utf8');
const version = readText('.node-version').trim();
const [major] = version.split('.');
/** Oldest Node that can start the set-up, which brings the other. */
const { engines } = JSON.parse(readText('package.json'));
const startingMajor = engines.node.replace('>=', '');

/** Repetitions of the version: name, files, a pattern whose group is the version, and the expected value. */
const repetitions = [
  ['platform package', /^package\.json$/, /"node-\w+-\w+": "(.+)"/g, [version]],
  ['types of Node', /^package\.json$/, /"@types\/node": "(\d+)/g, [major]],
  ["pnpm's nodeVersion", /^pnpm-workspace\.yaml$/, /^nodeVersion: (.+)$/gm, [version]],
  ['esbuild target', /\.(mjs|ts)$/, /\btarget: 'node([\d.]+)'/g, [major]],
  ['Lambda runtime', /\.ts$/, /'nodejs([\d.]+)\.x'/g, [major]],
  ['base image', /./, /\bnode:([\d.]+)-[a-z]/g, [major]],
  ['workflow', /^\.github\/workflows\//, /\bnode-version(?:-file)?: (.+)$/gm, ['.node-version']],
  ['prose', /^(?!docs\/adr\/|CHANGELOG).*\.md$/, /\bNode(?:\.js)? (\d[\d.]*\d)/g, [major, startingMajor]],
];

function* findings(files) {
  for (const [name, path, pattern, allowed] of repetitions) {
    const found = files
      .filter((file) => path.test(file))
      .flatMap((file) => [...readText(file).matchAll(pattern)].map(([, said]) => ({ file, said })));
    if (found.length === 0) yield `${name}: found in no file`;
    for (const { file, said } of found) {
      if (!allowed.includes(said)) yield `${file}: ${name} is ${said}, expected ${allowed.join(' or ')}`;
    }
  }
  for (const file of files.filter((path) => path.endsWith('/package.json'))) {
    const said = JSON.parse(readText(file)).engines?.node ?? 'missing';
    if (said !== `>=${major}`) yield `${file}: engines.node is ${said}, expected >=${major}`;
  }
}

const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
const found = [...findings(listed.split('\0').filter(Boolean))];
for (const line of found) process.stdout.write(`${line}\n`);
process.stdout.write(`Node ${version}: ${found.length} findings\n`);
process.exitCode = found.length === 0 ? 0 : 1;
