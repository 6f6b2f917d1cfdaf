#!/usr/bin/env bash
# Makes the archive that install-cuda.sh installs, and prints what the stack's configuration needs of it.
#
#   make-cuda-bundle.sh ONNXRUNTIME_VERSION ARCHIVE
#
# ONNXRUNTIME_VERSION is that of onnxruntime-node in pnpm-lock.yaml: the provider works with no other. Runs on x86-64 Linux
# with Node, npm, pip, unzip and the internet, and takes 5 GB of disk. onnxruntime-node's own installer fetches the
# provider, pip NVIDIA's libraries.
set -euo pipefail

fail() {
  echo "make-cuda-bundle: $*" >&2
  exit 1
}

[ $# -eq 2 ] || fail 'usage: make-cuda-bundle.sh ONNXRUNTIME_VERSION ARCHIVE'
version=$1 archive=$(realpath "$2")
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bundle=$work/bundle
mkdir -p "$bundle/check" "$work/node" "$work/wheels"

npm install --silent --ignore-scripts --prefix "$work/node" "onnxruntime-node@$version"
runtime=$work/node/node_modules/onnxruntime-node
(cd "$runtime" && node script/install.js --onnxruntime-node-install=cuda12)
native=$(echo "$runtime"/bin/napi-v*/linux/x64)
cp "$native"/libonnxruntime_providers_{cuda,shared}.so "$bundle"
# Not beside the others: LD_LIBRARY_PATH names those, and a job shall load the runtime that came with its image.
cp "$native/libonnxruntime.so.1" "$bundle/check"

pip download --quiet --no-deps --only-binary :all: --platform manylinux_2_27_x86_64 --platform manylinux2014_x86_64 \
  --dest "$work/wheels" --requirement "$here/cuda-requirements.txt"
for wheel in "$work"/wheels/*.whl; do
  unzip -q -j -o "$wheel" '*.so*' -d "$bundle"
done

# Equal contents, equal archive.
tar --create --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --directory "$bundle" . | gzip -n >"$archive"
cat <<RESULT
Upload it, for instance to s3://BUCKET/cuda/$(basename "$archive"), and configure the stack model-ami:
  cudaBundle:
    uri: s3://BUCKET/cuda/$(basename "$archive")
    sha256: $(sha256sum "$archive" | cut -d ' ' -f 1)
RESULT
