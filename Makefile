# Zero to Hero, in C. `make` alone prints tools/help.txt: what there is to do, and the settings (CC, SAN, WHO, ARGS, K, V).

CC      = cc
MARCH   = native
CFLAGS  = -std=gnu17 -O3 -march=$(MARCH) -ffp-contract=fast -fno-trapping-math -fno-math-errno -g
WARN    = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes $(if $(OPENMP),,-Wno-unknown-pragmas) $(if $(CI),-Werror)
INCLUDE = $(patsubst %/,-iquote %,$(wildcard common/*/)) -iquote lessons -iquote tests $(shell pkg-config --cflags check 2>/dev/null)
COMPILE = $(CC) $(CFLAGS) $(AROUND) $(WARN) $(OPENMP) $(INCLUDE)
LIBS    = $(OPENMP) -lm
# of clang's warnings at -O1, one is about nothing: it does not do what `omp simd` asks for
ASAN    = -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -fno-optimize-sibling-calls \
          $(if $(filter clang-%,$(COMPILER)),-Wno-pass-failed)

# What a lesson is linked with: rooms of common/ or files in them (all there are, if none are named), and a library that no
# other lesson needs. Where that is missing, the lesson is left out and the rest goes on.
ROOMS-01 = base notebook data/data data/examples
ROOMS-02 = base notebook data/data data/examples
LIBS-08 = -lpcre2-8

# all cores, unless the user says how many
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell getconf _NPROCESSORS_ONLN)
endif
.SECONDEXPANSION .SECONDARY .SUFFIXES:
help: ; @cat tools/help.txt

# ---- where things are built: plain, with the sanitizers, and with double for float, to prove gradients ----

COMPILER := $(shell tools/compiler '$(CC)')
P := build/obj/$(COMPILER)$(MARCH:%=-%)
P := $(P:%-native=%)
S := $P-san
D := $P-double
O := $(if $(SAN),$S,$P)

# what this compiler can do with these flags, and which libraries are here: found out once, and only if something is built
FLAGS  := $(strip $(filter -%,$(CC)) $(CFLAGS))
NEEDY  := $(patsubst LIBS-%,%,$(filter LIBS-%,$(.VARIABLES)))
DOCTOR  = CC='$(CC)' FLAGS='$(CFLAGS)' MAKE='$(MAKE)' LIBRARIES='$(foreach n,$(NEEDY),$n $(LIBS-$n);)' tools/doctor
ifneq ($(filter-out help clean doctor datasets% hint% where% reset% progress next update watch%,$(or $(MAKECMDGOALS),help)),)
-include $P/probed.mk $(NEEDY:%=$P/libs/%.mk) $(shell find $P $S $D -name '*.d' 2>/dev/null)
$P/probed.mk: tools/around tools/openmp $(if $(filter-out $(if $(MAKE_RESTARTS),$(FLAGS),$(PROBED)),$(FLAGS)),FORCE)
	@mkdir -p $(@D)
	@{ echo "OPENMP := `tools/openmp '$(CC)'`"; \
	   echo "AROUND := `tools/around '$(CC)'`"; echo "CHECK_LEAKS ?= `CC='$(CC)' tools/doctor --leaks`"; \
	   echo 'PROBED := $(FLAGS)'; } > $@.$$$$ && mv $@.$$$$ $@
$P/libs/%.mk: Makefile
	@mkdir -p $(@D); rm -f $@; ! $(DOCTOR) --library $* >/dev/null || echo 'HERE += $*' > $@
endif

# ---- objects ----

extra   = $(if $(filter $S/%,$@),$(ASAN)) $(if $(filter $D/%,$@),-DREAL_IS_DOUBLE) \
          $(if $(findstring /library/,$@),-Dmain=lesson_main -Wno-missing-prototypes) \
          $(if $(filter exercises/% build/stubs/%,$<),-Wno-unused-parameter)
step    = @V='$(V)' tools/step
compile = $(step) 'cc $<' $@ $(COMPILE) $(extra) -MMD -MP -MT $@ -c $<
link    = $(step) 'link $@' $@ $(CC) $(extra) $(filter %.o %.c,$^) $(LIBS-$(number)) $(LIBS)

$P/%.o: %.c $P/probed.mk ; $(compile)
$S/%.o: %.c $P/probed.mk ; $(compile)
$D/%.o: %.c $P/probed.mk ; $(compile)
# lessons to link with: their main has another name
$P/library/%.o: %.c $P/probed.mk ; $(compile)
$S/library/%.o: %.c $P/probed.mk ; $(compile)
$D/library/%.o: %.c $P/probed.mk ; $(compile)

# ---- lessons: per exercise, the learner's file once it is written (tools/written), else the solution ----

COURSE  := $(basename $(notdir $(wildcard lessons/*.c)))
NUMBERS := $(foreach l,$(COURSE),$(firstword $(subst -, ,$l)))
MISSING := $(filter-out $(HERE),$(NEEDY))
READY   := $(filter-out $(MISSING:%=%-%),$(COURSE))
LESSONS  = $(COURSE)
CHOSEN  := $(filter $(foreach l,$(LESSONS),$l $l-%),$(READY))
$(foreach l,$(LESSONS),$(if $(filter $l $l-%,$(COURSE)),,$(error LESSONS=$l: the lessons are $(COURSE))))
$(if $(filter-out solutions exercises,$(WHO)),$(error WHO=$(WHO): it is solutions or exercises))

# In a rule of a lesson, % is 02 or 02-bigram, and these are the files that belong to it
number  = $(firstword $(subst -, ,$*))
lesson  = $(filter $(number)-%,$(COURSE))
common  = $(foreach room,$(or $(ROOMS-$(number)),*),$(wildcard common/$(room)/*.c common/$(room).c))
further = $(wildcard lessons/$(lesson)/*.c)
names   = $(sort $(notdir $(wildcard solutions/$(lesson)/*.c starters/$(lesson)/*.c)))
pieces  = $(foreach name,$(names),$(if $(WHO),$(WHO)/$(lesson)/$(name),$(call written,$(lesson)/$(name))))
written = $(firstword $(filter-out $(UNWRITTEN),$(wildcard exercises/$1)) $(wildcard solutions/$1) exercises/$1)
objects = $(patsubst %.c,$O/%.o,lessons/$(lesson).c $(further) $(common) $(pieces))
UNWRITTEN := $(shell tools/written --not $(wildcard exercises/*/*.c))

