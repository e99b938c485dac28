# The figures of lesson 09. Run by tools/plot, after style.gp.

# A bar for each model, its parts side by side: the columns of parameters.tsv add up to 100.
if (has('parameters.tsv')) {
    eval size(820, 320)
    eval begin('parameters')
    set xrange [0:100]; set xlabel "share of all numbers, %"
    set yrange [2.6:-0.6]
    set style fill solid 1 border linecolor '#ffffff'
    set border 1; set ytics scale 0
    set lmargin 13; set tmargin 3
    set key outside top center horizontal samplen 1
    array colour[5] = ['#1b4f8f', '#7fb0dd', '#d1711c', '#f0b878', '#888888']
    array part[5] = ['wte', 'wpe', 'attention', 'networks', 'norms and biases']
    upto(k) = k == 1 ? 0 : sum [i = 2:k] column(i)
    plot for [k = 1:5] data.'parameters.tsv' using (upto(k)):0:(upto(k)):(upto(k) + column(k + 1)):($0 - 0.35):($0 + 0.35):ytic(1) \
        with boxxyerror linecolor rgb colour[k] dashtype 1 title part[k]
    reset; load 'plots/style.gp'
}

if (has('next.tsv')) {
    eval size(820, 420)
    eval begin('next')
    set style data histograms
    set style histogram clustered gap 1
    set style fill solid 1 noborder
    set ylabel "probability"; set yrange [0:*]
    set xtics rotate by -40 noenhanced
    set key top right
    plot data.'next.tsv' using 2:xtic(1) linetype 1 title "temperature 0.5", '' using 3 linetype 2 title "1", \
         '' using 4 linetype 4 title "1.5"
    reset; load 'plots/style.gp'
}

if (has('endings.tsv')) {
    eval size(620, 380)
    eval begin('endings')
    set style fill solid 1 noborder
    set boxwidth 0.6
    set yrange [0:108]; set ylabel "right answers, %"
    set xrange [-0.6:2.6]
    set key top right
    plot data.'endings.tsv' using 0:2:xtic(1) with boxes linetype 1, \
         data.'endings.tsv' using 0:2:(sprintf("%.1f", $2)) with labels offset 0, 0.7, \
         25 with lines linetype 2 title "guessing"
    reset; load 'plots/style.gp'
}

if (has('small-val.tsv')) {
    eval size(820, 440)
    eval begin('loss')
    set xlabel "step"; set ylabel "loss, nats a character"
    set y2label "learning rate"; set y2tics; set y2range [0:*]; set ytics nomirror
    set border 11
    set format y2 "%g"
    set yrange [1:*]
    set key top right opaque
    plot data.'small-train.tsv' with lines linecolor '#9db9dd' dashtype 1 linewidth 0.8 title "a batch", \
         data.'small-val.tsv' with linespoints linetype 1 title "held out", \
         data.'small-rate.tsv' axes x1y2 with lines linetype 2 title "learning rate (right scale)"
    reset; load 'plots/style.gp'
}

if (has('beyond.tsv')) {
    eval size(820, 420)
    eval begin('beyond')
    set datafile missing "NaN"
    set xlabel "position in the window"; set ylabel "loss, nats a character"
    set yrange [0:*]; set xrange [0:*]
    stats data.'beyond.tsv' using 1 nooutput
    half = (STATS_max + 1) / 2
    set arrow from half, graph 0 to half, graph 1 nohead linecolor '#888888' dashtype 3
    set label "the block ends" at half, graph 0.06 offset 1, 0
    set key bottom left
    plot data.'beyond.tsv' using 1:2 with lines linetype 1 title "reads on", \
         data.'beyond.tsv' using 1:3 with linespoints linetype 2 title "a window that slides"
    reset; load 'plots/style.gp'
}

if (has('sizes.tsv')) {
    eval size(760, 400)
    eval begin('sizes')
    set style data histograms
    set style histogram clustered gap 1
    set style fill solid 1 noborder
    set ylabel "root mean square"; set yrange [0:*]
    set xtics noenhanced
    set key top right
    plot data.'sizes.tsv' using 2:xtic(1) linetype 4 title "before the training", '' using 3 linetype 1 title "after"
    reset; load 'plots/style.gp'
}
