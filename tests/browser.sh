#!/bin/sh
# The HTML pages in headless Chromium, at a desk's and at a telephone's width: every picture loads, nothing is wider than
# the window, every cell has a heading, no line of code or output is broken in two, every formula is typeset, and every link
# leads somewhere. `tests/browser.sh LESSON...`
set -u
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
report() {
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); echo "ok   $2"; else failed=$((failed + 1)); echo "FAIL $2"; fi
}
# A <pre> is as high as its lines; where one is broken in two, it is higher than it is with room for all.
cat >"$work/probe.html" <<'HTML'
<script>
addEventListener("load", () => {
    document.querySelectorAll("details").forEach(d => d.open = true)
    const wide = [...document.querySelectorAll("body *")].filter(e => !e.closest("pre, table, math") &&
        e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName).slice(0, 5)
    const broken = [...document.images].filter(i => !i.complete || i.naturalWidth === 0).length
    const wrapped = [...document.querySelectorAll("pre")].filter(pre => {
        const range = document.createRange()
        range.selectNodeContents(pre)
        const height = range.getBoundingClientRect().height
        pre.style.width = "4000px"
        const roomy = range.getBoundingClientRect().height
        pre.style.width = ""
        return height > roomy + 1
    }).length
    const formulas = [...document.querySelectorAll("math")]
    const flat = formulas.filter(m => m.getBoundingClientRect().width < 2).length
    document.body.setAttribute("data-probe", `pictures=${document.images.length} broken=${broken} ` +
        `wide=${wide.join() || "none"} headings=${document.querySelectorAll("h2").length} wrapped=${wrapped} ` +
        `formulas=${formulas.length} flat=${flat} width=${innerWidth}`)
})
</script>
HTML
probe() { # PAGE WIDTH: sets found; in an iframe, for Chromium's own window does not get narrower than 500
    cat "$1" "$work/probe.html" >"$work/page.html"
    echo "<iframe src='page.html' width=$2 height=900 onload=\"setTimeout(() => document.body.setAttribute('data-found', this.contentDocument.body.dataset.probe), 500)\"></iframe>" >"$work/frame.html"
    chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync \
        --disable-background-networking --disable-component-update --allow-file-access-from-files \
        --user-data-dir="$work/profile" --virtual-time-budget=5000 --dump-dom \
        "file://$work/frame.html" >"$work/dom" 2>/dev/null
    found=$(sed -n 's/.*data-found="\([^"]*\)".*/\1/p' "$work/dom")
}
formulas() { # in a page of Markdown: $...$ and $$...$$, not in code
    awk '/^(> )?```/ { code = !code; next } !code { gsub(/`[^`]*`/, ""); text = text $0 "\n" }
        END { n = gsub(/\$\$[^$]+\$\$/, "", text); print n + gsub(/\$[^ $][^$]*\$/, "", text) }' "$1"
}
links() { # of a page: all that lead to no file
    grep -oE 'href="[^"#][^"#]*' "$1" | sed 's/href="//' | grep -vE '^(https?:|data:)' | sort -u | while read -r to; do
        [ -e "build/pages/$to" ] || echo "$to"
    done
}
misread() { # in the exercises of a page: emphasis or bullets that Markdown sees and nobody meant
    awk '/<blockquote>/ { quote = "" } { quote = quote $0 "\n" }
        /<\/blockquote>/ && quote ~ /<strong>Exercise/ {
            gsub(/<em>[A-Z][a-z]+:<\/em>/, "", quote)
            if (match(quote, /<(em|ul)>[^<]*/)) print substr(quote, RSTART, RLENGTH)
            quote = ""
        }' "$1"
}
tools/pages --html "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
for lesson in "$@"; do
    page=build/pages/$lesson.html
    headings=$(grep -c '^## ' "lessons/$lesson.md")
    figures=$(grep -cE '^@(figure|diagram) ' "lessons/$lesson.c")
    maths=$(formulas "lessons/$lesson.md")
    for width in 1100 390; do
        probe "$page" $width
        [ "$found" = "pictures=$figures broken=0 wide=none headings=$headings wrapped=0 formulas=$maths flat=0 width=$width" ]
        report $? "$lesson at $width pixels: $found"
    done
    [ -z "$(misread "$page")" ]
    report $? "$lesson: exercises say what they say in the file $(misread "$page")"
    [ -z "$(links "$page")" ]
    report $? "$lesson: every link leads somewhere $(links "$page")"
    grep -q 'href="index.html"' "$page"
    report $? "$lesson: a link to the index"
done
first=$1 last=$1
for lesson in "$@"; do last=$lesson; done
if [ $# -gt 1 ]; then
    tr '\n' ' ' <"build/pages/$last.html" | grep -qE '>← ' && tr '\n' ' ' <"build/pages/$first.html" | grep -qE ' →<'
    report $? "the first page has a next one, the last one before it"
fi
for lesson in "$(ls lessons/*.c | head -n 1)" "$(ls lessons/*.c | tail -n 1)"; do
    grep -E '^\[.*\(\.\./README\.md#lessons\)' "${lesson%.c}.md" >"$work/ends"
    case $lesson in */00*) ! grep -q '←' "$work/ends" ;; *) ! grep -q '→' "$work/ends" ;; esac
    report $? "${lesson%.c}.md is at an end, and has one neighbour: $(head -n 1 "$work/ends")"
done
for width in 1100 390; do
    probe build/pages/index.html $width
    case $found in *'broken=0 wide=none'*'wrapped=0'*"width=$width") true ;; *) false ;; esac
    report $? "the index at $width pixels: $found"
done
for lesson in "$@"; do
    grep -q "href=\"$lesson.html\"" build/pages/index.html
    report $? "the index leads to $lesson"
done
[ -z "$(links build/pages/index.html)" ]
report $? "every link of the index leads somewhere $(links build/pages/index.html)"
# formulas, whether or not a lesson has any today
mkdir -p "$work/course/lessons"
ln -s "$PWD/tools" "$work/course/tools"
printf '# A course\n\n## Lessons\n\n[read](lessons/99-formulas.md)\n' >"$work/course/README.md"
printf '# Formulas\n\nInline $\\sqrt{d}$, code `$HOME`, a price of $5, and\n\n$$\\frac{e^{x_i}}{\\sum_j e^{x_j}}$$\n' >"$work/course/lessons/99-formulas.md"
(cd "$work/course" && tools/pages --html 99-formulas) >"$work/log" 2>&1
probe "$work/course/build/pages/99-formulas.html" 390
case $found in *'formulas=2 flat=0'*) grep -q '<msqrt>' "$work/course/build/pages/99-formulas.html" && grep -q '<code>$HOME</code>' "$work/course/build/pages/99-formulas.html" ;; *) false ;; esac
report $? "formulas are typeset, a price and a variable are not: $found"
grep -q 'href="99-formulas.html"' "$work/course/build/pages/index.html"
report $? "... and the index leads to their page"
echo "browser: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
