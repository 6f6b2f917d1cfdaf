import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Brings a fresh clone to the point where everything runs: dependencies (the Node of `.node-version` among them, where
 * there is a platform package) and ffmpeg. Runs before `npm test`, `npm run demo` and `npm run sentinel`, on any Node that
 * the root's `engines` admit, so it is plain JavaScript that imports nothing from outside Node. Says nothing when there is
 * nothing to do.
 */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.set-up-stamp');
const platform = `${process.platform}-${process.arch}`;
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const requiredMajor = majorOf(readFileSync(join(root, '.node-version'), 'utf8'));

/** Reads the major number of a version or range: 24 of `v24.21.0` and of `>=24`; 0 where there is none. */
function majorOf(version) {
  return Number(/\d+/.exec(version)?.[0] ?? 0);
}

const say = (line) => process.stderr.write(`set-up: ${line}\n`);

/** Ends the set-up with a reason and a remedy. */
function giveUp(reason) {
  say(reason);
  process.exit(1);
}

/** Runs a command in the clone and keeps its output for the case that it fails. */
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

/** Runs a command that must succeed; on failure prints its output and ends the set-up. */
function mustRun(command, args, environment) {
  const { ok, output } = attempt(command, args, environment);
  if (!ok) {
    process.stderr.write(`${output}\n`);
    giveUp(`failed: ${command} ${args.join(' ')}`);
  }
}

/** Lists the files that an installation depends on: lockfile and manifests of the workspace. */
function installationInputs() {
  const folders = ['packages', 'testing', 'stacks', 'images'];
  const packages = folders.flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name, 'package.json')),
  );
  const manifests = ['package.json', 'bench/package.json', 'examples/package.json', ...packages];
  return ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]
    .map((file) => join(root, file))
    .filter((file) => existsSync(file));
}

/** Hashes the lockfile and manifests, the platform and the path of the clone, which pnpm's absolute links contain. */
function installationStamp() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${root}\n`);
  for (const file of installationInputs()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

function installDependencies() {
  const stamp = installationStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  rmSync(stampFile, { force: true });
  const { packageManager } = manifest;
  say(`installing dependencies with ${packageManager}, which takes about a minute the first time`);
  const install = ['install', '--frozen-lockfile', '--prefer-offline'];
  // CI=true keeps pnpm from asking questions that nobody would see.
  mustRun('npx', ['--yes', packageManager, ...install], { CI: 'true' });
  writeFileSync(stampFile, stamp);
}

/** Refuses a Node that cannot start the set-up, before anything is installed. */
function checkStartingNode() {
  const { node } = manifest.engines;
  if (majorOf(process.versions.node) >= majorOf(node)) return;
  giveUp(`Node ${node} is needed to start, this is ${process.versions.node}: install it from nodejs.org`);
}

/** Refuses an older Node on a platform for which npm has no newer one; the installation would be in vain. */
function checkPlatform() {
  if (manifest.optionalDependencies[`node-${platform}`]) return;
  const { node: found } = process.versions;
  if (majorOf(found) >= requiredMajor) return;
  const need = `Node ${requiredMajor} or newer is needed, and npm brings none for ${platform}`;
  giveUp(`${need} (found ${found}): install it from nodejs.org`);
}

/** Makes sure that the `node` which the scripts of package.json find starts here and is new enough. */
function checkInstalledNode() {
  const path = `${join(modules, '.bin')}${delimiter}${process.env.PATH}`;
  const { ok, output } = attempt('node', ['--version'], { PATH: path });
  if (ok && majorOf(output) >= requiredMajor) return;
  const found = ok ? `found ${output}` : `the one found does not start: ${output}`;
  giveUp(`Node ${requiredMajor} or newer is needed on ${platform} (${found}): install it from nodejs.org`);
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

checkStartingNode();
checkPlatform();
installDependencies();
checkInstalledNode();
installFfmpeg();
