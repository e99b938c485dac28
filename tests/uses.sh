#!/bin/sh
# Does a solution's header name the right library functions?
#   tests/uses.sh SOLUTION.c OBJECT.o SYMBOLS
# OBJECT is the compiled solution, SYMBOLS a file with the names of all functions of common/ and of the lesson.
# `uses:` must name every one of them that the object calls, and each name must be in the header that follows it:
#    * uses:     names->count, names->name (data.h); stoi, V (02-bigram.h); log (math.h)
# `refuses:` must name functions that exist and that the solution does not use. Prints every violation.
set -eu
solution=$1 object=$2 symbols=$3
field() { # uses or refuses, each entry on one line
    awk -v key="$1" '
        function flush() { if (entry != "") print entry; entry = "" }
        /^#include/ { exit }
        match($0, "^ \\* " key ": +") { flush(); entry = substr($0, RLENGTH + 1); next }
        entry != "" && /^ \*           [^ ]/ { sub(/^ \* +/, ""); entry = entry " " $0; next }
        { flush() }
        END { flush() }' "$solution"
}
uses=$(field uses)
[ -n "$uses" ] || { echo "uses: is missing"; exit 0; }
named=' '
echo "$uses" | tr ';' '\n' | sed -n 's/^ *\(.*\) (\([^)]*\)) *$/\2 \1/p' >"$object.uses"
while read -r header names; do
    for name in $(echo "$names" | tr -d ','); do
        name=$(echo "$name" | sed 's/.*>//; s/.*\.//')
        named="$named$name "
        file=$(ls common/*/"$header" lessons/"$header" 2>/dev/null || true)
        case $header in
        math.h | string.h | stdlib.h) ;;
        *) [ -n "$file" ] && grep -qw -- "$name" $file || echo "uses: $name is not in $header" ;;
        esac
    done
done <"$object.uses"
calls=$({ nm -u "$object" || true; } | sed 's/^ *U *//; s/^shape_of$/SHAPE/' | sort -u)
for call in $calls; do
    grep -qx -- "$call" "$symbols" || [ "$call" = SHAPE ] || continue
    case $named in *" $call "*) ;; *) echo "uses: $call is not named, and the solution calls it" ;; esac
done
for name in $(field refuses | sed 's/:.*//; s/,/ /g'); do
    grep -qx -- "$name" "$symbols" || echo "refuses: there is no function $name"
    case $named in *" $name "*) echo "refuses: $name is among what it uses" ;; esac
    if echo "$calls" | grep -qx -- "$name"; then echo "refuses: $name is called by the solution"; fi
done
