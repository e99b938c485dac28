# Shared by all figures: size, font, margins, colours. Before loading this file, tools/plot sets
#   data       the folder of the lesson's results, with its slash
#   figure     where figures go, up to the lesson's name and a dash
#   terminal   svg, or dumb for characters in a terminal
#   since      a file, or empty: results that are older than it are from an earlier run and are not drawn
# A lesson's file opens each figure with:  eval begin('loss')   and guards it with:  if (has('loss.tsv'))

has(name) = system("test -s '".data.name."' && { test -z '".since."' || ! test '".data.name."' -ot '".since."'; } && echo 1 || echo 0") + 0
svg = terminal eq 'svg'
width = 720; height = 440                       # a figure of another size calls eval size(w, h)
size(w, h) = svg ? sprintf("set terminal svg size %d,%d dynamic font 'sans-serif,15' linewidth 1.5 background '#ffffff'", w, h) \
                 : "set terminal dumb size 100,32 noenhanced"
begin(name) = svg ? sprintf("set output '%s%s.svg'", figure, name) : sprintf("unset grid; set title '%s'", name)

eval size(width, height)
set encoding utf8
set border 3 linecolor '#444444'
set tics nomirror textcolor '#222222'
set grid back linecolor '#dddddd' linetype 1 linewidth 0.5
set key noautotitle spacing 1.2
set style fill solid noborder

# Lines differ in lightness and dashes, so that they can be distinguished in grey.
set linetype 1 linecolor '#1b4f8f' dashtype 1 linewidth 1.6 pointtype 7
set linetype 2 linecolor '#d1711c' dashtype 2 linewidth 1.6 pointtype 6
set linetype 3 linecolor '#3a9a5b' dashtype 4 linewidth 1.6 pointtype 5
set linetype 4 linecolor '#888888' dashtype 3 linewidth 1.6 pointtype 4

# Palettes from none to much, and from low to high; they also work in grey.
blues  = "set palette defined (0 '#ffffff', 0.25 '#c6dbef', 0.6 '#5a9bd0', 1 '#0b3c78')"
night_to_day = "set palette defined (0 '#08244d', 0.35 '#3f74ad', 0.55 '#9db9cc', 0.75 '#f3d9a0', 1 '#fff8e6')"
