# Zero to Hero, in C. `make` alone prints what there is to do.
#   CC=clang            another compiler             SAN=1      AddressSanitizer and UBSan
#   WHO=solutions|exercises   whose functions a lesson is linked with (default: yours where written)
#   ARGS="--quick"      options for a lesson, a benchmark; K=3 names an exercise for check, hint, reset

CC      = cc
CFLAGS  = -std=gnu17 -O3 -march=native -ffp-contract=fast -fno-trapping-math -fno-math-errno -g
WARN    = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes $(if $(OPENMP),,-Wno-unknown-pragmas) $(if $(CI),-Werror)
INCLUDE = $(patsubst %/,-iquote %,$(wildcard common/*/)) -iquote lessons -iquote tests $(CHECKINCLUDE)
ASAN    = -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -fno-optimize-sibling-calls \
          $(UNVECTORED)# clang at -O1: what omp simd asks for is left undone, and that is fine
COMPILE = $(CC) $(CFLAGS) $(WARN) $(OPENMP) $(INCLUDE)
LIBS    = $(OPENMP) -lm
export GOMP_SPINCOUNT ?= 3000# how long a thread waits awake: by default so long that one busy core costs both dearly
CHECKINCLUDE := $(shell pkg-config --cflags check 2>/dev/null)

objects  = build/obj/$(notdir $(firstword $(CC)))
P       := $(objects)#                    plain objects and programs
S       := $(objects)-san#                with the sanitizers
D       := $(objects)-double#             with double for float, to prove gradients
O       := $(if $(SAN),$S,$P)
LESSONS := $(basename $(notdir $(wildcard lessons/*.c)))
COMMON  := $(basename $(wildcard common/*/*.c))
say      = $(if $(V),,@echo '  $1';)#    V=1 shows the commands themselves

.DEFAULT_GOAL := help
.SECONDARY:
.SUFFIXES:
help:
	@cat tools/help.txt

# what this compiler can do, found out once: OpenMP, and looking for leaks
-include $P/probed.mk
$P/probed.mk: tools/openmp tools/doctor Makefile
	@mkdir -p $(@D)
	@echo "OPENMP := $$(tools/openmp '$(CC)')" > $@
	@$(CC) --version | grep -q clang && echo "UNVECTORED := -Wno-pass-failed" >> $@ || true
	@echo "CHECK_LEAKS ?= $$(CC='$(CC)' tools/doctor --leaks)" >> $@

# ---- objects ----

# a tree of objects, and in it library/: the same lessons, their main renamed, to link with
define OBJECTS
$1/%.o: %.c
	@mkdir -p $$(@D)
	$$(call say,cc $$<)$$(COMPILE) $$(PIECE) $2 -MMD -MP -c $$< -o $$@
$1/library/%.o: %.c
	@mkdir -p $$(@D)
	$$(call say,cc $$<)$$(COMPILE) -Dmain=lesson_main -Wno-missing-prototypes $2 -MMD -MP -c $$< -o $$@
endef
$(eval $(call OBJECTS,$P,))
$(eval $(call OBJECTS,$S,$(ASAN)))
$(eval $(call OBJECTS,$D,-DREAL_IS_DOUBLE))
$P/exercises/%.o $S/exercises/%.o $S/build/stubs/%.o: PIECE = -Wno-unused-parameter

# ---- lessons: per exercise, the learner's file once it has no TODO( left, else the solution ----

$(if $(filter-out solutions exercises,$(WHO)),$(error WHO=$(WHO): it is solutions or exercises))
open      := (
UNWRITTEN := $(shell grep -lE '^[[:space:]]*TODO[$(open)]' exercises/*/*.c 2>/dev/null)
mine       = $(if $(filter exercises/$1,$(UNWRITTEN)),$(or $(wildcard solutions/$1),exercises/$1),exercises/$1)
pick       = $(if $(filter solutions exercises,$(WHO)),$(WHO)/$1,$(call mine,$1))
pieces     = $(foreach f,$(notdir $(wildcard exercises/$1/*.c)),$(call pick,$1/$f))
names      = $(notdir $(basename $(wildcard exercises/$1/*.c)))

further    = $(basename $(wildcard lessons/$1/*.c))#  what is not a lesson's story has a folder of its name

# The rest asks for a lesson by its number: lesson-02, check-02, hint-02 K=3
.SECONDEXPANSION:
named = $(filter $1-%,$(LESSONS))
objects_of = $(patsubst %.c,$2/%.o,$1)

$(LESSONS:%=$O/%): $O/%: $O/lessons/%.o $$(call objects_of,$$(addsuffix .c,$$(call further,$$*)),$O) \
        $(COMMON:%=$O/%.o) $$(call objects_of,$$(call pieces,$$*),$O) $O/whose/%.o
	$(call say,link $@)$(CC) $(if $(SAN),$(ASAN)) $^ $(LIBS) -o $@
$O/whose/%.c: FORCE
	@mkdir -p $(@D)
	@tools/whose $* $(call pieces,$*) > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
$O/whose/%.o: $O/whose/%.c
	@$(CC) -c $< -o $@

$O/08-tokenizer: LIBS += -lpcre2-8# until lessons have libraries of their own
kits = $(patsubst exercises/%/,kit-%,$(wildcard exercises/*/))# lesson 00 has no exercises, so no kit
$(kits): kit-%: $S/tests/suite.o $S/library/lessons/%.o $(COMMON:%=$S/%.o) $(COMMON:%=$P/%.o) \
        $$(call objects_of,$$(wildcard tests/$$*.c tests/$$*-*.c),$S) \
        $$(addprefix $S/,$$(addsuffix .o,$$(call further,$$*))) $$(addprefix $S/build/stubs/$$*/,$$(addsuffix .o,$$(call names,$$*)))

