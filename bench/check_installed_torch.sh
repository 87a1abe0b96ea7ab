#!/usr/bin/env bash
# Runs the torch module's tests on a libtorch installed by pip instead of the one in the Maven
# artifact: the way an installed torch with CUDA is used.
#
#   bench/check_installed_torch.sh [TORCH_VERSION] [FOLDER]
#
# TORCH_VERSION is a release from 2.10 on (default 2.10.0, the oldest); FOLDER is where the virtual
# environment goes (default bench/.venv/torch-VERSION, which git ignores) and is kept for the next
# time. The wheel on PyPI for Linux comes with CUDA and takes several GB; PIP_INDEX_URL or
# PIP_EXTRA_INDEX_URL name an index with smaller, CPU-only ones.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=${1:-2.10.0}
folder=${2:-$root/bench/.venv/torch-$version}

if [ ! -d "$folder" ]; then
  python3 -m venv "$folder"
fi
"$folder/bin/pip" install --quiet --disable-pip-version-check "torch==$version"
lib=$("$folder/bin/python" - <<'PYTHON'
import importlib.util, pathlib
print(pathlib.Path(importlib.util.find_spec("torch").origin).parent / "lib")
PYTHON
)
echo "CREDENCE_LIBTORCH=$lib"
cd "$root"
CREDENCE_LIBTORCH=$lib mvn -q -pl torch test
echo "The torch module passes its tests on the torch $version installed in $lib"
