# The figures of lesson 08. Run by tools/plot, after style.gp. The tree of a token is graphviz's work.

if (has('tokens.tsv') && svg) {
    array ground[6] = [0x9ecae1, 0xfdd0a2, 0xa1d99b, 0xf4b6c2, 0xbcbddc, 0xe6e0a8]
    eval size(640, 290)
    eval begin('tokens')
    unset key; unset border; unset tics; unset grid
    set xrange [-0.5:39.5]; set yrange [6.7:-0.7]
    set lmargin 1; set rmargin 1; set tmargin 0; set bmargin 0
    set style fill solid 1 noborder
    plot data.'tokens.tsv' using (($1 + $2) / 2):3:($1 + 0.04):($2 - 0.04):($3 - 0.4):($3 + 0.4):(ground[int($4) + 1]) with boxxy linecolor rgb variable, \
         data.'token-signs.tsv' using 1:2:3 with labels font ',16' noenhanced
    reset; load 'plots/style.gp'
}

if (has('bits.tsv')) {
    eval begin('bits')
    set logscale x 2
    set xlabel "tokens in the vocabulary"; set ylabel "bits per byte of unseen text"
    set yrange [0:*]; set xrange [220:*]
    set key top right
    plot data.'bits.tsv' using 1:2 with linespoints linetype 4 title "every token costs log V", \
         data.'bits.tsv' using 1:3 with linespoints linetype 2 title "its frequency is known", \
         data.'bits.tsv' using 1:4 with linespoints linetype 1 title "a small GPT"
    reset; load 'plots/style.gp'
}

if (has('languages.tsv')) {
    eval size(760, 460)
    eval begin('languages')
    unset key
    set style fill solid 1 noborder
    set xlabel "tokens"; set xrange [0:*]; set yrange [14:-1] 
    set grid xtics; unset grid
    set lmargin 12
    plot data.'languages.tsv' using ($2 / 2):0:($2 / 2):(0.35):ytic(1) with boxxy linetype 1, \
         data.'languages.tsv' using ($2 + 8):0:(sprintf("%d", $2)) with labels
    reset; load 'plots/style.gp'
}

if (has('sums-digits.tsv')) {
    eval begin('sums')
    set xlabel "step of training, 16 sums each"; set ylabel "sums that are right, %"
    set yrange [-2:102]
    set key center right opaque
    plot data.'sums-reversed.tsv' with linespoints linetype 3 title "digits, reversed", \
         data.'sums-digits.tsv' with linespoints linetype 1 title "digits", \
         data.'sums-gpt2.tsv' with linespoints linetype 2 title "GPT-2's tokens"
    reset; load 'plots/style.gp'
}

if (has('letters.tsv')) {
    eval size(560, 360)
    eval begin('letters')
    unset key
    set style fill solid 1 noborder
    set boxwidth 0.6
    set yrange [0:108]; set ylabel "right answers, %"
    set grid ytics
    plot data.'letters.tsv' using 0:2:xtic(1) with boxes linetype 1, \
         data.'letters.tsv' using 0:2:(sprintf("%.1f", $2)) with labels offset 0, 0.7
    reset; load 'plots/style.gp'
}

if (has('born.tsv')) {
    eval begin('born')
    set xlabel "tokens, sorted by the norm of their row"; set ylabel "norm"
    set logscale y
    set key top left
    plot data.'born.tsv' using 1:($3 == 1 ? $2 : NaN) with points linetype 1 pointsize 0.3 title "occurs in the text", \
         data.'born.tsv' using 1:($3 == 0 ? $2 : NaN) with points linetype 2 pointsize 0.7 title "never occurs"
    reset; load 'plots/style.gp'
}

if (has('cost-training.tsv')) {
    eval begin('cost-training')
    set logscale xy
    set format x "%g MB"; set format y "%g s"
    set xlabel "size of the text"; set ylabel "time for 512 merges"
    set key top left
    plot data.'cost-training.tsv' using ($1 / 1e6):3 with linespoints linetype 2 title "the whole text as one piece", \
         data.'cost-training.tsv' using ($1 / 1e6):2 with linespoints linetype 1 title "cut by GPT-2's pattern"
    reset; load 'plots/style.gp'
}

if (has('cost-encoding.tsv')) {
    eval begin('cost-encoding')
    set logscale xy
    set format x "%.0s %cB"; set format y "%.0s %cs"
    set xlabel "size of the text"; set ylabel "time to encode"
    set key top left
    plot data.'cost-encoding.tsv' with linespoints linetype 1 title "encoding", \
         data.'cost-encoding.tsv' using 1:($1 / 1e7) with lines linetype 4 title "10 MB a second"
    reset; load 'plots/style.gp'
}
