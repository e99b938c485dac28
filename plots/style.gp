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

# Boxes and arrows, for diagrams: each function gives commands for eval, so that they can be joined with a dot.
dark = '#444444'; ink = '#222222'; grey = '#777777'; blue = '#1b4f8f'; brown = '#8a4a10'
pale = '#e8eef6'; warm = '#fdf0e0'; white = '#ffffff'
blank = "unset border; unset tics; unset grid; unset key; set margins 0, 0, 0, 0"
text(x, y, what, colour, points) = \
    sprintf("set label \"%s\" at %g,%g center noenhanced front textcolor rgb '%s' font ',%g'; ", what, x, y, colour, points)
rectangle(x, y, w, h, colour) = \
    sprintf("set object rectangle center %g,%g size %g,%g fillcolor rgb '%s' fillstyle solid border linecolor rgb '%s'; ", x, y, w, h, colour, dark)
box(x, y, w, h, colour, what) = text(x, y, what, ink, 15).rectangle(x, y, w, h, colour)
plus(x, y) = text(x, y, '+', ink, 17). \
    sprintf("set object circle center %g,%g size first 0.23 fillcolor rgb '%s' fillstyle solid border linecolor rgb '%s'; ", x, y, warm, dark)
edge(x1, y1, x2, y2, head) = \
    sprintf("set arrow from %g,%g to %g,%g %s back linecolor rgb '%s' linewidth 1.3; ", x1, y1, x2, y2, head, dark)
line(x1, y1, x2, y2) = edge(x1, y1, x2, y2, "nohead")
arrow(x1, y1, x2, y2) = edge(x1, y1, x2, y2, "size screen 0.009,22 filled")
