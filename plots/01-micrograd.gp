# The figures of lesson 01. Run by tools/plot, after style.gp.

if (has('parabola.tsv')) {
    eval begin('parabola')
    set xlabel "x"; set ylabel "f(x) = 3x² - 4x + 5"
    set xrange [-5:5]; set yrange [-10:100]
    set key top center
    plot data.'parabola.tsv' with lines linetype 1 linewidth 2 title "f(x)", \
         20 + 14 * (x - 3) with lines linetype 2 title "the tangent at x = 3: slope 14", \
         '+' using (3):(20) every ::::0 with points linetype 2 pointsize 1.2
    reset; load 'plots/style.gp'
}

if (has('tanh.tsv')) {
    eval begin('tanh')
    set xlabel "n"; set ylabel "o = tanh(n)"
    set yrange [-1.2:1.2]
    set xrange [-5:5]
    set key left top Left reverse samplen 1.5
    plot data.'tanh.tsv' with lines linetype 1 linewidth 2 title "tanh", \
         '' using 1:(1 - $2**2) with lines linetype 2 title "its slope, 1 - o²", \
         '+' using (0.8814):(0.7071) every ::::0 with points linetype 1 pointsize 1.2 title "the neuron of the lecture"
    reset; load 'plots/style.gp'
}

if (has('loss.tsv')) {
    eval begin('loss')
    set xlabel "step"; set ylabel "loss"
    set logscale y
    plot data.'loss.tsv' with lines linetype 1 linewidth 2
    reset; load 'plots/style.gp'
}

# One field of scores with its points and its boundary; frame n of boundary.tsv.
field = "set xrange [-1.6:2.6]; set yrange [-1.2:1.8]; set cbrange [-3:3]; unset colorbox; unset grid; unset key"
draw(n) = sprintf("plot data.'boundary.tsv' index %d using 1:2:($3 > 3 ? 3 : $3 < -3 ? -3 : $3) with image, ", n). \
          (lines[n + 1] ? sprintf("$line%d with lines linecolor '#000000' linewidth 1.6, ", n) : ""). \
          "data.'moons.tsv' using ($3 > 0 ? $1 : NaN):2 with points pointtype 7 pointsize dot linecolor '#8a2f0a', ". \
          "data.'moons.tsv' using ($3 < 0 ? $1 : NaN):2 with points pointtype 7 pointsize dot linecolor '#ffffff'"
dot = 0.7

if (has('boundary.tsv') && has('moons.tsv') && svg) {
    stats data.'boundary.tsv' using 4 nooutput
    frames = STATS_blocks
    array steps[frames]
    array lines[frames] # is there a boundary at all?
    do for [n = 1:frames] {
        stats data.'boundary.tsv' index n - 1 using 4 nooutput
        steps[n] = STATS_min
        stats data.'boundary.tsv' index n - 1 using 3 nooutput
        lines[n] = STATS_min < 0 && STATS_max > 0
    }
    set contour base; unset surface; set cntrparam levels discrete 0
    do for [n = 0:frames - 1] {
        eval sprintf("set table $line%d", n)
        splot data.'boundary.tsv' index n using 1:2:3 with lines
        unset table
    }
    unset contour; set surface

    eval size(720, 560)
    eval begin('moons')
    eval field
    set xlabel "x"; set ylabel "y"
    eval night_to_day
    eval draw(frames - 1)
    reset; load 'plots/style.gp'

    eval size(1000, 560)
    eval begin('frames')
    eval field
    eval night_to_day
    unset xtics; unset ytics
    dot = 0.5
    set multiplot layout 2, 3 margins 0.02, 0.98, 0.02, 0.91 spacing 0.02, 0.1
    do for [n = 0:frames - 1] {
        set title sprintf("after %d steps", steps[n + 1])
        eval draw(n)
    }
    unset multiplot
    reset; load 'plots/style.gp'
}
