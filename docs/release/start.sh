#!/bin/sh
# Find a Python, and let start.py do the rest.  sh start.sh [demo | a command of govdisclosure]
for python in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
  if command -v "$python" >/dev/null 2>&1; then
    exec "$python" "$(dirname "$0")/start.py" "$@"
  fi
done
echo "没有找到 Python 3,请先安装 / Python 3 was not found: install it first" >&2
exit 2
