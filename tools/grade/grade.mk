# make grade LESSON=02 FROM=submissions OUT=grades: part of the Makefile, see tools/grade/README.md.
# A hand is a lesson's suite with functions that nobody knows: they are in a library that is chosen when it is started.

LESSON ?=
GRADED  = $(filter $(foreach l,$(LESSON),$l $l-%),$(notdir $(wildcard $(READY:%=solutions/%))))
$S/pic/%.o: %.c $P/probed.mk ; $(step) 'cc -fPIC $<' $@ $(COMPILE) $(ASAN) -Wno-unused-parameter -fPIC -MMD -MP -MT $@ -c $<
$(READY:%=$S/hands/%/libanswers.so): $S/hands/%/libanswers.so: $$(answers)
	$(step) 'link $@' $@ $(JOINED) $^
drawn   = $(or $(wildcard tests/$(lesson)-drawn.c),tests/drawn-none.c)
answers = $(stubs:%.c=$S/pic/%.o)
hand    = $S/library/lessons/$(lesson).o $(patsubst %.c,$S/%.o,tests/hand.c $(drawn) tests/suite-says.c tests/suite-tools.c \
          $(filter-out $(wildcard tests/suite*.c),$(tests))) $(patsubst %.c,$1/%.o,$(common))
# the sanitizers within the hand, where that can be: it starts sooner
inside  = $(if $(filter gcc-%,$(COMPILER)),$(if $(wildcard $(shell $(CC) -print-file-name=libasan.a)),-static-libasan -static-libubsan))
handed  = $(step) 'link $@' $@ $(CC) $(ASAN) $(inside) -rdynamic $(filter %.o,$^) $(filter %.so,$^) $(LIBS-$(number)) $(LIBS)
$(READY:%=$S/hands/%/hand): $S/hands/%/hand: $$(call hand,$S) $S/hands/%/libanswers.so ; $(handed)
$(READY:%=$S/hands/%/trains): $S/hands/%/trains: $$(call hand,$P) $S/hands/%/libanswers.so ; $(handed)
$P/judge: $(patsubst %.c,$P/%.o,tests/judge.c tests/suite-says.c common/base/check.c) ; $(link)
hands   = $(foreach l,$1,$S/hands/$l/hand $(if $(filter solutions/$l/%,$(EXPERIMENTS)),$S/hands/$l/trains))
# of a file of forty lines, a compiler's time is a third shorter without -march=native, -fopenmp, the types in -g and half of -O1; and
# the hand has the libraries already
TERSE    = $(if $(filter clang-%,$(COMPILER)),-fno-color-diagnostics -fno-caret-diagnostics,-fdiagnostics-color=never -fno-diagnostics-show-caret)
LEARNERS = $(CC) $(filter-out -march=% -g,$(CFLAGS)) $(WARN) -Wno-unknown-pragmas $(TERSE) $(ASAN) -Og -g1 \
           $(if $(filter clang-%,$(COMPILER)),,--param asan-instrumentation-with-call-threshold=0)
JOINED   = $(CC) -shared -nostdlib -Wl,-soname,libanswers.so
GRADING = CC='$(CC)' COMPILE='$(LEARNERS)' PLAIN='$(CC) $(CFLAGS) $(AROUND) $(WARN) $(OPENMP) $(TERSE)' JOIN='$(JOINED)' \
          HANDS='$S/hands' JUDGE='$P/judge' LEAKS='$(CHECK_LEAKS)'
grade: $$(if $(LESSON),$$(call hands,$(GRADED)) $P/judge)
	@$(GRADING) python3 tools/grade --lesson '$(or $(GRADED),$(LESSON))' --from '$(FROM)' --out '$(OUT)' --jobs '$(JOBS)' \
		--seed '$(SEED)' --roster '$(ROSTER)' --late '$(LATE)' --marks '$(MARKS)' $(if $(ONE),--one)
hands: $$(call hands,$(GRADED)) $P/judge
new-lesson: ; @tools/new-lesson '$(N)' '$(NAME)'
.PHONY: grade hands new-lesson
