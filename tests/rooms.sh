#!/bin/sh
# The rooms of common/ and what they may use: each file includes only headers of its own room and of the rooms that it
# may use, no two headers have the same name, and every room has a README that says what it may use.
set -u
passed=0 failed=0
may_use() {
    case $1 in
    base) echo base ;;
    tensor | data | notebook) echo "$1 base" ;;
    models) echo models tensor data base ;;
    *) echo "no room is called $1" >&2; return 1 ;;
    esac
}
report() { if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $2"; fi; }

for room in common/*/; do
    room=$(basename "$room")
    allowed=" $(may_use "$room") "
    report $? "common/$room is a room with a rule"
    grep -q '^Uses ' "common/$room/README.md"
    report $? "common/$room/README.md says what the room uses"
    for file in common/"$room"/*.[ch]; do
        for header in $(sed -n 's/^ *#include "\([^"]*\)".*/\1/p' "$file"); do
            of=$(basename "$(dirname "$(ls common/*/"$header" 2>/dev/null || echo none/none)")")
            case $allowed in *" $of "*) report 0 ;; *) report 1 "$file includes $header, which is in $of; $room may use:$allowed" ;; esac
        done
    done
done
twice=$(ls common/*/*.h | sed 's/.*\///' | sort | uniq -d)
report "$([ -z "$twice" ]; echo $?)" "two headers share a name: $twice"
echo "rooms: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 50 ]
