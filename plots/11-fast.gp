# The figures of lesson 11. Run by tools/plot, after style.gp.