$(READY:%=$O/%): $O/%: $$(objects) build/whose/%.c
	$(link)
$(foreach l,$(filter-out $(READY),$(COURSE)),$O/$l $S/kits/$l $P/kits/$l):
	@$(DOCTOR) --library $(firstword $(subst -, ,$(@F)))
build/whose/%.c: FORCE
	@tools/whose $@ $(pieces)
# a handout has the starters instead of the solutions
build/stubs/%.c: $$(wildcard solutions/$$*.c starters/$$*.c) tools/starter tools/mutant
	@mkdir -p $(@D); tools/starter $< > $@.$$$$ && mv $@.$$$$ $@

# what the checker links an exercise with; the kit in $P has a library without sanitizers, for exercises that train
tests    = $(filter-out %-drawn.c,$(wildcard tests/suite*.c tests/$(lesson).c tests/$(lesson)-*.c)) $(further)
stubs    = $(names:%=build/stubs/$(lesson)/%)
kit      = $S/library/lessons/$(lesson).o $(patsubst %.c,$S/%.o,$(tests) $(stubs)) $(patsubst %.c,$1/%.o,$(common))
trains   = $(filter $(if $K,$(firstword $(subst -, ,$(lastword $(subst ., ,$K))))-)%,$(notdir \
           $(filter solutions/$(lesson)/% starters/$(lesson)/%,$(EXPERIMENTS))))
CHECKING = CHECK_CC='$(COMPILE) $(ASAN)' CHECK_FAST='$(COMPILE)' CHECK_DIR=$S CHECK_PLAIN=$P CHECK_LIBS='$(CHECKLIBS) $(LIBS)' CHECK_LEAKS='$(CHECK_LEAKS)'
CHECKLIBS   = $(shell pkg-config --libs check 2>/dev/null || echo -lcheck)
EXPERIMENTS := $(shell grep -lE '^ \* kind: *experiment' solutions/*/*.c starters/*/*.c 2>/dev/null)
$(READY:%=$S/kits/%): $S/kits/%: $$(call kit,$S) ; $(packed)
$(READY:%=$P/kits/%): $P/kits/%: $$(call kit,$P) ; $(packed)
packed = @mkdir -p $(@D); echo $^ $(LIBS-$(number)) > $@.$$$$ && mv $@.$$$$ $@

$(NUMBERS:%=lesson-%): lesson-%: $O/$$(lesson)
	@tools/run $(lesson) $< $(ARGS)
$(NUMBERS:%=plot-%): plot-%: ; @tools/plot $(lesson) $(ARGS)
$(NUMBERS:%=check-%): check-%: $$(if $$(names),$S/kits/$$(lesson)) $$(if $$(trains),$P/kits/$$(lesson))
	@$(CHECKING) tools/check $(lesson) exercises/$(lesson) build/check '$(K)'
$(NUMBERS:%=debug-%): debug-%: $$(if $$(names),$S/kits/$$(lesson)) $$(if $$(trains),$P/kits/$$(lesson))
	@$(CHECKING) tools/debug $(lesson) '$(K)'
$(foreach verb,hint where reset,$(NUMBERS:%=$(verb)-%)): ; @K='$(K)' LEVEL='$(LEVEL)' ALL='$(ALL)' tools/desk $(subst -, ,$@)
$(NUMBERS:%=datasets-%): datasets-%: ; @tools/datasets --lesson $*

# ---- everything else calls a tool ----

doctor: ; @$(DOCTOR)
datasets: ; @tools/datasets
where hint reset progress next: ; @tools/desk $@ $(LESSONS)
update: ; @FROM='$(FROM)' tools/update
watch $(NUMBERS:%=watch-%): ; @MAKE=$(MAKE_COMMAND) MAKEFLAGS='$(MAKEOVERRIDES)' MAKELEVEL=0 tools/watch $(@:watch-%=%)
lessons: $(CHOSEN:%=$O/%) ; @$(leave_out)
demo: lessons ; @tools/demo $O $(CHOSEN); $(leave_out)
leave_out = $(if $(MISSING),$(DOCTOR) --library $(MISSING) || true,:)
$O/tools/tales: $(patsubst %.c,$O/%.o,tools/tales.c $(wildcard common/data/*.c common/base/*.c)) ; $(link)
tales: $O/tools/tales ; @$< $(ARGS)
clean: ; rm -rf build

# what only teachers and authors make; a handout says so
-include tests/tests.mk
FORCE:
.PHONY: FORCE help doctor datasets where hint reset progress next update watch lessons demo tales clean
