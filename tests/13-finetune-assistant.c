#include "13-finetune.h"
#include "suite.h"
void suite_of_assistants(void);
void suite_of_assistants(void)
{
}
