# The figures of lesson 02. Run by tools/plot, after style.gp.

letters = "'.' 0"
do for [i = 1:26] { letters = letters.sprintf(", '%c' %d", 96 + i, i) }
letter_axes = sprintf("set xtics (%s) scale 0 offset 0,0.3; set ytics (%s) scale 0; ", letters, letters). \
              "set xrange [-0.5:26.5]; set yrange [26.5:-0.5]; unset grid; unset border; unset colorbox"

if (has('counts.tsv')) {
    eval size(900, 900)
    eval begin('counts')
    eval letter_axes
    set xlabel "the letter that follows" offset 0, 0.5
    set ylabel "a letter"
    eval blues
    set cbrange [0:4500]
    ink(n) = n > 2200 ? 0xffffff : 0x333333
    if (svg) {
        plot data.'counts.tsv' using 1:2:3 with image, \
             '' using ($3 > 0 ? $1 : NaN):2:3:(ink($3)) with labels font ',10' textcolor rgb variable
    } else {
        plot data.'counts.tsv' using 1:2:($3 > 1500 ? "#" : $3 > 500 ? "+" : $3 > 100 ? "." : " ") with labels
    }
    reset; load 'plots/style.gp'
}

if (has('loss.tsv') && has('metrics.tsv')) {
    eval begin('loss')
    counting = real(system("awk '$1 == \"nll_smoothed\" {print $2}' ".data."metrics.tsv"))
    set xlabel "step of gradient descent"
    set ylabel "loss (nats per character)"
    set yrange [2.35:3.8]
    set key top right
    plot data.'loss.tsv' with lines linetype 1 linewidth 2 title "the net", \
         counting with lines linetype 2 title sprintf("counting: %.4f", counting), \
         log(27) with lines linetype 4 title "all letters alike: log 27"
    reset; load 'plots/style.gp'
}

if (has('weights.tsv') && svg) {
    eval size(1000, 560)
    eval begin('weights')
    eval letter_axes
    eval night_to_day
    set cbrange [-5:5]
    set multiplot layout 1, 2 margins 0.05, 0.98, 0.08, 0.9 spacing 0.06, 0
    set title "log of the counts"
    plot data.'weights.tsv' using 1:2:3 with image
    set title "weights of the net"
    plot data.'weights.tsv' using 1:2:4 with image
    unset multiplot
    reset; load 'plots/style.gp'
}

if (has('smoothing.tsv')) {
    eval begin('smoothing')
    set logscale x
    set format x "%g"
    set xlabel "smoothing k, added to every count"
    set ylabel "dev loss (nats per character)"
    set yrange [2.15:2.9]
    set key top left
    plot data.'smoothing.tsv' using 1:2 with lines linetype 1 title "bigram", \
         '' using 1:3 with lines linetype 2 title "trigram"
    reset; load 'plots/style.gp'
}
