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

if (has('train.tsv')) {
    eval begin('loss')
    set xlabel "step"; set ylabel "loss, nats a character"
    set yrange [0:*]
    set key top right opaque
    plot data.'train.tsv' with linespoints linetype 1 title "train", \
         data.'val.tsv' with linespoints linetype 2 title "val", \
         (known('uniform_loss') ? number('metrics.tsv', 'uniform_loss') : NaN) with lines linetype 4 title "all characters alike", \
         (known('unigram_loss') ? number('metrics.tsv', 'unigram_loss') : NaN) with lines linetype 3 title "how frequent they are", \
         (known('bigram_loss') ? number('metrics.tsv', 'bigram_loss') : NaN) with lines linecolor '#000000' dashtype 3 title "pairs of them", \
         (known('floor') ? number('metrics.tsv', 'floor') : NaN) with lines linecolor '#000000' dashtype 1 title "the floor: entropy of the grammar"
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
                 data.'characters.tsv' using 1:(-1.5):2 with labels font ',9' noenhanced, \
                 data.'characters.tsv' using (-1.5):1:2 with labels font ',9' noenhanced
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
    set cbrange [0:1]; set cblabel "attention" offset -1, 0; unset key; unset grid; unset tics
    set cbtics 0.5
    set border 15
    set xrange [-3.5:n - 0.5]; set yrange [rows - 0.5:-1.6]
    set lmargin at screen 0.02; set rmargin at screen 0.87; set tmargin at screen 0.97; set bmargin at screen 0.05
    plot data.'agreement.tsv' using 1:2:3 with image, \
         data.'tale.tsv' using 1:(-1):2 with labels font ',10' noenhanced, \
         data.'agreement-rows.tsv' using (-2.5):1:2 with labels font ',11' noenhanced
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
