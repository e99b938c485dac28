# The figures of lesson 13. Run by tools/plot, after style.gp.

if (has('sft.tsv')) {
    eval size(1000, 400)
    eval begin('sft')
    set style data histograms
    set style histogram clustered gap 1
    set style fill solid 1 noborder
    set yrange [0:108]; set ylabel "right answers, %"
    set key top right
    plot data.'sft.tsv' using 2:xtic(1) linetype 1 title "common", '' using 3 linetype 2 title "rare", \
         '' using 4 linetype 4 title "unknown"
    reset; load 'plots/style.gp'
}

if (has('tuning.tsv')) {
    way(name) = substr(name, 1, 5) eq 'lora_' ? substr(name, 6, 9) : name
    eval size(900, 400)
    eval begin('tuning')
    set multiplot layout 1, 2
    set logscale x
    set xrange [1500:700000]
    set xlabel "numbers that learn"
    set yrange [0:108]; set ylabel "right answers, %"
    set key at graph 0.98, 0.44
    plot data.'tuning.tsv' using 2:3 with points linetype 1 pointtype 7 pointsize 1.2 title "wordings that were taught", \
         '' using 2:4 with points linetype 2 pointtype 5 pointsize 1.2 title "other wordings", \
         '' using 2:3:(way(strcol(1))) with labels offset 0, 1 notitle
    set yrange [0:50]; set ylabel "a tale above its entropy, nats"
    unset key
    plot data.'tuning.tsv' using 2:6 with points linetype 4 pointtype 7 pointsize 1.2, \
         '' using 2:6:(way(strcol(1))) with labels offset 0, 1
    unset multiplot
    reset; load 'plots/style.gp'
}

if (has('calibration-before.tsv')) {
    eval size(560, 520)
    eval begin('calibration')
    set xrange [0:1]; set yrange [0:1.04]
    set xlabel "mean confidence of a bin"; set ylabel "share of right answers"
    set key bottom right
    after = has('calibration-after.tsv') ? data.'calibration-after.tsv' : '/dev/null'
    plot x with lines linecolor '#999999' dashtype 2 title "confidence = share of right", \
         data.'calibration-before.tsv' using 1:2 with lines linetype 1 notitle, \
         '' using 1:2:(0.5 + sqrt($3) / 5) with points linetype 1 pointtype 7 pointsize variable title "before", \
         after using 1:2 with lines linetype 2 notitle, \
         '' using 1:2:(0.5 + sqrt($3) / 5) with points linetype 2 pointtype 7 pointsize variable title "after"
    reset; load 'plots/style.gp'
}

if (has('verdicts.tsv')) {
    eval size(1000, 420)
    eval begin('verdicts')
    set style data histograms
    set style histogram rowstacked
    set style fill solid 1 noborder
    set boxwidth 0.7
    set yrange [0:100]; set ylabel "questions, %"
    set key outside top center horizontal
    plot data.'verdicts.tsv' using 2:xtic(1) linecolor '#3f8f4f' title "right", '' using 4 linecolor '#bbbbbb' title "abstained", \
         '' using 3 linecolor '#c0392b' title "wrong"
    reset; load 'plots/style.gp'
}

if (has('collapse.tsv')) {
    eval size(1000, 400)
    eval begin('collapse')
    set multiplot layout 1, 3
    set xlabel "generation"; set xtics 1
    set yrange [0:*]; set key outside top center vertical
    set ylabel "a true tale above its entropy, nats"
    plot data.'collapse.tsv' using 1:2 with linespoints linetype 2 title "parent's text alone", \
         '' using 1:3 with linespoints linetype 1 title "a quarter fresh"
    set key outside top center vertical
    set ylabel "impossible tales, %"
    plot data.'collapse.tsv' using 1:4 with linespoints linetype 2 title "alone", \
         '' using 1:5 with linespoints linetype 1 title "fresh"
    set ylabel "entropy of what it writes, nats"; set yrange [*:8.4]
    plot data.'collapse.tsv' using 1:6 with linespoints linetype 2 title "alone", \
         '' using 1:7 with linespoints linetype 1 title "fresh", 8.2532 with lines linecolor '#999999' dashtype 2 title "true"
    unset multiplot
    reset; load 'plots/style.gp'
}

if (has('poison.tsv')) {
    eval size(620, 380)
    eval begin('poison')
    set yrange [0:108]; set ylabel "%"
    set xlabel "poisoned examples"
    set xrange [-0.5:3.5]
    set key at graph 0.5, 0.6
    plot data.'poison.tsv' using 0:2:xtic(1) with linespoints linetype 2 pointsize 1.2 title "obeys the trigger", \
         '' using 0:3 with linespoints linetype 1 pointsize 1.2 title "right without it"
    reset; load 'plots/style.gp'
}

if (has('injection.tsv')) {
    eval size(720, 400)
    eval begin('injection')
    set style data histograms
    set style histogram clustered gap 1
    set style fill solid 1 noborder
    set yrange [0:108]; set ylabel "%"
    set key outside top center horizontal
    plot data.'injection.tsv' using 2:xtic(1) linecolor '#c0392b' title "obeys the text", \
         '' using 3 linecolor '#3f8f4f' title "answers as it should", '' using 4 linecolor '#bbbbbb' title "right on ordinary questions"
    reset; load 'plots/style.gp'
}
