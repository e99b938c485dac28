# The figures of lesson 05. Run by tools/plot, after style.gp.

# ---- a linear layer, there and back: n = 2, H = 3, V = 4 units of length ----

if (has('metrics.tsv') && svg) {
    eval size(1000, 460)
    eval begin('linear')
    eval blank
    set xrange [0:25]; set yrange [0:12]
    n = 1.3; H = 2.1; V = 3.1
    matrix(x, y, w, h, colour, name, shape) = rectangle(x, y, w, h, colour).text(x, y, name, ink, 15).text(x, y - h / 2 - 0.42, shape, grey, 13)
    sign(x, y, what) = text(x, y, what, ink, 17)
    # forward
    y = 10
    eval text(1.6, y, "forward", blue, 15)
    eval matrix(5, y, H, n, pale, "h", "(n, H)").sign(6.7, y, "@").matrix(9, y, V, H, warm, "W2", "(H, V)")
    eval sign(11.4, y, "+").matrix(13.8, y, V, 0.6, warm, "b2", "(1, V)").sign(16.2, y, "=").matrix(18.8, y, V, n, pale, "logits", "(n, V)")
    # backward
    eval line(0.4, 7.9, 24.6, 7.9)
    y = 5.4
    eval text(1.6, 3.3, "backward", blue, 15)
    eval matrix(5, y, H, n, white, "dh", "(n, H)").sign(6.8, y, "=").matrix(9, y, V, n, white, "dlogits", "(n, V)").sign(11.4, y, "@")
    eval matrix(13.2, y, H, V, warm, "W2ᵀ", "(V, H)")
    y = 1.7
    eval matrix(5, y, V, H, white, "dW2", "(H, V)").sign(7.1, y, "=").matrix(8.6, y, n, H, pale, "hᵀ", "(H, n)").sign(10.1, y, "@")
    eval matrix(12.5, y, V, n, white, "dlogits", "(n, V)")
    y = 3.4
    eval matrix(18, y, V, 0.6, white, "db2", "(1, V)").sign(20.1, y, "=").matrix(22.6, y, V, n, white, "dlogits", "(n, V)")
    eval text(22.6, y + 1.15, "sum of the rows", ink, 14)
    plot NaN
    reset; load 'plots/style.gp'
}

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
