#!/bin/sh
# The HTML pages in headless Chromium, at a desk's and at a telephone's width: every picture loads, nothing
# is wider than the window, every cell has a heading. `tests/browser.sh LESSON...`
set -u
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
report() {
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); echo "ok   $2"; else failed=$((failed + 1)); echo "FAIL $2"; fi
}
cat >"$work/probe.html" <<'HTML'
<script>
addEventListener("load", () => {
    const wide = [...document.querySelectorAll("body *")].filter(e => !e.closest("pre") &&
        e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName).slice(0, 5)
    const broken = [...document.images].filter(i => !i.complete || i.naturalWidth === 0).length
    document.body.setAttribute("data-probe", `pictures=${document.images.length} broken=${broken} ` +
        `wide=${wide.join() || "none"} headings=${document.querySelectorAll("h2").length} width=${innerWidth}`)
})
</script>
HTML
tools/pages --html "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
for lesson in "$@"; do
    page=build/pages/$lesson.html
    cat "$page" "$work/probe.html" >"$work/$lesson.html"
    headings=$(grep -c '^## ' "lessons/$lesson.md")
    figures=$(grep -cE '^@(figure|diagram) ' "lessons/$lesson.c")
    for width in 1100 420; do
        # an iframe, for Chromium's own window does not get narrower than 500
        echo "<iframe src='$lesson.html' width=$width height=900 onload=\"setTimeout(() => document.body.setAttribute('data-found', this.contentDocument.body.dataset.probe), 500)\"></iframe>" >"$work/frame.html"
        chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync \
            --disable-background-networking --disable-component-update --allow-file-access-from-files \
            --user-data-dir="$work/profile" --virtual-time-budget=5000 --dump-dom \
            "file://$work/frame.html" >"$work/dom" 2>/dev/null
        found=$(sed -n 's/.*data-found="\([^"]*\)".*/\1/p' "$work/dom")
        [ "$found" = "pictures=$figures broken=0 wide=none headings=$headings width=$width" ]
        report $? "$lesson at $width pixels: $found"
    done
done
echo "browser: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
