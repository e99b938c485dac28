# The steps of a long test and the table of how they ended. Sourced by tests/all.sh and tests/more.sh:
#     step "a title" command arguments     every step runs, even if another failed
#     skip "a title" "the reason"          a step that cannot run here
#     summary "make test"                  says which did what; status 1 if one failed
# shellcheck shell=sh
results='' skipped=0
step() {
    name=$1
    shift
    printf '\n---- %s ----\n' "$name"
    if "$@"; then results="$results\nok   $name"; else results="$results\nFAIL $name"; fi
}
skip() {
    printf '\n---- %s ----\nSKIPPED: %s\n' "$1" "$2"
    results="$results\nSKIPPED $1: $2"
    skipped=$((skipped + 1))
}
summary() {
    printf '\n---- %s ----\n%b\n' "$1" "${results#\\n}"
    echo "skipped: $skipped"
    case $results in *"\nFAIL "*) return 1 ;; esac
}
