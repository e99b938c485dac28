# The figures of lesson 07. Run by tools/plot, after style.gp.

number(file, name) = system("awk -F'\\t' -v n=".name." '$1 == n { v = $2 } END { print (v == \"\" ? 0 : v) }' ".data.file) + 0
known(name) = number('metrics.tsv', name) > 0

if (has('bigram-train.tsv')) {
    eval begin('bigram')
    set xlabel "step"; set ylabel "loss, nats a character"
    set yrange [0:*]
    set key top right opaque
    plot data.'bigram-train.tsv' with linespoints linetype 1 title "train", \
         data.'bigram-val.tsv' with linespoints linetype 2 title "val", \
         (known('uniform_loss') ? number('metrics.tsv', 'uniform_loss') : NaN) with lines linetype 4 title "all characters alike", \
         (known('unigram_loss') ? number('metrics.tsv', 'unigram_loss') : NaN) with lines linetype 3 title "how frequent they are", \
         (known('bigram_loss') ? number('metrics.tsv', 'bigram_loss') : NaN) with lines linecolor '#000000' dashtype 3 title "pairs of them"
    reset; load 'plots/style.gp'
}

# The loss above the floor (or, where no floor is known, the loss itself), on a logarithmic scale; each guide says at its
# right end what it is.
if (has('train.tsv')) {
    metric(name) = number('metrics.tsv', name)
    base = known('floor') ? metric('floor') : 0
    guide(name, what, up) = known(name) ? sprintf("set arrow from graph 0, first %g to graph 1, first %g nohead dashtype 3 linecolor '#888888' linewidth 1; ", metric(name) - base, metric(name) - base). \
        sprintf("set label \"%s\" at graph 1.015, first %g left offset 0, %g font ',13' textcolor '#444444'; ", what, metric(name) - base, up) : ""
    eval size(820, 460)
    eval begin('loss')
    set xlabel "step"; set ylabel known('floor') ? "loss above the floor, nats a character" : "loss, nats a character"
    set logscale y
    if (svg) {
        set rmargin 26
        eval guide('uniform_loss', "knows nothing", 0.35).guide('unigram_loss', "knows single characters", -0.15)
        eval guide('bigram_loss', "knows pairs", 0).guide('floor_without_agreement', "knows the grammar,\\nbut remembers nothing", 0)
    }
    set key bottom left
    plot data.'train.tsv' using 1:($2 - base) with linespoints linetype 1 title "train", \
         data.'val.tsv' using 1:($2 - base) with points linetype 2 pointsize 1.3 title "val"
    reset; load 'plots/style.gp'
}

if (has('residuals.tsv')) {
    eval begin('residuals')
    set xlabel "into block"; set ylabel "gradient, relative to the end"
    set logscale y; set format y "10^{%T}"
    blocks = system("tail -n 1 ".data."residuals.tsv | cut -f2") + 0
    set xrange [0.7:blocks + 0.3]; set xtics 1
    set key top right
    way(w) = w == 0 ? "x = f(x)" : w == 1 ? "x = x + f(x)" : "x = x + f(norm(x))"
    plot for [w = 0:2] data.'residuals.tsv' using ($1 == w ? $2 : NaN):3 with linespoints linetype w + 1 title way(w)
    reset; load 'plots/style.gp'
}

if (has('positions.tsv')) {
    eval size(840, 440)
    eval begin('positions')
    set xlabel "position in the tale, characters"; set ylabel "loss, nats a character"
    set yrange [0:*]; set xrange [0:*]
    set key top right
    plot data.'positions.tsv' using 1:3 with filledcurves y1=0 linecolor '#c6dbef' title "exact entropy", \
         data.'positions.tsv' using 1:2 with lines linetype 2 dashtype 1 title "the GPT's loss"
    reset; load 'plots/style.gp'
}

# A figure for each layer, a panel for each head; the characters stand on both axes.
if (has('attention.tsv') && svg) {
    layers = system("cut -f1 ".data."shape.tsv") + 0
    heads = system("cut -f2 ".data."shape.tsv") + 0
    T = system("cut -f3 ".data."shape.tsv") + 0
    rows = (heads + 1) / 2
    do for [l = 1:(layers < 4 ? layers : 4)] {
        eval size(1000, 60 + 490 * rows)
        eval begin(sprintf('attention-%d', l))
        eval blues
        set cbrange [0:1]; unset colorbox; unset key; unset grid
        set border 15; unset tics
        set xrange [-2.5:T - 0.5]; set yrange [T - 0.5:-2.5]
        set multiplot layout rows, 2 margins 0.03, 0.99, 0.02, 0.95 spacing 0.035, 0.05
        do for [h = 1:heads] {
            set title sprintf("layer %d, head %d", l, h) offset 0, -0.6
            plot data.'attention.tsv' index (l - 1) * heads + h - 1 using 1:2:3 with image, \
                 data.'characters.tsv' using 1:(-1.5):2 with labels font ',13' noenhanced, \
                 data.'characters.tsv' using (-1.5):1:2 with labels font ',13' noenhanced
        }
        unset multiplot
        reset; load 'plots/style.gp'
    }
}

