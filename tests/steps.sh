# Runs the steps of a long test side by side, and prints a table of results. Sourced by tests/all.sh and tests/more.sh, whose
# arguments name the steps to run (none: all of them).
#     step NAME "a title" COMMAND ARGUMENTS    starts when fewer than JOBS steps are running; it runs even if another failed
#     skip NAME "a title" "the reason"         a step that cannot run here
#     summary "make test"                      prints each step's output, in this order, then the table; status 1 if one failed
# shellcheck shell=sh
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'trap "" TERM; kill 0; exit 1' HUP INT TERM # and all steps with it
only=" $* " names='' begun=$(date +%s)
mkfifo "$work/turns"
exec 3<>"$work/turns"
JOBS=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
export JOBS
turn=0
while [ $turn -lt "$JOBS" ]; do echo turn >&3; turn=$((turn + 1)); done

named() { # is NAME among the steps to make? then it is the next in the table, under TITLE
    case $only in '  ' | *" $1 "*) ;; *) return 1 ;; esac
    names="$names $1"
    echo "$2" >"$work/$1.title"
}
step() {
    named "$1" "$2" || return 0
    name=$1
    shift 2
    (
        read -r turn <&3
        from=$(date +%s)
        "$@" 3>&- >"$work/$name.log" 2>&1 </dev/null
        status=$?
        to=$(date +%s)
        times >"$work/$name.times"
        echo "$status $((to - from))" >"$work/$name.end"
        echo turn >&3
    ) &
    echo $! >"$work/$name.pid"
}
skip() { named "$1" "$2" && echo "$3" >"$work/$1.skipped"; }
line() { # of the table, for the step NAME
    title=$(cat "$work/$1.title")
    if [ -f "$work/$1.skipped" ]; then
        echo "SKIPPED $title: $(cat "$work/$1.skipped")"
        return
    fi
    read -r status seconds <"$work/$1.end"
    verdict=ok
    [ "$status" -eq 0 ] || { verdict=FAIL; title="$title (make test-$1)"; }
    awk -v verdict="$verdict" -v seconds="$seconds" -v title="$title" -F '[ms ]+' '
        NR == 2 { printf "%-4s %4d s %4.0f s cpu   %s\n", verdict, seconds, 60 * $1 + $2 + 60 * $3 + $4, title }' "$work/$1.times"
}
summary() {
    [ -n "$names" ] || { echo "no step of $1 is called$only" >&2; exit 2; }
    for name in $names; do
        printf '\n---- %s ----\n' "$(cat "$work/$name.title")"
        if [ -f "$work/$name.skipped" ]; then echo "SKIPPED: $(cat "$work/$name.skipped")"; continue; fi
        wait "$(cat "$work/$name.pid")"
        cat "$work/$name.log"
    done
    now=$(date +%s)
    printf '\n---- %s ----\n' "$1"
    for name in $names; do line "$name"; done | tee "$work/table"
    echo "$((begun - ${BEGAN:-$begun})) s to build, $((now - begun)) s to test, $JOBS steps at a time; skipped: $(grep -c '^SKIPPED' "$work/table")"
    ! grep -q '^FAIL' "$work/table"
}
