#!/bin/sh
# The grader: cheats, the instructor's desk, a small class. In tests/all.sh's environment; what takes longer is in tests/more.sh.
set -u
if ! command -v python3 >/dev/null 2>&1 || ! command -v prlimit >/dev/null 2>&1; then
    echo "grade: left out: the grader needs Linux and Python 3"
    exit 0
fi
if ! python3 -c 'import sys; sys.dont_write_bytecode = True; sys.path.insert(0, "tools/grade"); from sandbox import Sandbox; Sandbox(".", [])' 2>/dev/null; then
    echo "grade: left out: neither bubblewrap nor unshare can keep code apart here"
    exit 0
fi
export GRADE_SECONDS=1 # of CPU time, for answers that never end
failed=0
for what in cheats desk "class 12 02-bigram"; do
    # shellcheck disable=SC2086
    python3 tests/grade.py $what || failed=1
done
exit $failed