if (has('agreement.tsv') && svg) {
    rows = system("wc -l < ".data."agreement-rows.tsv") + 0
    n = system("wc -l < ".data."tale.tsv") + 0
    eval size(1100, 120 + 22 * rows)
    eval begin('agreement')
    eval blues
    set cbrange [0:0.6]; unset colorbox; unset key; unset grid; unset tics
    set border 15
    set xrange [-3.5:n - 0.5]; set yrange [rows - 0.5:-1.6]
    set lmargin at screen 0.01; set rmargin at screen 0.99; set tmargin at screen 0.97; set bmargin at screen 0.05
    plot data.'agreement.tsv' using 1:2:3 with image, \
         data.'tale.tsv' using 1:(-1):2 with labels font ',12' noenhanced, \
         data.'agreement-rows.tsv' using (-2.3):1:2 with labels font ',13' noenhanced
    reset; load 'plots/style.gp'
}

if (has('places.tsv') && svg) {
    eval size(600, 520)
    eval begin('places')
    set palette defined (-1 '#b2551a', 0 '#ffffff', 1 '#0b3c78')
    set cbrange [-1:1]; set cblabel "cosine"; unset key; unset grid; set size ratio -1
    set border 15; set xlabel "position"; set ylabel "position"
    stats data.'places.tsv' using 1 nooutput name 'P'
    step = P_records > 1 ? P_max / (sqrt(P_records) - 1) : 1
    set xrange [-step / 2:P_max + step / 2]; set yrange [P_max + step / 2:-step / 2]
    plot data.'places.tsv' using 1:2:3 with image
    reset; load 'plots/style.gp'
}

if (has('parameters.tsv')) {
    eval size(720, 300)
    eval begin('parameters')
    unset key
    set style fill solid 1 noborder
    set boxwidth 0.6
    set ylabel "parameters, thousands"
    set yrange [0:*]
    set grid ytics
    plot data.'parameters.tsv' using 0:($2 / 1000):xtic(1) with boxes linetype 1, \
         data.'parameters.tsv' using 0:($2 / 1000):(sprintf("%.1f", $2 / 1000)) with labels offset 0, 0.7
    reset; load 'plots/style.gp'
}

# ---- diagrams ----

