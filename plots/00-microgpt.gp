# The figures of lesson 00. Run by tools/plot, after style.gp.

# ---- the tape of (a * b + c)^2: an arc from each value to those that were made from it ----

if (has('tape.tsv') && svg) {
    eval size(860, 330)
    eval begin('tape')
    eval blank
    set xrange [-0.55:5.55]; set yrange [-1.2:1.75]
    array name[6] = ["a", "b", "c", "a * b", "d = a * b + c", "L = d * d"]
    array number[6]; array grad[6]; array slope1[6]; array slope2[6]
    stats data.'tape.tsv' using (number[$0 + 1] = $1, grad[$0 + 1] = $2, slope1[$0 + 1] = $3, slope2[$0 + 1] = $4, 0) nooutput
    do for [i = 1:6] {
        eval box(i - 1, 0, 0.72, 0.5, i <= 3 ? warm : pale, sprintf("%g", number[i]))
        eval text(i - 1, -0.47, sprintf("slope %g", grad[i]), '#1b4f8f', 15)
        eval text(i - 1, -0.86, name[i], grey, 14)
    }
    # from, to, height, how fast "to" grows with "from"
    arcs = sprintf("0 3 1.2 %g  1 3 0.65 %g  2 4 1.2 %g  3 4 0.33 %g  4 5 0.4 %g  4 5 0.9 %g", \
                   slope1[4], slope2[4], slope2[5], slope1[5], slope1[6], slope2[6])
    item(n, k) = word(arcs, 4 * n + k)
    along(n, t) = (item(n, 1) + 0.08) + (item(n, 2) - item(n, 1) - 0.16) * t
    above(n, t) = 0.29 + item(n, 3) * sin(pi * t)
    do for [n = 0:5] {
        eval text(along(n, 0.5), above(n, 0.5) + 0.15, item(n, 4), '#8a4a10', 14)
        eval arrow(along(n, 0.985), above(n, 0.985), along(n, 1), above(n, 1) - 0.03)
    }
    set samples 80
    plot for [n = 0:5] [t = 0:1] '+' using (along(n, $1)):(above(n, $1)) with lines dashtype 1 linecolor rgb dark linewidth 1.3
    reset; load 'plots/style.gp'
}

# ---- the whole model: x runs along the top, the two layers hang below it ----

