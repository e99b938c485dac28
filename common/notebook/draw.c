/* Draws a curve with characters, when gnuplot is not installed. The real figures are in plots/. */
#include "internal.h"

#include <math.h>

enum { WIDTH = 64, HEIGHT = 12 };

typedef struct Box {
    double left, right, bottom, top;
} Box;

// The next point that can be drawn. It skips infinities and NaN: a loss may have diverged.
static bool next_point(FILE *points, double *x, double *y)
{
    while (fscanf(points, "%lf %lf", x, y) == 2)
        if (isfinite(*x) && isfinite(*y))
            return true;
    return false;
}

static Box bounds(FILE *points)
{
    Box box = {0, 0, 0, 0};
    bool first = true;
    double x, y;
    for (rewind(points); next_point(points, &x, &y); first = false) {
        box.left = first || x < box.left ? x : box.left;
        box.right = first || x > box.right ? x : box.right;
        box.bottom = first || y < box.bottom ? y : box.bottom;
        box.top = first || y > box.top ? y : box.top;
    }
    return box;
}

void draw_curve(const char *title, FILE *points)
{
    Box box = bounds(points);
    double width = box.right - box.left, height = box.top - box.bottom, x, y;
    if (!(width > 0 && height > 0 && isfinite(width) && isfinite(height)))
        return; // a single point or a flat line: nothing to see
    char rows[HEIGHT][WIDTH + 1];
    for (int r = 0; r < HEIGHT; r++)
        snprintf(rows[r], sizeof rows[r], "%*s", WIDTH, "");
    for (rewind(points); next_point(points, &x, &y);)
        rows[(int)((box.top - y) / height * (HEIGHT - 1))][(int)((x - box.left) / width * (WIDTH - 1))] = '*';
    printf("\n%s\n", title);
    for (int r = 0; r < HEIGHT; r++)
        printf("%10.4g |%s\n", box.top - r * height / (HEIGHT - 1), rows[r]);
    printf("%11s %-10.4g%*.4g\n", "", box.left, WIDTH - 10, box.right);
}
