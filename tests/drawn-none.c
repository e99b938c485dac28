// For a lesson whose exercises have fixed tests only.
#include "drawn.h"

void lesson_drawn(void)
{
}
