#!/usr/bin/env bash
# Shows that the installed libraries work with this machine's driver and GPU.
#
#   test-gpu.sh LIBRARY_DIRECTORY
#
# Needs infer-on-gpu.py beside it, and a GPU.
set -euo pipefail

fail() {
  echo "test-gpu: $*" >&2
  exit 1
}

[ $# -eq 1 ] || fail 'usage: test-gpu.sh LIBRARY_DIRECTORY'
libraries=$1
here=$(dirname "$0")
export LD_LIBRARY_PATH=$libraries

# Another cuDNN than 9 fails here: the provider asks for libcudnn.so.9.
missing=$(ldd "$libraries"/*.so* | grep 'not found' | sort -u || true)
[ -z "$missing" ] || fail "$libraries: these are missing:"$'\n'"$missing"

nvidia-smi --query-gpu=name,driver_version --format=csv,noheader || fail 'the driver does not answer, or there is no GPU'

# ONNX Runtime looks for its providers beside itself; in the image of jobs, too, they are links.
runtime=$(mktemp -d)
trap 'rm -rf "$runtime"' EXIT
ln -s "$libraries"/libonnxruntime_providers_*.so "$libraries/check/libonnxruntime.so.1" "$runtime"
python3 "$here/infer-on-gpu.py" "$runtime" cuda || fail 'inference on the GPU failed'