# One head, with the numbers of the lesson: what "her" gets from Mia, fox and her.
if (has('metrics.tsv') && svg) {
    eval size(1000, 420)
    eval begin('head')
    eval blank
    set xrange [0:21.3]; set yrange [-0.1:8.7]
    top = 6.6; step = 1.9
    y(i) = top - step * i
    array words[3] = ["Mia", "fox", "her"]; array x[3] = ["1  0  0", "0  1  0", "0  0  1"]
    array k[3] = ["1  0", "0  1", "0  0"]; array v[3] = ["3  1", "-2  5", "0  0"]
    array score[3] = ["2.83", "0", "0"]; array weight[3] = ["0.89", "0.05", "0.05"]
    eval text(2.6, 8.2, "x", grey, 14).text(6.3, 8.2, "key = x Wk", grey, 14).text(9.7, 8.2, "q · k / √2", grey, 14)
    eval text(14.1, 8.2, "weight", grey, 14).text(16.6, 8.2, "value = x Wv", grey, 14).text(19.8, 8.2, "result", grey, 14)
    eval line(2.6, y(2) - 0.5, 2.6, 0.7).arrow(2.6, 0.7, 5.15, 0.7).box(6.3, 0.7, 2.2, 0.95, warm, "4  0")
    eval text(10.7, 0.7, "query of her = x Wq", grey, 14)
    eval line(7.4, 0.7, 8.2, 0.7).line(8.2, 0.7, 8.2, top)
    eval box(12.1, y(1), 1.7, 4.9, white, "softmax").plus(18.35, y(1)).arrow(18.62, y(1), 18.95, y(1))
    eval box(20, y(1), 2, 0.95, warm, "2.58  1.16")
    do for [i = 0:2] {
        eval text(0.7, y(i), words[i + 1], ink, 16).box(2.6, y(i), 2.2, 0.95, pale, x[i + 1])
        eval arrow(3.7, y(i), 5.15, y(i)).box(6.3, y(i), 2.2, 0.95, white, k[i + 1])
        eval arrow(7.4, y(i), 8.95, y(i)).text(9.7, y(i), score[i + 1], ink, 15).arrow(10.4, y(i), 11.2, y(i))
        eval arrow(12.95, y(i), 13.45, y(i)).text(14.1, y(i), weight[i + 1], '#1b4f8f', 15).text(15.05, y(i), "×", ink, 15)
        eval box(16.6, y(i), 2.1, 0.95, white, v[i + 1])
        eval arrow(17.65, y(i), i == 1 ? 18.05 : 18.2, i == 1 ? y(1) : y(1) + (i == 0 ? 0.36 : -0.36))
    }
    plot NaN
    reset; load 'plots/style.gp'

    # A block: x runs along the top.
    eval size(1000, 300)
    eval begin('block')
    eval blank
    set xrange [0:21]; set yrange [0:6.2]
    x = 5.1; low = 2.6
    set object rectangle from 1.2,0.9 to 10.3,4.0 fillcolor rgb '#f4f4f4' fillstyle solid noborder behind
    set object rectangle from 10.7,0.9 to 20.1,4.0 fillcolor rgb '#f4f4f4' fillstyle solid noborder behind
    eval line(0.8, x, 9.43, x).line(9.97, x, 19.13, x).arrow(19.67, x, 20.6, x).plus(9.7, x).plus(19.4, x)
    eval text(0.4, x, "x", ink, 17).text(20.85, x, "x", ink, 17)
    eval line(1.7, x, 1.7, low).arrow(1.7, low, 2.0, low).box(2.75, low, 1.5, 0.95, white, "ln1")
    eval arrow(3.5, low, 3.95, low).box(4.75, low, 1.6, 0.95, pale, "q, k, v").arrow(5.55, low, 6.0, low)
    eval box(6.75, low, 1.5, 0.95, white, "heads").arrow(7.5, low, 7.95, low).box(8.65, low, 1.4, 0.95, pale, "proj")
    eval line(9.35, low, 9.7, low).arrow(9.7, low, 9.7, x - 0.36)
    eval line(11.2, x, 11.2, low).arrow(11.2, low, 11.5, low).box(12.25, low, 1.5, 0.95, white, "ln2")
    eval arrow(13.0, low, 13.45, low).box(14.15, low, 1.4, 0.95, pale, "fc").arrow(14.85, low, 15.3, low)
    eval box(16.05, low, 1.5, 0.95, white, "relu").arrow(16.8, low, 17.25, low).box(17.95, low, 1.4, 0.95, pale, "out")
    eval line(18.65, low, 19.4, low).arrow(19.4, low, 19.4, x - 0.36)
    eval text(15.07, low + 0.85, "4 C", grey, 13).text(17.02, low + 0.85, "4 C", grey, 13).text(5.6, x + 0.4, "C numbers for each character", grey, 13)
    eval text(5.75, 1.4, "communicate: all characters", '#1b4f8f', 15).text(15.4, 1.4, "compute: each character by itself", '#1b4f8f', 15)
    plot NaN
    reset; load 'plots/style.gp'

    # The cache: keys and values of what was read, and what one more character adds.
    eval size(1000, 360)
    eval begin('cache')
    eval blank
    set xrange [0:21]; set yrange [0:7.6]
    said = "O n e _ d a y"
    n = words(said); at(i) = 3.7 + 1.25 * i; yk = 5.1; yv = 3.8; new = at(n - 1)
    set object rectangle from 2.9,3.1 to 12.0,5.8 fillcolor rgb '#f4f4f4' fillstyle solid noborder behind
    eval text(1.7, yk, "keys", ink, 15).text(1.7, yv, "values", ink, 15).text(at(2.5), 7.2, "read earlier", grey, 14).text(new, 7.2, "new", '#8a4a10', 14)
    do for [i = 0:n - 1] {
        colour = i == n - 1 ? warm : white
        eval text(at(i), 6.35, word(said, i + 1) eq '_' ? '·' : word(said, i + 1), ink, 17)
        eval box(at(i), yk, 1.0, 0.9, colour, sprintf("k%d", i)).box(at(i), yv, 1.0, 0.9, colour, sprintf("v%d", i))
    }
    eval text(0.9, 1.2, "y", ink, 17).arrow(1.3, 1.2, 2.2, 1.2).box(4.0, 1.2, 3.6, 0.95, warm, "q, k, v of y")
    eval arrow(new, 1.2, new, 3.3).text(9.1, 2.2, "k and v are kept", grey, 14)
    eval arrow(5.8, 1.2, 14.7, 1.2).text(13.4, 1.65, "q", ink, 15).box(16.3, 1.2, 3.2, 0.95, white, "attention")
    eval line(12.0, 4.45, 16.3, 4.45).arrow(16.3, 4.45, 16.3, 1.72).text(14.4, 4.85, "all keys and values", grey, 14)
    eval arrow(17.9, 1.2, 19.0, 1.2).text(20.0, 1.2, "result", ink, 15)
    plot NaN
    reset; load 'plots/style.gp'
}
