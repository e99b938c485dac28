# The figures of lesson 11. Run by tools/plot, after style.gp.

bytes_axis = "set xtics ('4 kB' 4, '32 kB' 32, '256 kB' 256, '2 MB' 2048, '16 MB' 16384, '128 MB' 131072)"

if (has('bandwidth.tsv')) {
    eval size(820, 440)
    eval begin('bandwidth')
    set logscale xy
    eval bytes_axis
    set xlabel "size of what is read again and again"; set ylabel "GB/s"
    set yrange [*:*]; set ytics (10, 20, 50, 100, 200, 500)
    set key top right
    plot data.'bandwidth.tsv' using 1:2 with linespoints linetype 1 title "read, one thread", \
         '' using 1:4 with linespoints linetype 2 title "triad, one thread", \
         '' using 1:3 with lines linetype 3 title "read, all threads", \
         '' using 1:5 with lines linetype 4 title "triad, all threads"
    reset; load 'plots/style.gp'
}

if (has('ladder.tsv')) {
    eval size(820, 440)
    eval begin('ladder')
    set style fill solid 1 noborder
    set boxwidth 0.65
    set logscale y
    set yrange [0.5:*]; set ylabel "Gflop/s"
    set xtics rotate by -30 noenhanced
    set key top left
    peak = 0; peak_all = 0
    if (has('ladder-peak.tsv')) {
        stats data.'ladder-peak.tsv' using 1 nooutput; peak = STATS_max
        stats data.'ladder-peak.tsv' using 2 nooutput; peak_all = STATS_max
    }
    plot data.'ladder.tsv' using 0:2:xtic(1) with boxes linetype 1, \
         data.'ladder.tsv' using 0:2:(sprintf("%.3g", $2)) with labels offset 0, 0.7, \
         peak > 0 ? peak : NaN with lines linetype 2 title "peak of one thread", \
         peak_all > 0 ? peak_all : NaN with lines linetype 3 title "peak of all"
    reset; load 'plots/style.gp'
}

if (has('sizes.tsv')) {
    eval size(820, 420)
    eval begin('sizes')
    set xlabel "n, of a product n x n x n"; set ylabel "Gflop/s, one thread"
    set yrange [0:*]; set xrange [0:*]
    set key bottom right
    plot data.'sizes.tsv' using 1:3 with linespoints linetype 1 title "the library", \
         '' using 1:2 with linespoints linetype 2 title "large tile, edges in plain loops"
    reset; load 'plots/style.gp'
}

# Where the names of the 13 ops stand, so that they do not overlap: 0 right, 1 left, 2 right and above, 3 right and below.
side(where, n) = int(word(where, n + 1))
at_x(x, where, n) = side(where, n) == 1 ? x / 1.15 : x * 1.15
at_y(y, where, n) = side(where, n) == 2 ? y * 1.25 : side(where, n) == 3 ? y / 1.25 : y

# Two roofs: bytes from the first-level cache, and from memory.
if (has('parts.tsv') && has('roof.tsv')) {
    eval size(860, 500)
    eval begin('roofline')
    where = '0 0 1 0 3 0 2 0 3 0 0 0 1'
    set logscale xy
    set xlabel "arithmetic intensity, operations for each byte"; set ylabel "Gflop/s, all threads"
    set xrange [0.03:600]; set yrange [0.1:*]
    set key top left
    stats data.'roof.tsv' using 2 nooutput; fast = STATS_max; slow = STATS_min
    stats data.'roof.tsv' using 3 nooutput; peak = STATS_max
    least(a, b) = a < b ? a : b
    plot least(peak, fast * x) with lines linetype 2 title "from the first-level cache", \
         least(peak, slow * x) with lines linetype 4 title "from memory", \
         data.'parts.tsv' using ($2 > 0 ? $2 : NaN):5 with points linetype 1 pointsize 0.9, \
         data.'parts.tsv' using ($2 > 0 && side(where, int($0)) != 1 ? at_x($2, where, int($0)) : NaN):(at_y($5, where, int($0))):1 with labels left noenhanced font ",12", \
         data.'parts.tsv' using ($2 > 0 && side(where, int($0)) == 1 ? at_x($2, where, int($0)) : NaN):(at_y($5, where, int($0))):1 with labels right noenhanced font ",12"
    reset; load 'plots/style.gp'
}

