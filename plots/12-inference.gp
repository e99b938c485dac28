# The figures of lesson 12. Run by tools/plot, after style.gp.

if (has('cache.tsv')) {
    eval size(760, 400)
    eval begin('cache')
    set xlabel "position t of the token"; set ylabel "millions of operations"
    set logscale y; set xrange [1:256]; set xtics (1, 64, 128, 192, 256)
    set key top left
    plot data.'cache.tsv' using 1:3 with lines linetype 2 title "without a cache: everything again", \
         data.'cache.tsv' using 1:2 with lines linetype 1 title "with a cache: one row"
    reset; load 'plots/style.gp'
}

if (has('bits.tsv')) {
    eval size(760, 420)
    eval begin('bits')
    set xlabel "bits a weight, with its share of a scale"; set ylabel "loss, nats a token"
    stats data.'bits.tsv' using 2 nooutput
    set xrange [2:9]; set yrange [3.36:3.56]
    set key top right
    if (STATS_max > 3.56) {
        set label sprintf("2 bits: %.2f", STATS_max) at 2.75, 3.545
        set arrow from 2.68, 3.535 to 2.68, 3.557 size 0.08, 25
    }
    plot data.'bits.tsv' using 1:3 with lines linetype 4 title "float32", \
         data.'bits.tsv' using 1:2 with linespoints linetype 1 title "groups of 64", \
         data.'bits.tsv' using 1:2:(sprintf("%.3f", $2)) with labels offset 2.2, 0.7 textcolor rgb '#222222' font ',12'
    reset; load 'plots/style.gp'
}

# Six small panels, one for each knob; in the terminal one below the other is enough.
if (has('knobs.tsv')) {
    eval size(900, 640)
    eval begin('knobs')
    array knob[6] = ['as it is', 'temperature 0.5', 'top-k 5', 'top-p 0.6', 'min-p 0.2', 'repetition penalty 1.3']
    if (svg) { set multiplot layout 2, 3 margins 0.085, 0.985, 0.13, 0.94 spacing 0.055, 0.17 }
    set style fill solid 1 noborder
    set boxwidth 0.75
    set yrange [0:0.6]; set xrange [-0.7:9.7]
    set xtics rotate by -55 noenhanced font ',12'; set ytics 0.2; unset grid
    do for [k = 1:(svg ? 6 : 1)] {
        set title knob[k] font ',14'
        set ylabel (k % 3 == 1 ? "probability" : "")
        plot data.'knobs.tsv' using 0:(column(k + 1)):xtic(1) with boxes linetype (k == 1 ? 4 : 1)
    }
    if (svg) { unset multiplot }
    reset; load 'plots/style.gp'
}

if (has('guesses.tsv')) {
    eval size(700, 400)
    eval begin('guesses')
    set xlabel "guesses at a time"; set ylabel "tokens for each pass of the large model"
    set xrange [0.5:8.5]; set yrange [1:*]; set xtics 1
    set key bottom right
    plot data.'guesses.tsv' using 1:3 with lines linetype 4 title "1 + a + a^2 + ..., a the share accepted", \
         data.'guesses.tsv' using 1:2 with linespoints linetype 1 title "measured"
    reset; load 'plots/style.gp'
}

if (has('compress.tsv')) {
    eval size(920, 400)
    eval begin('compress')
    set style fill solid 1 noborder
    set boxwidth 0.65
    set ylabel "bits a byte"; set yrange [0:4.4]; set xrange [-0.6:5.6]
    set xtics noenhanced font ',13'
    plot data.'compress.tsv' using 0:2:xtic(1) with boxes linetype 1, \
         data.'compress.tsv' using 0:2:(sprintf("%.2f", $2)) with labels offset 0, 0.8
    reset; load 'plots/style.gp'
}

if (has('think.tsv')) {
    eval size(740, 420)
    eval begin('think')
    set xlabel "answers to each sum"; set ylabel "right, %"
    set logscale x 2; set yrange [0:105]; set xrange [0.9:72]
    set xtics (1, 2, 4, 8, 16, 32, 64)
    set key bottom right
    plot data.'think.tsv' using 1:(100 * $4) with linespoints linetype 4 title "a right one is among them", \
         data.'think.tsv' using 1:(100 * $3) with linespoints linetype 2 title "the likeliest of them", \
         data.'think.tsv' using 1:(100 * $2) with linespoints linetype 1 title "majority vote"
    reset; load 'plots/style.gp'
}
