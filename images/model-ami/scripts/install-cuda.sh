#!/usr/bin/env bash
# Installs the archive that make-cuda-bundle.sh makes: CUDA, cuDNN 9 and ONNX Runtime's CUDA provider, without a package
# manager, so that the image's own driver stays as it is.
#
#   install-cuda.sh SOURCE SHA256 TARGET
#
# SOURCE is s3://bucket/key or a local .tar.gz. Needs fetch.sh beside it.
set -euo pipefail

required=(
  libonnxruntime_providers_cuda.so libonnxruntime_providers_shared.so check/libonnxruntime.so.1
  libcudart.so.12 libcublas.so.12 libcublasLt.so.12 libcufft.so.11 libcurand.so.10
  libcudnn.so.9 libcudnn_adv.so.9 libcudnn_cnn.so.9 libcudnn_ops.so.9 libcudnn_graph.so.9 libcudnn_heuristic.so.9
  libcudnn_engines_precompiled.so.9 libcudnn_engines_runtime_compiled.so.9
)

fail() {
  echo "install-cuda: $*" >&2
  exit 1
}

[ $# -eq 3 ] || fail 'usage: install-cuda.sh SOURCE SHA256 TARGET'
source=$1 sha256=$2 target=$3
here=$(dirname "$0")
partial=$target.partial

[ ! -e "$target" ] || fail "$target: is there already"
rm -rf "$partial"
mkdir -p "$partial"
trap 'rm -rf "$partial"' EXIT
# Beside its target: the root volume has no room for it.
bash "$here/fetch.sh" "$source" "$partial/bundle.tar.gz"
actual=$(sha256sum "$partial/bundle.tar.gz" | cut -d ' ' -f 1)
[ "$actual" = "$sha256" ] || fail "$source: is another archive: its sha256 is $actual, not $sha256"
# Amazon Linux may lack tar; it always has python3.
python3 -m tarfile --extract "$partial/bundle.tar.gz" "$partial"
rm "$partial/bundle.tar.gz"

missing=()
for library in "${required[@]}"; do
  [ -f "$partial/$library" ] || missing+=("$library")
done
[ ${#missing[@]} -eq 0 ] || fail "$source: lacks ${missing[*]}"
chmod -R a=rX "$partial"
mv "$partial" "$target"
echo "$target: installed from $source"