if (has('parts.tsv')) {
    eval size(760, 540)
    eval begin('predicted')
    where = '0 1 1 1 0 0 2 1 3 0 0 0 0'
    set logscale xy
    set xlabel "predicted, microseconds in a step"; set ylabel "measured, microseconds in a step"
    stats data.'parts.tsv' using 3 nooutput; low = STATS_min / 2; high = STATS_max * 12
    set xrange [low:high]; set yrange [low:high]
    set key top left
    plot x with lines linetype 4 title "as predicted", 1.5 * x with lines linetype 2 title "a factor of 1.5", x / 1.5 with lines linetype 2, \
         data.'parts.tsv' using 3:4 with points linetype 1 pointsize 0.9, \
         data.'parts.tsv' using (side(where, int($0)) != 1 ? at_x($3, where, int($0)) : NaN):(at_y($4, where, int($0))):1 with labels left noenhanced font ",12", \
         data.'parts.tsv' using (side(where, int($0)) == 1 ? at_x($3, where, int($0)) : NaN):(at_y($4, where, int($0))):1 with labels right noenhanced font ",12"
    reset; load 'plots/style.gp'
}

if (has('profile.tsv')) {
    eval size(860, 380)
    eval begin('profile')
    array colour[14] = ['#dddddd', '#9db9cc', '#0b3c78', '#d1711c', '#2f6fae', '#bbbbbb', '#3f83c5', '#f0b878', '#6aa6dd', '#a6cdf0', '#8a4a10', '#eeeeee', '#3a9a5b', '#555555']
    array part[14] = ['embedding', 'layernorm', 'qkv', 'attention', 'projection', 'residual', 'fc', 'gelu', 'fc projection', \
                      'unembedding', 'cross-entropy', 'zero grad', 'AdamW', 'the rest']
    set xrange [0:100]; set xlabel "share of a step's time, %"
    set yrange [1.6:-0.6]
    set style fill solid 1 border linecolor '#ffffff'
    set border 1; set ytics scale 0
    set lmargin 20; set tmargin 7.5
    set key outside top center horizontal samplen 1 maxrows 3
    upto(k) = k == 1 ? 0 : sum [i = 2:k] column(i)
    plot for [k = 1:14] data.'profile.tsv' using (upto(k)):0:(upto(k)):(upto(k) + column(k + 1)):($0 - 0.35):($0 + 0.35):ytic(1) \
        with boxxyerror linecolor rgb colour[k] dashtype 1 title part[k]
    reset; load 'plots/style.gp'
}

if (has('weights-float.tsv') && has('weights-bf16.tsv') && has('weights-master.tsv')) {
    eval size(820, 420)
    eval begin('halves')
    set xlabel "step"; set ylabel "loss, nats a character"
    set key top right
    plot data.'weights-float.tsv' with lines linetype 1 title "float", \
         data.'weights-bf16.tsv' with lines linetype 2 title "bfloat16", \
         data.'weights-master.tsv' with lines linetype 3 title "bfloat16, master weights in float"
    reset; load 'plots/style.gp'
}

if (has('unfamiliar.tsv')) {
    eval size(720, 360)
    eval begin('unfamiliar')
    set style fill solid 1 noborder
    set boxwidth 0.55
    set logscale y 2
    set yrange [0.25:4]; set ytics ("1/4" 0.25, "1/2" 0.5, "1/1.5" 0.6667, "1" 1, "1.5" 1.5, "2" 2, "4" 4)
    set xrange [-0.6:4.6]
    set ylabel "prediction / measurement"
    plot data.'unfamiliar.tsv' using 0:2:xtic(1) with points linetype 1 pointsize 1.4, \
         data.'unfamiliar.tsv' using 0:2:(sprintf("%.2f", $2)) with labels left offset 1.2, 0, \
         1 with lines linetype 4, 1.5 with lines linetype 2, 1 / 1.5 with lines linetype 2
    reset; load 'plots/style.gp'
}
