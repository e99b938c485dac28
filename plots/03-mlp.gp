# The figures of lesson 03. Run by tools/plot, after style.gp.

# ---- looking up three letters in C ----

if (has('metrics.tsv') && svg) {
    eval size(900, 400)
    eval begin('lookup')
    eval blank
    set xrange [0:22.5]; set yrange [-0.2:9.8]
    rows = ". a b … e … m … z"; numbers = "0 1 2 … 5 … 13 … 26"
    row(i) = 8.35 - 0.9 * i
    used(i) = i == 0 || i == 4 || i == 6
    do for [i = 0:8] {
        if (word(rows, i + 1) ne "…") {
            eval text(6.9, row(i), word(rows, i + 1), ink, 15).text(6.1, row(i), word(numbers, i + 1), grey, 13)
            eval rectangle(8.2, row(i), 1.5, 0.78, used(i) ? pale : white).rectangle(9.7, row(i), 1.5, 0.78, used(i) ? pale : white)
        } else {
            eval text(8.95, row(i), "…", grey, 15)
        }
    }
    # letters to rows, rows to places
    letter(k) = 7.6 - 2.9 * k
    at(k) = k == 0 ? 0 : k == 1 ? 4 : 6
    do for [k = 0:2] {
        eval box(1.6, letter(k), 1.4, 1.1, warm, word(". e m", k + 1))
        eval arrow(2.4, letter(k), 5.6, row(at(k))).arrow(10.5, row(at(k)), 12.9, letter(k))
        eval rectangle(13.75, letter(k), 1.5, 0.9, pale).rectangle(15.25, letter(k), 1.5, 0.9, pale)
        eval rectangle(20.4, 7.45 - 2 * k, 1.5, 1, pale).rectangle(20.4, 6.45 - 2 * k, 1.5, 1, pale)
        eval arrow(16.1, letter(k), 19.5, 6.95 - 2 * k)
    }
    eval text(1.6, 9.2, "context", ink, 14).text(8.95, 9.3, "C: 27 rows, 2 numbers each", ink, 14)
    eval text(14.5, 9.2, "emb (3, 2)", ink, 14).text(20.4, 9.2, "6 numbers", ink, 14)
    eval text(8.95, 0.25, "pick a row: no arithmetic", blue, 15).text(18.4, 0.25, "side by side", blue, 15)
    plot NaN
    reset; load 'plots/style.gp'
}

# ---- the whole network ----

if (has('metrics.tsv') && svg) {
    eval size(1000, 230)
    eval begin('network')
    eval blank
    set xrange [0:23.4]; set yrange [0.1:4.6]
    y = 2.8
    eval arrow(1.9, y, 2.75, y).arrow(4.15, y, 5.35, y).arrow(7.25, y, 8.25, y).arrow(9.75, y, 10.95, y)
    eval arrow(12.85, y, 14.1, y).arrow(16.1, y, 17.3, y).arrow(19.7, y, 20.6, y)
    eval box(1.15, y, 1.5, 1, warm, ". e m")
    eval box(3.45, y, 1.4, 1, pale, "C").box(6.3, y, 1.9, 1, pale, "W1 b1").box(9, y, 1.5, 1, white, "tanh")
    eval box(11.9, y, 1.9, 1, pale, "W2 b2").box(15.1, y, 2, 1, white, "softmax").box(18.5, y, 2.4, 1, white, "-log p(m)")
    eval box(21.6, y, 2, 1, warm, "loss")
    eval text(2.3, y + 0.75, "3", grey, 13).text(4.75, y + 0.75, "6", grey, 13).text(7.75, y + 0.75, "100", grey, 13)
    eval text(10.35, y + 0.75, "100", grey, 13).text(13.45, y + 0.75, "27", grey, 13).text(16.65, y + 0.75, "27", grey, 13)
    eval text(20.15, y + 0.75, "1", grey, 13)
    eval text(3.45, 1.8, "54", blue, 14).text(6.3, 1.8, "600 + 100", blue, 14).text(11.9, 1.8, "2700 + 27", blue, 14)
    eval text(1.15, 4.15, "context", ink, 14).text(3.45, 4.15, "embedding", ink, 14).text(7.6, 4.15, "hidden layer", ink, 14)
    eval text(13.45, 4.15, "logits", ink, 14).text(16.65, 4.15, "probabilities", ink, 14)
    eval text(11.9, 0.75, "blue: how many parameters, 3481 in all", blue, 14)
    plot NaN
    reset; load 'plots/style.gp'
}

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
    eval size(1000, 540)
    eval begin('embedding')
    ink(kind) = kind == 1 ? 0xffffff : 0x222222
    pick(kind, wanted, x) = kind == wanted ? x : NaN
    if (svg) {
        # all letters, and the middle of them again, enlarged
        stats data.'embedding.tsv' using 1 name 'X' nooutput
        stats data.'embedding.tsv' using 2 name 'Y' nooutput
        wide = 0.75 * (X_up_quartile - X_lo_quartile); high = 0.5 * (Y_up_quartile - Y_lo_quartile)
        set multiplot layout 1, 2 margins 0.06, 0.98, 0.12, 0.92 spacing 0.08, 0
        do for [zoom = 0:1] {
            if (zoom) {
                set xrange [X_lo_quartile - wide:X_up_quartile + wide]; set yrange [Y_lo_quartile - high:Y_up_quartile + high]
            } else {
                set offsets graph 0.06, graph 0.06, graph 0.06, graph 0.06
                set object 1 rectangle from X_lo_quartile - wide,Y_lo_quartile - high to X_up_quartile + wide,Y_up_quartile + high fillstyle empty border linecolor rgb grey
            }
            set title zoom ? "the middle, enlarged" : "all characters"
            set xlabel "C[i][0]"; set ylabel zoom ? "" : "C[i][1]" offset 1, 0
            plot data.'embedding.tsv' using (pick($4, 0, $1)):2 with points pointtype 7 pointsize 1.7 linecolor '#c6dbef', \
                 '' using (pick($4, 1, $1)):2 with points pointtype 7 pointsize 1.7 linecolor '#0b3c78', \
                 '' using (pick($4, 2, $1)):2 with points pointtype 5 pointsize 1.5 linecolor '#f3d9a0', \
                 '' using 1:2:3:(ink($4)) with labels font ',14' textcolor rgb variable
            unset object 1; set offsets 0, 0, 0, 0
        }
        unset multiplot
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
