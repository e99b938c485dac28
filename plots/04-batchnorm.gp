# The figures of lesson 04. Run by tools/plot, after style.gp.

# ---- one column through BatchNorm ----

if (has('metrics.tsv') && svg) {
    eval size(1000, 400)
    eval begin('layer')
    eval blank
    set xrange [0:25]; set yrange [0:10]
    do for [g = 0:1] {
        do for [i = 0:4] {
            do for [j = 0:5] {
                eval rectangle(1.4 + 0.8 * j + 18.6 * g, 7.6 - 0.9 * i, 0.8, 0.9, j == 2 ? pale : white)
            }
        }
    }
    y = 5.8
    eval arrow(6, y, 7.1, y).arrow(10.3, y, 11.2, y).arrow(12.8, y, 13.7, y).arrow(15.9, y, 16.7, y).arrow(18.8, y, 19.5, y)
    eval box(8.7, y, 3, 1.3, white, "− mean").box(12, y, 1.6, 1.3, white, "÷ std").box(14.9, y, 2.2, 1.3, pale, "× bngain")
    eval box(17.8, y, 2, 1.3, pale, "+ bnbias")
    # where mean and std come from
    eval arrow(3, 2.9, 3, 1.9).line(3, 3.6, 3, 2.9)
    eval box(4.6, 1.3, 7.4, 1.1, warm, "mean and std of the column")
    eval line(8.3, 1.3, 8.7, 1.3).arrow(8.7, 1.3, 8.7, y - 0.7).line(8.7, 1.3, 12, 1.3).arrow(12, 1.3, 12, y - 0.7)
    eval box(17.4, 1.3, 7.6, 1.1, white, "running mean and std")
    set arrow from 13.6,1.3 to 12,1.3 nohead back linecolor rgb dark linewidth 1.3 dashtype 2
    eval text(10.35, 2.2, "training", blue, 14)
    eval text(17.4, 0.35, "evaluation: instead of the batch's", blue, 14)
    eval text(3.4, 9.4, "hpreact before", ink, 14).text(3.4, 8.65, "rows: examples, columns: neurons", grey, 13)
    eval text(22, 9.4, "hpreact after", ink, 14).text(22, 8.65, "each column by itself", grey, 13)
    eval text(16.2, 7.1, "trained", blue, 14)
    plot NaN
    reset; load 'plots/style.gp'
}

# Layers in order, from light to dark; the dashes tell them apart as well.
shades = "'#9ecae1' '#5aa2d0' '#2f7ab8' '#d1711c' '#8a2f0a' '#222222'"
shade(i) = sprintf("linecolor rgb '%s' dashtype %s linewidth %s ", word(shades, i), word("1 2 4 1 2 3", i), word("2.2 1.4 1.4 1.4 1.4 1.6", i))

if (has('hockey-raw.tsv') && has('hockey-fixed.tsv')) {
    eval begin('hockey')
    set xlabel "step"; set ylabel "loss"
    set yrange [0:*]
    set key top right
    plot data.'hockey-raw.tsv' with lines linetype 2 linewidth 2 title "raw", \
         data.'hockey-fixed.tsv' with lines linetype 1 linewidth 2 title "with the softmax fix", \
         log(27) with lines linetype 4 title "all characters alike: log 27"
    reset; load 'plots/style.gp'
}

if (has('loss.tsv')) {
    eval begin('loss')
    set xlabel "step"; set ylabel "loss"
    set xtics 50000
    plot data.'loss.tsv' with lines linetype 1 linewidth 1.6
    reset; load 'plots/style.gp'
}

if (has('saturation.tsv') && svg) {
    eval size(840, 440)
    eval begin('saturation')
    set palette gray; set cbrange [0:1]
    unset colorbox; unset grid; unset key; unset xtics; unset ytics
    set border 15
    set xrange [-0.5:199.5]; set yrange [31.5:-0.5]
    set multiplot layout 2, 1 margins 0.05, 0.98, 0.09, 0.89 spacing 0, 0.13
    set ylabel "32 examples"
    set title "as it was" offset 0, -0.5
    plot data.'saturation.tsv' index 0 using 1:2:3 with image
    set title "with small W1 and b1"
    set xlabel "200 neurons"
    plot data.'saturation.tsv' index 1 using 1:2:3 with image
    unset multiplot
    reset; load 'plots/style.gp'
}

# Three patients below each other, a line for each layer; the key has the numbers.
top(n) = 0.94 - 0.32 * n
panel(n) = sprintf("set tmargin at screen %f; set bmargin at screen %f; set key at screen 0.52, screen %f left top Left reverse samplen 2.5 spacing 1", \
                   top(n), top(n) - 0.21, top(n))
do for [which = 1:3] {
    name = word("activations gradients weights", which)
    layers = word("5 5 6", which) + 0
    if (has(name.'.tsv') && svg) {
        eval size(840, 760)
        eval begin(name)
        do for [i = 1:6] { eval sprintf("set linetype %d ", i).shade(i) }
        unset ytics; set lmargin at screen 0.04; set rmargin at screen 0.5
        if (which == 1) { set xrange [-1.05:1.05]; set yrange [0:4]; set xtics 0.5 }
        if (which == 2) { set xrange [-0.003:0.003]; set yrange [0:*]; set xtics 0.002 }
        if (which == 3) { set xrange [-0.006:0.006]; set yrange [0:*]; set xtics 0.004 }
        set multiplot
        do for [n = 0:2] {
            eval panel(n)
            set title word("'gain 0.5' 'gain 5/3' 'gain 3'", n + 1) offset 0, -0.5
            plot for [i = 1:layers] data.name.'.tsv' index n * layers + i - 1 using 1:2 \
                 with lines linetype i title columnheader(1)
        }
        unset multiplot
        reset; load 'plots/style.gp'
    }
}

if (has('ratio.tsv') && svg) {
    eval size(840, 700)
    eval begin('ratio')
    do for [i = 1:6] { eval sprintf("set linetype %d ", i).shade(i) }
    set yrange [-6:0]; set xrange [0:1000]; set xtics 500
    set multiplot layout 2, 2 margins 0.06, 0.97, 0.1, 0.94 spacing 0.08, 0.14
    titles = "'gain 0.2' 'gain 5/3' 'gain 10, BatchNorm' 'gain 5/3, BatchNorm'"
    do for [n = 0:3] {
        set title word(titles, n + 1) offset 0, -0.5
        set key bottom right maxrows 2 samplen 2
        if (n > 1) { set xlabel "step" }
        plot for [i = 1:6] data.'ratio.tsv' index n using 1:i + 1 with lines linetype i title (n == 1 ? sprintf("W%d", i) : ""), \
             -3 with lines linecolor '#000000' dashtype 1 linewidth 0.8
    }
    unset multiplot
    reset; load 'plots/style.gp'
}