numbers = $(foreach l,$(LESSONS),$(firstword $(subst -, ,$l)))
$(numbers:%=lesson-%): lesson-%: $$(addprefix $O/,$$(call named,$$*))
	@tools/run $(call named,$*) $< $(ARGS)
$(numbers:%=plot-%): plot-%:
	@tools/plot $(call named,$*) $(ARGS)
$(numbers:%=check-%): check-%: $$(filter $(kits),$$(addprefix kit-,$$(call named,$$*)))
	@$(CHECKING) tools/check $(call named,$*) exercises/$(call named,$*) build/check '$(K)'
$(foreach verb,hint where reset,$(numbers:%=$(verb)-%)):
	@K='$(K)' LEVEL='$(LEVEL)' tools/desk $(firstword $(subst -, ,$@)) $(call named,$(lastword $(subst -, ,$@)))

build/stubs/%.c: solutions/%.c tools/starter tools/mutant
	@mkdir -p $(@D)
	@tools/starter $< > $@
build/stubs/%.c: starters/%.c# a handout has the starters instead of the solutions
	@mkdir -p $(@D)
	@cp $< $@

CHECKLIBS = $(shell pkg-config --libs check 2>/dev/null || echo -lcheck) $(LIBS) -lpcre2-8
CHECKING  = CHECK_LEAKS='$(CHECK_LEAKS)' CHECK_CC='$(COMPILE) $(ASAN)' CHECK_DIR=$S CHECK_PLAIN=$P CHECK_LIBS='$(CHECKLIBS)'

# ---- everything else calls a tool ----

lessons: $(LESSONS:%=$O/%)
demo: lessons
	@tools/demo $O $(LESSONS)
starters reset hint where handout:
	@tools/desk $@ $(LESSONS)
pages:
	@$(MAKE) -s lessons WHO=solutions
	@tools/pages $O $(LESSONS)
datasets:
	@tools/datasets
doctor:
	@CC='$(CC)' FLAGS='$(CFLAGS)' MAKE='$(MAKE)' tools/doctor
$O/tools/tales: $(patsubst %,$O/%.o,tools/tales $(filter common/data/tales%,$(COMMON)) common/data/data common/base/rng common/base/check)
	$(call say,link $@)$(CC) $(if $(SAN),$(ASAN)) $^ $(LIBS) -o $@
tales: $O/tools/tales
	@$< $(ARGS)
benches = $(patsubst tools/bench/%.c,$P/bench/%,$(wildcard tools/bench/*.c))
parts   = $P/library/lessons/$1.o $(patsubst %.c,$P/%.o,$(wildcard solutions/$1/*.c))
$P/bench/micrograd: $(call parts,01-micrograd)
$P/bench/bigram: $(call parts,02-bigram)
$P/bench/%: $P/tools/bench/%.o $(COMMON:%=$P/%.o)
	@mkdir -p $(@D)
	$(call say,link $@)$(CC) $^ $(LIBS) -o $@
bench: $(patsubst %,$P/bench/%,$(firstword $(ARGS)))
	@$P/bench/$(ARGS)
bench-compare: $(benches)
	@tools/bench/compare $P/bench $(ARGS)

# ---- tests: tests/all.sh says which there are ----

units   = $(basename $(wildcard tests/unit*.c))
tensors = $(basename $(wildcard tests/tensor*.c))
$(foreach t,$P $S $D,$(eval $t/tests/tensor: $(tensors:%=$t/%.o) $(COMMON:%=$t/%.o)))
$P/tests/tensor $D/tests/tensor $S/tests/tensor:
	$(call say,link $@)$(CC) $(if $(filter $S/%,$@),$(ASAN)) $^ $(CHECKLIBS) -o $@
$O/tests/unit: $(units:%=$O/%.o) $(COMMON:%=$O/%.o)
	$(call say,link $@)$(CC) $(if $(SAN),$(ASAN)) $^ $(CHECKLIBS) -o $@
$P/tests/tokenizer: $P/tests/tokenizer.o $P/lessons/08-tokenizer/pattern.o $(COMMON:%=$P/%.o)
	$(call say,link $@)$(CC) $^ $(LIBS) -lpcre2-8 -o $@
build/fuzz-bpe: tests/fuzz-bpe.c $(wildcard common/data/*.[ch])
	$(call say,link $@)clang -std=gnu17 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all $(INCLUDE) \
	    $< $(wildcard common/data/bpe*.c common/data/split.c common/data/unicode.c common/data/data.c common/base/*.c) -lm -o $@
fuzz-bpe: build/fuzz-bpe
	@mkdir -p build/fuzz && $< $(ARGS) build/fuzz
$P/tests/loopback: $P/tests/loopback.o
	$(call say,link $@)$(CC) $^ -o $@
ifeq ($(wildcard solutions),)
test test-all:
	@echo "A handout has no tests of its own: make check-NN grades exercises."
else
test: lessons $O/tests/unit $O/tools/tales $P/tests/tensor $D/tests/tensor $P/tests/loopback $P/tests/tokenizer $(kits)
	@$(CHECKING) O=$O P=$P D=$D tests/all.sh $(LESSONS)
test-all: test
	@$(CHECKING) O=$O tests/more.sh $(LESSONS)
$(foreach l,$(LESSONS),$(eval meta-$(firstword $(subst -, ,$l)): $(filter $(kits),kit-$l); @$$(CHECKING) tests/meta.sh $l))
endif

clean:
	rm -rf build
-include $(shell find build/obj -name '*.d' 2>/dev/null)
FORCE:
.PHONY: FORCE fuzz-bpe help lessons demo starters pages datasets tales doctor bench bench-compare test test-all clean
