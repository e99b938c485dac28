# The figures of lesson 06. Run by tools/plot, after style.gp.

# ---- the tree: eight letters, joined two by two ----

if (has('metrics.tsv') && svg) {
    eval size(1000, 440)
    eval begin('tree')
    eval blank
    set xrange [0:25]; set yrange [0.2:11]
    level(l) = 1.3 + 2.4 * l
    node(l, i) = 5.6 + 1.6 * (2 ** l * (i + 0.5) - 0.5)
    shape = "(B,8,24) (B,4,128) (B,2,128) (B,128)"
    joined = "(B,4,48) (B,2,256) (B,256)"
    do for [l = 0:3] {
        do for [i = 0:8 / 2 ** l - 1] {
            eval box(node(l, i), level(l), 1.1, 0.95, l ? pale : warm, l ? "" : word("i s a b e l l a", i + 1))
            if (l > 0) {
                eval arrow(node(l - 1, 2 * i), level(l - 1) + 0.5, node(l, i) - 0.25, level(l) - 0.52)
                eval arrow(node(l - 1, 2 * i + 1), level(l - 1) + 0.5, node(l, i) + 0.25, level(l) - 0.52)
            }
        }
        eval text(2, level(l), word(shape, l + 1), ink, 15)
        if (l < 3) { eval text(21.3, level(l) + 1.2, "join: ".word(joined, l + 1).", Linear, norm, tanh", blue, 14) }
    }
    eval text(2, 10.5, "shape", grey, 13).text(11.2, level(3) + 2.1, "27 logits", ink, 14)
    eval arrow(11.2, level(3) + 0.5, 11.2, level(3) + 1.7)
    plot NaN
    reset; load 'plots/style.gp'
}

if (has('loss.tsv')) {
    eval begin('loss')
    set xlabel "step"
    set ylabel "loss (nats per character)"
    set yrange [*:2.6] # the first steps, from 3.3 down, are above it
    plot data.'loss.tsv' using 1:($2 < 2.6 ? $2 : 2.6) with lines linetype 1 linewidth 2
    reset; load 'plots/style.gp'
}

if (has('tries.tsv')) {
    eval size(800, 400)
    eval begin('tries')
    set xlabel "loss (nats per character)"
    set yrange [4.6:-0.6]
    set grid noxtics ytics
    set key outside top center horizontal samplen 1
    set tics scale 0.5
    set datafile separator "\t"
    plot data.'tries.tsv' using 4:1:ytic(sprintf("%s", strcol(2))) with points linetype 1 pointtype 6 pointsize 1.4 title "dev", \
         '' using 3:1 with points linetype 1 pointtype 7 pointsize 1.2 title "train", \
         '' using 6:1 with points linecolor '#d1711c' pointtype 2 pointsize 1.1 title "the lecture: dev", \
         '' using 5:1 with points linecolor '#d1711c' pointtype 1 pointsize 1.1 title "the lecture: train"
    reset; load 'plots/style.gp'
}

# Every node joins the one below it with the one 1, 2 or 4 positions earlier; those above the last
# eight letters whose distance from the end is a multiple of 2, 4, 8 are the tree.
if (has('receptive.tsv') && svg) {
    eval size(860, 420)
    eval begin('receptive')
    set xrange [-0.7:15.7]
    set yrange [-0.45:3.35]
    unset xtics; unset border; unset grid; unset key
    set ytics ("letters" 0, "level 1: sees 2" 1, "level 2: sees 4" 2, "level 3: sees 8" 3) scale 0
    do for [in_tree = 0:1] {
        do for [l = 1:3] {
            do for [t = 0:15] {
                if (in_tree == (t > 7 && (15 - t) % 2**l == 0)) {
                    colour = in_tree ? '#1b4f8f' : '#b9c4cf'
                    thick = in_tree ? 2.4 : 0.7
                    set arrow from t, l - 1 to t, l nohead linecolor rgb colour linewidth thick back
                    if (t >= 2**(l - 1)) { set arrow from t - 2**(l - 1), l - 1 to t, l nohead linecolor rgb colour linewidth thick back }
                    set object circle at t, l size in_tree ? 0.16 : 0.07 fillcolor rgb in_tree ? '#1b4f8f' : '#9aa7b3' fillstyle solid noborder front
                }
            }
        }
    }
    plot data.'receptive.tsv' using ($1 == 1 ? $2 : NaN):(-0.2):3 with labels font ',19' textcolor '#222222'
    reset; load 'plots/style.gp'
}