if (has('metrics.tsv') && svg) {
    eval size(1000, 400)
    eval begin('block')
    eval blank
    set xrange [0:23]; set yrange [0.2:9.4]
    set object rectangle from 5.0,0.9 to 11.9,6.2 fillcolor rgb '#f4f4f4' fillstyle solid noborder behind
    set object rectangle from 12.0,0.9 to 17.9,6.2 fillcolor rgb '#f4f4f4' fillstyle solid noborder behind
    x = 7.4; down = 5.2; low = 3.4 # the heights of x, of the boxes under it, and of the lowest ones
    # in: what the token means and what its place means
    eval arrow(1.4, 8.75, 1.4, x + 0.5).arrow(1.4, 3.85, 1.4, down - 0.5)
    eval text(1.4, 9.1, "token", ink, 14).text(1.4, 3.45, "its place", ink, 14)
    eval arrow(2.25, x, 2.65, x).line(2.25, down, 2.9, down).arrow(2.9, down, 2.9, x - 0.33)
    # x, from left to right
    eval arrow(3.15, x, 3.58, x).line(5.5, x, 10.45, x).line(10.95, x, 16.55, x).arrow(17.05, x, 18.12, x)
    # attention
    eval arrow(6.2, x, 6.2, down + 0.5).arrow(6.2, down - 0.5, 6.2, low + 0.5).arrow(7.15, low, 9.62, low)
    eval arrow(10.7, low + 0.5, 10.7, down - 0.5).arrow(10.7, down + 0.5, 10.7, x - 0.33)
    eval arrow(8.45, 2.05, 9.7, low - 0.52).text(8.45, 1.65, "keys and values of earlier tokens", ink, 13)
    # feed-forward
    eval arrow(13.1, x, 13.1, down + 0.5).arrow(13.1, down - 0.5, 13.1, low + 0.5).arrow(13.85, low, 16.03, low)
    eval arrow(16.8, low + 0.5, 16.8, down - 0.5).arrow(16.8, down + 0.5, 16.8, x - 0.33)
    # out: the scores and their probabilities
    eval arrow(19.85, x, 20.62, x).arrow(21.6, x - 0.5, 21.6, 5.6)
    eval text(21.6, 5.1, "which token", ink, 14).text(21.6, 4.55, "comes next?", ink, 14)
    eval plus(2.9, x).plus(10.7, x).plus(16.8, x)
    eval box(1.4, x, 1.7, 0.95, pale, "wte").box(1.4, down, 1.7, 0.95, pale, "wpe")
    eval box(4.55, x, 1.9, 0.95, white, "rmsnorm")
    eval box(6.2, down, 1.9, 0.95, white, "rmsnorm").box(6.2, low, 1.9, 0.95, pale, "wq wk wv")
    eval box(10.7, low, 2.1, 0.95, white, "4 heads").box(10.7, down, 1.5, 0.95, pale, "wo")
    eval box(13.1, down, 1.9, 0.95, white, "rmsnorm").box(13.1, low, 1.5, 0.95, pale, "fc1")
    eval box(16.8, low, 1.5, 0.95, white, "relu").box(16.8, down, 1.5, 0.95, pale, "fc2")
    eval box(19, x, 1.7, 0.95, pale, "lm_head").box(21.6, x, 1.9, 0.95, white, "softmax")
    # how many numbers
    eval text(8.35, x + 0.35, "x: 16 numbers", grey, 13).text(13.75, x + 0.35, "16", grey, 13)
    eval text(8.35, low + 0.35, "3 x 16", grey, 13).text(14.95, low + 0.35, "64", grey, 13)
    eval text(20.23, x + 0.35, "27", grey, 13).text(21.95, 6.25, "27", grey, 13)
    eval text(8.45, 0.5, "attention: collect", '#1b4f8f', 15).text(14.95, 0.5, "feed-forward: think it over", '#1b4f8f', 15)
    plot NaN
    reset; load 'plots/style.gp'
}

# ---- the loss, and what the model invents meanwhile ----

if (has('loss.tsv')) {
    eval size(820, 520)
    eval begin('loss')
    set xlabel "step"; set ylabel "loss (nats per token)"
    set logscale x
    set xrange [0.45:2200]; set yrange [0.5:4.6]
    set ytics 1.5, 0.5
    set key top right samplen 2
    n = 0; mean = 0 # of all names so far, then of about the last 40
    running(y) = (n = n + 1, mean = mean + (y - mean) / (n < 40 ? n : 40), mean)
    tenfold(step) = step == 1 || step == 10 || step == 100 || step == 1000
    plot log(27) with lines linetype 4 title "all tokens alike: log 27", \
         data.'loss.tsv' every 2 with points linecolor '#9db9d8' pointtype 7 pointsize 0.35 title "one name", \
         data.'loss.tsv' using 1:(running($2)) with lines linetype 1 linewidth 2.4 title "running mean", \
         data.'voices.tsv' using (tenfold($1) ? $1 : NaN):(1.25 - 0.25 * (int($0) % 3)):2 with labels textcolor '#8a4a10' notitle
    reset; load 'plots/style.gp'
}

# ---- which letters the model finds alike: vowels first, then consonants, like beside like ----

if (has('letters.tsv') && svg) {
    eval size(720, 640)
    eval begin('letters')
    in_order = "aeouiyqnhjkmzlvwrdgtcpbfsx"
    place(letter) = strstrt(in_order, letter) - 1
    unset border; unset grid; set tics scale 0
    set xtics () offset 0, 0.4; set ytics ()
    do for [i = 0:25] {
        set xtics add (substr(in_order, i + 1, i + 1) i)
        set ytics add (substr(in_order, i + 1, i + 1) i)
    }
    set xrange [-0.7:25.7]; set yrange [25.7:-0.7]
    set size ratio 1
    eval blues
    set cbrange [0:1]; set cbtics scale 0
    plot data.'letters.tsv' using (place(strcol(1))):($3 > 0.1 ? place(strcol(2)) : NaN):3 with points pointtype 5 pointsize 1.75 linecolor palette
    reset; load 'plots/style.gp'
}
