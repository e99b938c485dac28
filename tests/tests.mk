# The rules for teachers and authors, part of the Makefile: handouts, pages, tests, benchmarks, grading. tests/all.sh and
# tests/more.sh say which tests there are.

starters: ; @tools/desk $@ $(LESSONS)
handout: ; @OUT='$(OUT)' tools/handout $(LESSONS)
pages:
	@$(MAKE) -s lessons WHO=solutions
	@tools/pages $O $(CHOSEN)
$(NUMBERS:%=pages-%): pages-%:
	@$(MAKE) -s $O/$(lesson) WHO=solutions
	@tools/pages $O $(lesson)
$(NUMBERS:%=meta-%): meta-%: $$(if $$(names),$S/kits/$$(lesson) $P/kits/$$(lesson))
	@$(if $(names),$(CHECKING) K='$(K)' tests/meta.sh $(lesson),echo '$(lesson) has no exercises: read it and run it')

EVERY   = $(patsubst %.c,%.o,$(wildcard common/*/*.c))
UNITS   = $(patsubst %.c,%.o,$(wildcard tests/unit*.c)) $(EVERY)
TENSORS = $(patsubst %.c,%.o,$(wildcard tests/tensor*.c)) $(EVERY)
$P/tests/unit $S/tests/unit: %/tests/unit: $(addprefix %/,$(UNITS)) ; $(link) $(CHECKLIBS)
$P/tests/tensor $S/tests/tensor $D/tests/tensor: %/tests/tensor: $(addprefix %/,$(TENSORS)) ; $(link) $(CHECKLIBS)
$P/tests/loopback: $P/tests/loopback.o ; $(link)
$P/tests/tokenizer: $P/tests/tokenizer.o $P/lessons/08-tokenizer/pattern.o $(EVERY:%=$P/%) ; $(link) $(LIBS-08)
$P/tests/gpt2 $S/tests/gpt2: %/tests/gpt2: $(addprefix %/,tests/gpt2.o lessons/09-gpt2/stream.o $(EVERY)) ; $(link)
# a lesson's drawn cases with its solutions, in one process
$(READY:%=$P/drawn/%): $P/drawn/%: $$(call fair,$P) ; $(link)
$(READY:%=$D/drawn/%): $D/drawn/%: $$(call fair,$D) ; $(link)
fair = $1/library/lessons/$(lesson).o $(patsubst %.c,$1/%.o,tests/drawn-seeds.c tests/suite-says.c $(drawn) $(further) $(common) \
       $(names:%=solutions/$(lesson)/%))
# lesson 14's algorithm, with its solutions; in double, too
POLICY = $(patsubst %.c,%.o,tests/policy.c library/lessons/14-rl.c $(wildcard lessons/14-rl/*.c solutions/14-rl/*.c)) $(EVERY)
$P/tests/policy $S/tests/policy $D/tests/policy: %/tests/policy: $(addprefix %/,$(POLICY)) ; $(link)
# clang's libFuzzer: make fuzz-bpe ARGS=-max_total_time=3600
build/fuzz-bpe: tests/fuzz-bpe.c $(wildcard common/data/bpe*.c common/data/split.c common/data/unicode.c common/data/data.c common/base/*.c)
	$(step) 'link $@' $@ clang -std=gnu17 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all $(INCLUDE) $^ -lm
build/fuzz-gpt2: tests/fuzz-gpt2.c $(wildcard common/base/*.c common/data/*.c common/models/*.c common/tensor/*.c)
	$(step) 'link $@' $@ clang -std=gnu17 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -Wno-unknown-pragmas \
	  $(INCLUDE) $^ -lm
# the memory of what is refused stays, so a process makes 50000 runs and another goes on: make fuzz-gpt2 ROUNDS=100
fuzz-gpt2: build/fuzz-gpt2
	@mkdir -p build/fuzz-gpt2-corpus; for i in $$(seq $(or $(ROUNDS),10)); do \
	  ASAN_OPTIONS=detect_leaks=0 $< -rss_limit_mb=6000 -runs=50000 $(ARGS) build/fuzz-gpt2-corpus || exit 1; done
fuzz-bpe: build/fuzz-bpe ; @mkdir -p build/fuzz && $< $(ARGS) build/fuzz
tensor-reference: $P/tests/tensor ; $P/tests/tensor --cases | $(PYTHON) tests/tensor-reference.py
# Debian's, which has its python3-torch
PYTHON = /usr/bin/python3

BEGAN  := $(shell date +%s)
TESTING = $(CHECKING) $(GRADING) O=$O P=$P S=$S D=$D BEGAN=$(BEGAN) WHOLE=$(WHOLE) LESSONS='$(CHOSEN)' LEFT_OUT='$(MISSING)' \
          MAKEFLAGS='$(MAKEOVERRIDES)' MAKELEVEL=0
STEPS  := $(shell sed -n 's/.*step \([a-z]*\) ".*/test-\1/p' tests/all.sh 2>/dev/null)
LONGER := $(shell sed -n 's/.*step \([a-z]*\) ".*/test-\1/p' tests/more.sh 2>/dev/null)
# with LESSONS=09-gpt2, what is not about lessons is left out
WHOLE  := $(if $(filter-out $(CHOSEN),$(READY)),,test)
$(WHOLE) test-unit: $O/tests/unit
$(WHOLE) test-tensor: $P/tests/tensor $D/tests/tensor
$(WHOLE) test-cli: $O/tools/tales
$(WHOLE) test-datasets: $P/tests/loopback
test test-assistant test-quick test-cli test-gpt test-smallest test-tokenizer test-trained: lessons
test test-tokenizer: $(if $(filter 08-%,$(CHOSEN)),$P/tests/tokenizer)
test test-published: lessons $(if $(filter 09-%,$(CHOSEN)),$P/tests/gpt2)
test test-policy: lessons $(if $(filter 14-%,$(CHOSEN)),$P/tests/policy $D/tests/policy)
test-fullsize: lessons $(if $(filter 09-%,$(CHOSEN)),$P/tests/gpt2)
test test-serving: lessons
test test-meta: $(CHOSEN:%=$S/kits/%) $(CHOSEN:%=$P/kits/%)
DRAWN = $(filter $(CHOSEN),$(patsubst tests/%-drawn.c,%,$(wildcard tests/*-drawn.c)))
test test-drawn: $(DRAWN:%=$P/drawn/%) $(patsubst %,$D/drawn/%,$(filter-out 11-% 12-%,$(DRAWN)))
test: ; @$(TESTING) tests/all.sh
test-all: test ; @$(TESTING) tests/more.sh
$(STEPS): test-%: ; @$(TESTING) tests/all.sh $*
$(LONGER): test-%: ; @$(TESTING) tests/more.sh $*

include tools/grade/grade.mk
test test-grade: $$(call hands,$(filter 02-%,$(CHOSEN))) $P/judge $(addprefix $S/kits/,$(filter 02-%,$(CHOSEN))) \
	$(addprefix $P/kits/,$(filter 02-%,$(CHOSEN)))
rehearsal: $$(call hands,$(filter 02-%,$(READY))) $P/judge $(addprefix $S/kits/,$(filter 02-%,$(READY))) \
	$(addprefix $P/kits/,$(filter 02-%,$(READY)))
	@$(TESTING) python3 tests/grade.py afternoon $(or $(N),300)
EXERCISED := $(notdir $(wildcard $(CHOSEN:%=solutions/%)))
graders: $$(call hands,$(EXERCISED)) $P/judge $(EXERCISED:%=$S/kits/%) $(EXERCISED:%=$P/kits/%) # tests/more.sh makes them

# ---- benchmarks ----

$P/bench/micrograd: $P/library/lessons/01-micrograd.o $(patsubst %.c,$P/%.o,$(wildcard solutions/01-micrograd/*.c))
$P/bench/bigram: $P/library/lessons/02-bigram.o $(patsubst %.c,$P/%.o,$(wildcard solutions/02-bigram/*.c))
$P/bench/bf16: $(patsubst %.c,$P/%.o,$(addprefix lessons/11-fast/,bf16.c bf16-x86.c))
$P/bench/profile: $(patsubst %.c,$P/%.o,$(addprefix lessons/11-fast/,machine.c measure.c step.c))
$P/bench/inference: $P/library/lessons/12-inference.o $(patsubst %.c,$P/%.o,$(wildcard lessons/12-inference/*.c solutions/12-inference/*.c))
$P/bench/%: $P/tools/bench/%.o $(EVERY:%=$P/%) ; $(link)
BENCHES = $(basename $(notdir $(wildcard tools/bench/*.c)))
bench: $(patsubst %,$P/bench/%,$(firstword $(ARGS)))
	@$(if $(ARGS),$P/bench/$(ARGS),echo 'make bench ARGS=NAME, which is one of: $(BENCHES)')
bench-compare: $(BENCHES:%=$P/bench/%) ; @tools/bench/compare $P/bench $(ARGS)
.PHONY: starters handout pages graders rehearsal fuzz-bpe fuzz-gpt2 tensor-reference bench bench-compare test test-all $(STEPS) $(LONGER)
