import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Fails when a file that is, or is about to be, in the repository holds a credential, a path of the machine it was
 * written on, or the host of a package registry (read from this machine's own settings), and when a Markdown file
 * has a padded or wide table, or a link to a file or heading that does not exist, or README.md is too long.
 */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function run(command, ...args) {
  return execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** Lists the hosts of the npm registry and the apt archives that this machine uses. */
function registryHosts() {
  const registry = run('npm', 'config', 'get', 'registry');
  const folder = '/etc/apt/sources.list.d';
  const sources = existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : [];
  const texts = [registry, ...['/etc/apt/sources.list', ...sources].filter(existsSync).map(readText)];
  const urls = texts.flatMap((text) => text.match(/https?:\/\/\S+/g) ?? []);
  return [...new Set(urls.map((url) => new URL(url).host))];
}

function readText(file) {
  return readFileSync(file, 'utf8');
}

const literal = (text) => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

/** Patterns that no line may match, by the name that a report gives them. */
function forbiddenPatterns() {
  return [
    ['private key', /-{5}BEGIN [A-Z ]*PRIVATE KEY-{5}/],
    ['AWS access key', /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
    ['access token', /\b(npm_\w{36}|gh[pousr]_\w{36}|_authToken=[\w-])/],
    ['password in an address', /\bhttps?:\/\/[^\s/:@]+:[^\s/:@$]+@/],
    ['machine path', /(?<![\w.~-])\/(work|root|Users)\/\w/],
    ['home directory', literal(`${homedir()}/`)],
    ...registryHosts().map((host) => ['registry host', literal(host)]),
  ];
}

/** Lines of README.md, which fit on two screens. */
const maxReadmeLines = 80;

/** Characters of a table row, so that tables can be read in a terminal. */
const maxTableRow = 120;

/** Patterns of tables that no Markdown line may match, by the name that a report gives them. */
const tablePatterns = [
  ['padded table', /^\|.*( {2}\||-{4}.*\|)/],
  [`table row over ${maxTableRow} characters: make it a list`, new RegExp(`^\\|.{${maxTableRow}}`)],
];

function findings(file, patterns) {
  const lines = readText(join(root, file)).trimEnd().split('\n');
  const applied = file.endsWith('.md') ? [...patterns, ...tablePatterns] : patterns;
  const found = lines.flatMap((line, index) =>
    applied.filter(([, pattern]) => pattern.test(line)).map(([name]) => `${file}:${index + 1}: ${name}`),
  );
  const isTooLong = file === 'README.md' && lines.length > maxReadmeLines;
  if (isTooLong) found.push(`${file}:${lines.length}: more than ${maxReadmeLines} lines`);
  return file.endsWith('.md') ? [...found, ...deadLinks(file, lines)] : found;
}

/** Links to files of the repository that do not exist, or to a heading that the file does not have. */
function deadLinks(file, lines) {
  return lines.flatMap((line, index) =>
    [...line.matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
      .filter(([, path, anchor]) => !exists(path === '' ? file : join(dirname(file), path), anchor))
      .map(([link]) => `${file}:${index + 1}: dead link ${link.slice(1)}`),
  );
}

function exists(page, anchor) {
  const path = join(root, page);
  return existsSync(path) && (anchor === undefined || headings(path).includes(anchor));
}

/** The anchors that GitHub gives to the headings of a page. */
function headings(page) {
  return [...readText(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

const listed = run('git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard');
const files = listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
const patterns = forbiddenPatterns();
const found = files.flatMap((file) => findings(file, patterns));
for (const line of found) process.stdout.write(`${line}\n`);
process.stdout.write(`${files.length} files, ${found.length} findings\n`);
process.exitCode = found.length === 0 ? 0 : 1;
