# The figures of lesson 13. Run by tools/plot, after style.gp.
