# The figures of lesson 05. Run by tools/plot, after style.gp.

letters = "'.' 0"
do for [i = 1:26] { letters = letters.sprintf(", '%c' %d", 96 + i, i) }

if (has('dlogits.tsv')) {
    eval size(760, 800)
    eval begin('dlogits')
    eval sprintf("set xtics (%s) scale 0 offset 0,0.3", letters)
    set ytics 0, 5 scale 0
    set xrange [-0.5:26.5]; set yrange [31.5:-0.5]; unset grid; unset border
    set xlabel "letter" offset 0, 0.5
    set ylabel "example of the batch"
    set cbrange [-1:0.15]
    set palette defined (0 '#08244d', 0.6 '#4f7fae', 0.87 '#a3b8c8', 0.93 '#e3dcc0', 1 '#fffbe8')
    set cblabel "gradient, times n"
    if (svg) {
        plot data.'dlogits.tsv' using 1:2:3 with image
    } else {
        plot data.'dlogits.tsv' using 1:2:($3 < -0.5 ? "#" : $3 > 0.08 ? "+" : " ") with labels
    }
    reset; load 'plots/style.gp'
}

if (has('both.tsv')) {
    eval begin('loss')
    set xlabel "step"
    set ylabel "loss of the batch"
    set key top right
    plot data.'both.tsv' using 1:2 with lines linecolor '#f0b27a' dashtype 1 linewidth 5 title "by the tape", \
         '' using 1:3 with lines linecolor '#1b4f8f' dashtype 1 linewidth 1 title "by hand"
    reset; load 'plots/style.gp'
}
