#include "08-tokenizer.h"
int main(void){return 0;}
