# The figures of lesson 14. Run by tools/plot, after style.gp.

if (has('thought-before.tsv')) {
    eval size(620, 380)
    eval begin('thought')
    set xlabel "running totals in the thought"; set ylabel "right answers, %"
    set xrange [-0.6:3.6]; set yrange [0:108]; set xtics 1
    set boxwidth 0.5
    set style fill solid 1 noborder
    unset key
    plot data.'thought-before.tsv' using 1:2 with boxes linetype 1, \
         data.'thought-before.tsv' using 1:2:(sprintf("%.1f", $2)) with labels offset 0, 0.7
    reset; load 'plots/style.gp'
}

if (has('baseline.tsv')) {
    eval size(760, 400)
    eval begin('baseline')
    set xlabel "baseline"; set ylabel "squared: noise / gradient"
    set yrange [0:*]
    set key top center
    stats data.'baseline-best.tsv' using 1 nooutput
    best = STATS_max
    plot data.'baseline.tsv' with linespoints linetype 1 title "noise", \
         data.'baseline.tsv' using (abs($1 - best) < 1e-6 ? $1 : 1/0):2 with points linetype 2 pointtype 7 pointsize 1.6 title "baseline = expected reward"
    reset; load 'plots/style.gp'
}

if (has('clipped.tsv')) {
    eval size(760, 400)
    eval begin('clipped')
    set xlabel "ratio: the token's probability now / when it was drawn"; set ylabel "objective"
    set xrange [0.4:1.6]
    set key center right
    set arrow from 0.8, graph 0 to 0.8, graph 1 nohead linecolor '#888888' dashtype 3
    set arrow from 1.2, graph 0 to 1.2, graph 1 nohead linecolor '#888888' dashtype 3
    plot data.'clipped.tsv' using 1:2 with lines linetype 1 title "advantage 1", \
         data.'clipped.tsv' using 1:3 with lines linetype 2 title "advantage -1"
    reset; load 'plots/style.gp'
}

if (has('learning.tsv')) {
    eval size(820, 440)
    eval begin('learning')
    set xlabel "step"; set ylabel "right answers to exam problems, %"
    set y2label "tokens in an answer"; set y2tics; set y2range [0:16]; set ytics nomirror
    set border 11
    set yrange [0:100]
    set key bottom right opaque
    plot data.'learning.tsv' using 1:2 with linespoints linetype 1 title "right", \
         data.'learning-teacher.tsv' using 1:2 with lines linetype 4 dashtype 3 title "the teacher", \
         data.'learning.tsv' using 1:3 axes x1y2 with lines linetype 2 title "tokens (right scale)"
    reset; load 'plots/style.gp'
}

if (has('passk.tsv')) {
    eval size(760, 420)
    eval begin('passk')
    set logscale x 2
    set xlabel "k answers"; set ylabel "at least one is right, %"
    set xrange [0.9:70]; set yrange [0:105]
    set key bottom right
    plot data.'passk.tsv' using 1:2 with linespoints linetype 1 title "before", \
         data.'passk.tsv' using 1:3 with linespoints linetype 2 title "after GRPO", \
         data.'passk.tsv' using 1:(100 * (1 - (20.0 / 21) ** $1)) with lines linetype 4 dashtype 3 title "guessing one of 21 results"
    reset; load 'plots/style.gp'
}

if (has('votes.tsv')) {
    eval size(760, 420)
    eval begin('votes')
    set logscale x 2
    set xlabel "answers to each problem"; set ylabel "right, %"
    set xrange [0.9:70]; set yrange [0:105]
    set key bottom right
    plot data.'votes.tsv' using 1:2 with linespoints linetype 4 title "with a checker", \
         data.'votes.tsv' using 1:4 with linespoints linetype 2 title "the likeliest", \
         data.'votes.tsv' using 1:3 with linespoints linetype 1 title "by vote"
    reset; load 'plots/style.gp'
}

if (has('hole.tsv')) {
    eval size(820, 420)
    eval begin('hack')
    set xlabel "step"; set ylabel "%"
    set yrange [0:105]
    set key outside right center width -4
    plot data.'hole.tsv' using 1:2 with linespoints linecolor '#d1711c' dashtype 1 pointtype 7 title "hole: the checker", \
         data.'hole.tsv' using 1:3 with linespoints linecolor '#d1711c' dashtype 2 pointtype 6 title "hole: the truth", \
         data.'closed.tsv' using 1:2 with linespoints linecolor '#1b4f8f' dashtype 1 pointtype 7 title "closed: the checker", \
         data.'closed.tsv' using 1:3 with linespoints linecolor '#1b4f8f' dashtype 2 pointtype 6 title "closed: the truth"
    reset; load 'plots/style.gp'
}

if (has('best.tsv')) {
    eval size(820, 640)
    eval begin('fond')
    set multiplot layout 2, 1
    set xrange [0:*]
    set ylabel "the judge's score"; set key outside right top
    plot data.'best.tsv' using 1:2 with linespoints linetype 1 title "best of n", \
         data.'rl.tsv' using 1:2 with linespoints linetype 2 title "GRPO", \
         data.'dpo.tsv' using 1:2 with linespoints linetype 4 title "DPO"
    set xlabel "distance from the reference: KL, nats a name"; set ylabel "the true taste"
    plot data.'best.tsv' using 1:3 with linespoints linetype 1 title "best of n", \
         data.'rl.tsv' using 1:3 with linespoints linetype 2 title "GRPO", \
         data.'dpo.tsv' using 1:3 with linespoints linetype 4 title "DPO"
    unset multiplot
    reset; load 'plots/style.gp'
}

if (has('jagged.tsv')) {
    eval size(820, 420)
    eval begin('jagged')
    set style data histograms
    set style histogram clustered gap 1
    set style fill solid 1 noborder
    set ylabel "right answers, %"; set yrange [0:108]
    set key outside top center horizontal
    plot data.'jagged.tsv' using 2:xtic(1) linetype 4 title "before", '' using 3 linetype 1 title "after GRPO"
    reset; load 'plots/style.gp'
}
