# The figures of lesson 03. Run by tools/plot, after style.gp.

if (has('rates.tsv') && has('metrics.tsv')) {
    eval begin('rates')
    picked = real(system("awk '$1 == \"picked_rate\" {print $2}' ".data."metrics.tsv"))
    set logscale x
    set format x "%g"
    set xrange [0.001:1]
    set yrange [0:*]
    set xlabel "learning rate"
    set ylabel "loss of one minibatch"
    set key top center
    if (svg) { set arrow from picked, graph 0 to picked, graph 1 nohead linetype 2 linewidth 2 back }
    plot data.'rates.tsv' with lines linetype 1 linewidth 0.8, \
         NaN with lines linetype 2 linewidth 2 title sprintf("picked: %.2f", picked)
    reset; load 'plots/style.gp'
}

if (has('embedding.tsv')) {
    eval size(760, 720)
    eval begin('embedding')
    set xlabel "C[i][0]"
    set ylabel "C[i][1]"
    set offsets graph 0.06, graph 0.06, graph 0.06, graph 0.06
    ink(kind) = kind == 1 ? 0xffffff : 0x222222
    pick(kind, wanted, x) = kind == wanted ? x : NaN
    if (svg) {
        plot data.'embedding.tsv' using (pick($4, 0, $1)):2 with points pointtype 7 pointsize 1.9 linecolor '#c6dbef', \
             '' using (pick($4, 1, $1)):2 with points pointtype 7 pointsize 1.9 linecolor '#0b3c78', \
             '' using (pick($4, 2, $1)):2 with points pointtype 5 pointsize 1.7 linecolor '#f3d9a0', \
             '' using 1:2:3:(ink($4)) with labels font ',15' textcolor rgb variable
    } else {
        plot data.'embedding.tsv' using 1:2:3 with labels
    }
    reset; load 'plots/style.gp'
}

if (has('loss.tsv') && has('batch-loss.tsv')) {
    eval begin('loss')
    set xlabel "step"
    set ylabel "log10 of the loss"
    set yrange [0.15:0.6]
    set format x "%.0f"
    set xtics 50000
    set key top right
    plot data.'batch-loss.tsv' with lines linetype 4 linewidth 0.6 dashtype 1 linecolor '#b8b8b8' title "single minibatches", \
         data.'loss.tsv' with lines linetype 1 linewidth 2 title "mean"
    reset; load 'plots/style.gp'
}
