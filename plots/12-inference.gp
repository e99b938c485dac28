# The figures of lesson 12. Run by tools/plot, after style.gp.
