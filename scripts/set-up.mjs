import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Brings a fresh clone to the point where everything runs: dependencies (Node 24 among them) and ffmpeg.
 * Runs before `npm test`, `npm run demo` and `npm run sentinel`, on any Node >= 20, so it is plain JavaScript that
 * imports nothing from outside Node. Says nothing when there is nothing to do.
 */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.set-up-stamp');
/** The first Node that strips types from `.ts` files without being asked. */
const minimumNode = [22, 18];

const say = (line) => process.stderr.write(`set-up: ${line}\n`);

/** Ends the set-up with a reason that tells what to do. */
function giveUp(reason) {
  say(reason);
  process.exit(1);
}

/** Runs a command in the clone; keeps its output for the case that it fails. */
function attempt(command, args, environment = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [result.stdout, result.stderr, result.error?.message].filter(Boolean).join('\n').trim();
  return { ok: result.status === 0, output };
}

/** Runs a command that must succeed; on failure prints everything it said and ends the set-up. */
function mustRun(command, args, environment) {
  const { ok, output } = attempt(command, args, environment);
  if (!ok) {
    process.stderr.write(`${output}\n`);
    giveUp(`failed: ${command} ${args.join(' ')}`);
  }
}

/** The workspace's manifests: all that an installation depends on. */
function installationInputs() {
  const folders = ['packages', 'testing', 'stacks', 'images'];
  const packages = folders.flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name, 'package.json')),
  );
  const manifests = ['package.json', 'bench/package.json', ...packages];
  return ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]
    .map((file) => join(root, file))
    .filter((file) => existsSync(file));
}

/** Hash of the lockfile and manifests, the platform and the clone's place (pnpm's links are absolute in parts). */
function installationStamp() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${root}\n`);
  for (const file of installationInputs()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

function installDependencies() {
  const stamp = installationStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  rmSync(stampFile, { force: true });
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  say(`installing dependencies with ${packageManager}, which takes about a minute the first time`);
  const install = ['install', '--frozen-lockfile', '--prefer-offline'];
  // CI=true keeps pnpm from asking questions that nobody would see.
  mustRun('npx', ['--yes', packageManager, ...install], { CI: 'true' });
  writeFileSync(stampFile, stamp);
}

/** The `node` that the scripts of package.json find: the platform package where there is one, else the machine's own. */
function checkNode() {
  const { ok, output } = attempt('node', ['--version'], {
    PATH: `${join(modules, '.bin')}:${process.env.PATH}`,
  });
  const [major = 0, minor = 0] = output.replace(/^v/, '').split('.').map(Number);
  const [minimumMajor, minimumMinor] = minimumNode;
  if (ok && (major > minimumMajor || (major === minimumMajor && minor >= minimumMinor))) return;
  const found = ok ? `found ${output}` : 'found none that starts';
  giveUp(`Node 24 is needed on ${process.platform}-${process.arch} (${found}): install it from nodejs.org`);
}

const hasFfmpeg = () => ['ffmpeg', 'ffprobe'].every((command) => attempt(command, ['-version']).ok);
const isOnPath = (command) => attempt('sh', ['-c', `command -v ${command}`]).ok;

function ffmpegAdvice() {
  if (process.platform === 'darwin') return 'brew install ffmpeg';
  if (isOnPath('apt-get')) return 'sudo apt-get install ffmpeg';
  if (isOnPath('dnf')) return 'sudo dnf install ffmpeg-free';
  return 'see ffmpeg.org/download.html';
}

function installFfmpeg() {
  if (hasFfmpeg()) return;
  const mayInstall = process.getuid?.() === 0 && isOnPath('apt-get');
  if (!mayInstall) giveUp(`ffmpeg and ffprobe are missing; install them and try again: ${ffmpegAdvice()}`);
  say('installing ffmpeg with apt-get');
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  // A source that cannot be refreshed does not matter as long as the installation finds the package.
  attempt('apt-get', ['update'], environment);
  mustRun('apt-get', ['install', '-y', '--no-install-recommends', 'ffmpeg'], environment);
}

installDependencies();
checkNode();
installFfmpeg();
