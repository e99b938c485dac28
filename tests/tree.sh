# For tests that run make in a copy of the course, so that your work is not touched. Sourced by tests/pieces.sh and tests/build.sh.
# shellcheck shell=sh
passed=0 failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
here=$(pwd)
copy() { # NAME: the tree as git knows it (or all but build/) in a new folder, where we are then
    mkdir -p "$work/$1"
    cd "$here" || exit 1
    { git ls-files --cached --others --exclude-standard 2>/dev/null ||
        find . \( -name build -o -name .git \) -prune -o -type f -print; } |
        while read -r file; do [ ! -f "$file" ] || echo "$file"; done | tar -cf - -T - | tar -xf - -C "$work/$1"
    cd "$work/$1" || exit 1
    for lesson in solutions/*; do # untouched starters, whatever this tree's learner has done
        for solution in "$lesson"/*.c; do tools/starter "$solution" >"exercises/${solution#solutions/}"; done
    done
}
run() { "$@" >"$work/output" 2>&1 </dev/null; status=$?; }
expect() { # NAME STATUS [PATTERN...]: of the last run; with ! in front, no line may match
    name=$1 why=
    [ "$status" -eq "$2" ] || why="; exit status $status, not $2"
    shift 2
    for pattern; do
        case $pattern in
        !*) ! grep -qE -- "${pattern#!}" "$work/output" || why="$why; has a line like: ${pattern#!}" ;;
        *) grep -qE -- "$pattern" "$work/output" || why="$why; no line like: $pattern" ;;
        esac
    done
    if [ -z "$why" ]; then passed=$((passed + 1)); echo "ok   $name"; return; fi
    failed=$((failed + 1))
    echo "FAIL $name: ${why#; }"
    tail -n 20 "$work/output" | sed 's/^/     | /'
}
finish() { # TITLE
    echo "$1: $passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
