# zbuild: `make help` lists the targets.
CC ?= cc
# What compiles the programs that only the build runs, when CC makes those of
# another machine (make CC=aarch64-linux-gnu-gcc).
HOSTCC ?= cc
HOSTCFLAGS ?= -O1 -g
BUILD ?= build
PREFIX ?= /usr/local
MANDIR ?= $(PREFIX)/share/man
CFLAGS ?= -O2 -g
# What CC makes programs for: linux, darwin, or posix for any other.
MACHINE := $(shell $(CC) $(CFLAGS) -dumpmachine 2>/dev/null || uname -s)
SYSTEM ?= $(if $(findstring inux,$(MACHINE)),linux,$(if $(or \
	$(findstring arwin,$(MACHINE)),$(findstring apple,$(MACHINE))),darwin,posix))
STD = -std=c11 -D_GNU_SOURCE -I. -I$(BUILD)
WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wwrite-strings -Wvla -Wimplicit-fallthrough
ifdef DEVELOPER
WARN += -Werror -Wconversion -Wno-sign-conversion
endif
# Static: exec to exec takes 0.51 ms, dynamically linked 0.78 ms (mean of 2,000
# posix_spawn calls in turn, 2 cores). STATIC= links dynamically.
ifneq ($(SYSTEM),darwin)
STATIC ?= -static-pie
endif
# Addresses that nobody knows, and what notices an overrun: exec to exec takes
# 0.07 ms longer than -static without them (median of 3,000 in turn). Without
# optimisation the C library has no checks, and sanitizers have their own.
HARDEN ?= -fPIE -fstack-protector-strong \
	$(if $(filter -O0 -fsanitize=%,$(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
ifneq ($(SYSTEM),darwin)
HARDEN_LD ?= $(if $(STATIC),$(STATIC),-pie) -Wl,-z,relro,-z,now,-z,noexecstack
endif
# libSystem has what we use of libbsd.
LIBS = -linih $(if $(filter-out darwin,$(SYSTEM)),-lbsd) -lmd
HOSTLIBS = -linih $(if $(filter-out Darwin,$(shell uname -s)),-lbsd)
CHECK_LIBS = -lcheck -lsubunit -lrt -lm -lpthread

# Templates first: the others inherit from them.
INI = targets/arch.ini $(filter-out targets/arch.ini,$(sort $(wildcard targets/*.ini)))
# What stands in for an operating system: FILE_linux.c, or FILE_darwin.c, or
# FILE_posix.c where there is none of the former.
OTHERS_linux = %_darwin.c %_posix.c
OTHERS_darwin = %_linux.c $(patsubst %_darwin.c,%_posix.c,$(filter %_darwin.c,$(1)))
OTHERS_posix = %_linux.c %_darwin.c
sources = $(sort $(filter-out $(call OTHERS_$(SYSTEM),$(1)),$(1)))
COMMON = $(call sources,$(wildcard common/*.c))
# Programs that only the build runs; the generator shares the keys and the
# reader with the others.
TOOLS = targets/gen.c targets/embed.c
GEN = targets/gen.c targets/spelling.c targets/target.c targets/inifile.c common/argvec.c \
	common/fail.c common/str.c common/path.c common/version.c common/xalloc.c
TARGETS = $(filter-out $(TOOLS),$(sort $(wildcard targets/*.c)))
SHIM = $(filter-out shim/main.c,$(sort $(wildcard shim/*.c shim/*/*.c)))
WRAPPER = $(filter-out wrapper/main.c,$(call sources,$(wildcard wrapper/*.c \
	wrapper/*/*.c)))
LIB = $(COMMON) $(TARGETS) $(SHIM)
UNIT = $(sort $(wildcard tests/unit/*.c))
# Folders of tests that are one program each, named after the folder.
PROGRAMS = $(patsubst tests/%/,%,$(sort $(dir $(wildcard tests/golden/*.c \
	tests/prop/*.c tests/bench/*.c tests/toml/*.c))))
# (fuzz is one program for each file.)
PROGRAM_SRC = $(foreach p,$(PROGRAMS),$(wildcard tests/$(p)/*.c))
# What several of them share.
TESTLIB = $(sort $(wildcard tests/lib/*.c))
FUZZERS = $(sort $(wildcard tests/fuzz/fuzz_*.c))
MAN = $(sort $(wildcard man/*.[157]) man/zbuild-rules.7)
SOURCES = $(LIB) $(WRAPPER) $(TOOLS) shim/main.c wrapper/main.c
# Files that the programs carry as strings (texts.h): one folder text/ a room.
SHIM_TEXT = $(sort $(wildcard shim/*/text/*))
WRAPPER_TEXT = $(sort $(wildcard wrapper/*/text/*))
# Headers that are made: they must be there before the first compile.
MADE = $(BUILD)/texts.h $(BUILD)/commit.h $(BUILD)/shim/words/options.h \
	$(BUILD)/shim/rules/gnu.h
# (docs/ is what `help PAGE` prints.)
DOCS = $(sort $(wildcard docs/*.md))
TEXT_SRC = $(patsubst %,$(BUILD)/%.text.c,$(SHIM_TEXT) $(WRAPPER_TEXT) $(DOCS)) \
	$(BUILD)/docs/pages.c
text_obj = $(patsubst %,$(BUILD)/%.text.o,$(1))
obj = $(patsubst %.c,$(BUILD)/%.o,$(1))

all: $(BUILD)/bin/zshim $(BUILD)/bin/cargo-zbuild ## build both programs

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | \
		while IFS="$$(printf '\t')" read -r t d; do \
			printf '  %-14s %s\n' "$$t" "$$d"; done

# --- the programs ---------------------------------------------------------

# A missing library is said once and plainly, not as a page of cc's errors.
$(BUILD)/.libs: Makefile
	@mkdir -p $(@D)
	@if ! printf '%s\n' '#include <bsd/stdlib.h>' '#include <ini.h>' \
		'int main(int c, char **v) { setprogname(v[0]);' \
		'return ini_parse(v[0], 0, 0) == c; }' | \
		$(CC) $(CFLAGS) $(HARDEN) $(HARDEN_LD) $(LDFLAGS) -x c - \
			-o $@.probe $(LIBS) 2>$@.log; then \
		cat $@.log >&2; \
		echo 'make: zbuild needs a C compiler, libbsd-dev and' \
			'libinih-dev (with their static libraries, or make' \
			'STATIC=); on Debian: make deps, or' \
			'apt-get install libbsd-dev libinih-dev' >&2; \
		exit 1; \
	fi
	@rm -f $@.probe $@.log
	@touch $@

# Changed flags rebuild everything, unchanged ones nothing; BUILD may be given
# as an absolute path, as the tests do, without changing any.
FLAGS = $(subst $(CURDIR)/,,$(SYSTEM) $(CC) $(HOSTCC) $(STD) $(WARN) $(CFLAGS) $(HARDEN) \
	$(HARDEN_LD) $(LDFLAGS))
ifneq ($(strip $(FLAGS)),$(strip $(shell cat $(BUILD)/.flags 2>/dev/null)))
$(BUILD)/.flags: FORCE
endif
$(BUILD)/.flags:
	@mkdir -p $(@D)
	@echo '$(FLAGS)' >$@

$(BUILD)/%.o: %.c $(BUILD)/.flags | $(BUILD)/.libs $(MADE)
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(CFLAGS) $(HARDEN) -MMD -MP -c -o $@ $<

$(BUILD)/libzbuild.a: $(call obj,$(LIB)) $(BUILD)/targets/table.o \
	$(call text_obj,$(SHIM_TEXT))
	@rm -f $@
	$(AR) qcsD $@ $^

$(BUILD)/shim/words/options.h: shim/words/options.awk shim/words/options.txt
$(BUILD)/shim/rules/gnu.h: shim/rules/gnu.awk shim/rules/gnu.txt
$(BUILD)/shim/words/options.h $(BUILD)/shim/rules/gnu.h:
	@mkdir -p $(@D)
	@awk -f $^ >$@.tmp
	@mv $@.tmp $@

# A library, so that a test links only what it uses.
$(BUILD)/libwrapper.a: $(call obj,$(WRAPPER)) $(call text_obj,$(WRAPPER_TEXT) \
	$(DOCS)) $(BUILD)/docs/pages.o
	@rm -f $@
	$(AR) qcsD $@ $^

$(BUILD)/targets/embed: targets/embed.c $(BUILD)/.flags
	@mkdir -p $(@D)
	$(HOSTCC) $(STD) $(WARN) $(HOSTCFLAGS) -o $@ $<

# Looked at each time, written only when a file came or went.
$(BUILD)/texts.h: $(BUILD)/targets/embed FORCE
	@$< --header $(SHIM_TEXT) $(WRAPPER_TEXT) $(DOCS) >$@.tmp
	@if cmp -s $@.tmp $@; then rm -f $@.tmp; else mv $@.tmp $@; fi

# Likewise, when the commit is another one: "" where git does not say.
$(BUILD)/commit.h: FORCE
	@mkdir -p $(@D)
	@c=$$(git describe --always --dirty --abbrev=9 --match= 2>/dev/null); \
		printf '#define COMMIT "%s"\n#define COMMIT_TEXT "%s"\n' \
			"$$c" "$${c:+ ($$c)}" >$@.tmp
	@if cmp -s $@.tmp $@; then rm -f $@.tmp; else mv $@.tmp $@; fi

$(BUILD)/common/commit.o: $(BUILD)/commit.h

$(BUILD)/docs/pages.c: $(BUILD)/targets/embed $(BUILD)/texts.h
	@mkdir -p $(@D)
	@$< --pages $(DOCS) >$@

$(BUILD)/docs/pages.o: $(BUILD)/docs/pages.c $(BUILD)/.flags
	$(CC) $(STD) $(WARN) $(CFLAGS) $(HARDEN) -c -o $@ $<

$(BUILD)/%.text.c: % $(BUILD)/targets/embed
	@mkdir -p $(@D)
	@$(BUILD)/targets/embed $< >$@.tmp
	@mv $@.tmp $@

$(BUILD)/%.text.o: $(BUILD)/%.text.c $(BUILD)/texts.h $(BUILD)/.flags
	$(CC) $(STD) $(WARN) $(CFLAGS) $(HARDEN) -c -o $@ $<

$(BUILD)/host/%.o: %.c $(BUILD)/.flags
	@mkdir -p $(@D)
	$(HOSTCC) $(STD) $(WARN) $(HOSTCFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/targets/gen: $(patsubst %.c,$(BUILD)/host/%.o,$(GEN))
	@mkdir -p $(@D)
	$(HOSTCC) $(HOSTCFLAGS) -o $@ $^ $(HOSTLIBS)

$(BUILD)/targets/table.c: $(BUILD)/targets/gen $(INI)
	$(BUILD)/targets/gen $(INI) >$@.tmp
	mv $@.tmp $@

$(BUILD)/targets/table.o: $(BUILD)/targets/table.c
	$(CC) $(STD) $(WARN) $(CFLAGS) $(HARDEN) -MMD -MP -c -o $@ $<

$(BUILD)/bin/zshim: $(BUILD)/shim/main.o $(BUILD)/libzbuild.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(HARDEN_LD) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/bin/cargo-zbuild: $(BUILD)/wrapper/main.o $(BUILD)/libwrapper.a \
	$(BUILD)/libzbuild.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(HARDEN_LD) $(LDFLAGS) -o $@ $^ $(LIBS)

# The page of rules is the table itself.
$(BUILD)/man/rules: $(BUILD)/man/rules.o $(BUILD)/libzbuild.a
	$(CC) $(CFLAGS) $(HARDEN_LD) $(LDFLAGS) -o $@ $^ $(LIBS)

man/zbuild-rules.7: $(BUILD)/man/rules
	@$< >$@.tmp 2>/dev/null || { \
		echo "make: '$<' does not run here, HOSTCC makes the page"; \
		$(MAKE) --no-print-directory BUILD=$(BUILD)/page CC='$(HOSTCC)' \
			CFLAGS='$(HOSTCFLAGS)' LDFLAGS= STATIC= \
			$(BUILD)/page/man/rules && \
		$(BUILD)/page/man/rules >$@.tmp; }
	mv $@.tmp $@

# The programs that are installed: of another machine, when cross-compiled. What
# is made by running cargo-zbuild comes from the one of this machine.
BIN ?= $(BUILD)/bin
SHARE = $(DESTDIR)$(PREFIX)/share
install: all $(MAN) ## install programs, pages, completions, docs below PREFIX (DESTDIR)
	@install -d $(DESTDIR)$(PREFIX)/bin 2>/dev/null && \
		[ -w $(DESTDIR)$(PREFIX)/bin ] || { echo "make: cannot write to \
	'$(DESTDIR)$(PREFIX)/bin': make install PREFIX=\$$HOME/.local, or as root" >&2; \
		exit 1; }
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/doc/zbuild/docs \
		$(SHARE)/bash-completion/completions \
		$(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	install -m 755 $(BIN)/zshim $(BIN)/cargo-zbuild $(DESTDIR)$(PREFIX)/bin
	ln -sf cargo-zbuild $(DESTDIR)$(PREFIX)/bin/zbuild
	@for page in $(MAN); do \
		dir=$(DESTDIR)$(MANDIR)/man$${page##*.}; \
		install -d "$$dir" && install -m 644 "$$page" "$$dir" || exit 1; \
	done
	ln -sf cargo-zbuild.1 $(DESTDIR)$(MANDIR)/man1/zbuild.1
	$(BUILD)/bin/cargo-zbuild completions bash \
		>$(SHARE)/bash-completion/completions/cargo-zbuild
	$(BUILD)/bin/cargo-zbuild completions zsh \
		>$(SHARE)/zsh/site-functions/_cargo-zbuild
	$(BUILD)/bin/cargo-zbuild completions fish \
		>$(SHARE)/fish/vendor_completions.d/cargo-zbuild.fish
	install -m 644 README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT $(SHARE)/doc/zbuild
	install -m 644 docs/*.md $(SHARE)/doc/zbuild/docs
	install -d $(SHARE)/doc/zbuild/docs/pictures
	install -m 644 docs/pictures/*.svg $(SHARE)/doc/zbuild/docs/pictures

# --- set-up ---------------------------------------------------------------

deps: ## install what demo, check and bench need
	@tests/deps.sh

deps-lint: ## install what lint, valgrind, coverage and fuzz need
	@tests/deps.sh lint

demo: deps ## set up, build, and do the main job
	@$(MAKE) --no-print-directory all
	@BUILD=$(abspath $(BUILD)) tests/demo/run

# --- tests ----------------------------------------------------------------

# The list of suites comes from the names of the files: nobody keeps it.
$(BUILD)/tests/suites.h: FORCE
	@mkdir -p $(@D)
	@for f in $(patsubst tests/unit/test_%.c,%,$(filter \
		tests/unit/test_%.c,$(UNIT))); do \
		echo "SUITE($$f)"; done | sort >$@.$$$$ && \
		if cmp -s $@.$$$$ $@; then rm -f $@.$$$$; \
		else mv $@.$$$$ $@; fi

$(BUILD)/tests/unit/main.o: $(BUILD)/tests/suites.h

# What no plan may call, by the rows of test_plan.c.
WATCHED = $(shell sed -n 's,^WRAP[_OWN]*[^a-z]\([a-z0-9_]*\).*,-Wl\,--wrap=\1,p' \
	tests/unit/test_plan.c)

$(BUILD)/tests/unit-tests: $(call obj,$(UNIT) $(TESTLIB)) \
	$(BUILD)/libwrapper.a $(BUILD)/libzbuild.a
	$(CC) $(CFLAGS) $(LDFLAGS) $(WATCHED) -o $@ $^ $(CHECK_LIBS) $(LIBS)

define test_program
$(BUILD)/tests/$(1)-tests: $$(call obj,$$(sort $$(wildcard tests/$(1)/*.c))) \
	$$(call obj,$$(TESTLIB)) $$(BUILD)/libwrapper.a $$(BUILD)/libzbuild.a
	$$(CC) $$(CFLAGS) $$(LDFLAGS) -o $$@ $$^ $$(LIBS)
endef
$(foreach p,$(PROGRAMS),$(eval $(call test_program,$(p))))

TEST_PROGRAMS = $(BUILD)/tests/unit-tests \
	$(patsubst %,$(BUILD)/tests/%-tests,$(PROGRAMS) mutate)
REPLAYS = $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/fuzz/replay-%,$(FUZZERS))
test-programs: all $(TEST_PROGRAMS) $(REPLAYS) man/zbuild-rules.7

# Suites of one program each, which sanitizers and valgrind look at; those that
# run the programs as users do, with a zig that only answers questions. None needs
# a real zig or a network.
PROGRAM_SUITES = unit golden mutate prop fuzz
QUICK = $(PROGRAM_SUITES) rooms wrapper people zig verify cache faults

check: deps ## set up, build, run every test (SUITES="unit golden" for some)
	@$(MAKE) --no-print-directory test-programs
	@BUILD=$(abspath $(BUILD)) tests/run $(SUITES)

# The direct engine's, again with another clang and lld than zig's.
CLANGSUITES = e2e-10-c e2e-11-runtime $(patsubst tests/e2e/%.sh,e2e-%,$(sort \
	$(wildcard tests/e2e/12-*.sh))) e2e-13-noclang e2e-62-windows e2e-64-wasm e2e-66-bare \
	e2e-74-unwind
check-zigs: all ## the smoke suite with every release of zig (RELEASES="0.13.0"); half an hour
	@tests/deps.sh
	@tests/deps.sh zigs $(RELEASES)
	@BUILD=$(abspath $(BUILD)) RELEASES='$(RELEASES)' tests/zigs/run.sh
	@BUILD=$(abspath $(BUILD)) ZBUILD_TEST_CLANG=19 SLOW=3 tests/run $(CLANGSUITES)

# The suites of docs/: everybody's build systems, and what else check makes shorter.
BUILDSUITES = $(patsubst tests/e2e/%.sh,e2e-%,$(sort $(wildcard \
	tests/e2e/3[12]-*.sh tests/e2e/6[027]-*.sh tests/e2e/8[2-9]-*.sh tests/e2e/9[0-9]-*.sh)))
check-builds: deps ## the build systems' suites with every target, also what check leaves out
	@$(MAKE) --no-print-directory all
	@BUILD=$(abspath $(BUILD)) BUILDS=all SLOW=3 tests/run $(BUILDSUITES)

.PHONY: check-hosts
check-hosts: all ## programs for every host of dist/hosts, started and tested by qemu-user (ONLY="…"); ten minutes
	@tests/deps.sh
	@tests/deps.sh hosts
	@BUILD=$(abspath $(BUILD)) tests/hosts.sh $(ONLY)

.PHONY: check-stubs
check-stubs: deps ## stubs of every C library and five floors against zig's; minutes
	@$(MAKE) --no-print-directory all
	@BUILD=$(abspath $(BUILD)) STUBS=all SLOW=3 tests/run e2e-19-stubs

torture: deps ## kills and failing system calls by the hundred (ZBUILD_TEST_SEED=…); half an hour
	@$(MAKE) --no-print-directory all
	@BUILD=$(abspath $(BUILD)) SLOW=3 ZBUILD_TEST_KILLS=1000 ZBUILD_TEST_FAULTS=400 \
		tests/run e2e-16

check-targets: all ## build for every target, rewrite docs/target-table.md (ONLY="…" LANGS="C C++ Rust"); hours
	@tests/deps.sh
	@BUILD=$(abspath $(BUILD)) ONLY='$(ONLY)' LANGS='$(LANGS)' tests/targets/run.sh

check-crates: all ## build and run crates with C in them, rewrite docs/crates-table.md (ONLY="…" CELLS="…"); two hours
	@tests/deps.sh
	@tests/deps.sh crates
	@BUILD=$(abspath $(BUILD)) ONLY='$(ONLY)' CELLS='$(CELLS)' tests/crates/run.sh

check-deps: all ## Debian's libraries for arm64 and armhf: found, linked, run; rewrite docs/deps-table.md (ONLY="…"); half an hour
	@tests/deps.sh
	@BUILD=$(abspath $(BUILD)) ONLY='$(ONLY)' tests/debs/run.sh

check-newcomer: all ## what make dist makes, installed in clean Debian roots (root; SUITES="bookworm"); ten minutes
	@tests/deps.sh
	@tests/deps.sh dist
	@BUILD=$(abspath $(BUILD)) SUITES='$(SUITES)' tests/newcomer/run.sh

SLOW = 1
quick: test-programs ## the suites that need no real zig and no network: a minute or two
	@BUILD=$(abspath $(BUILD)) SLOW=$(SLOW) tests/run $(QUICK)

check-posix: ## the same suites on a build for another POSIX: without /proc and prctl
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/posix SYSTEM=posix \
		CFLAGS='-O0 -g' SLOW=$(SLOW) quick

SAN = -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all
asan: ## the same suites with AddressSanitizer
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan STATIC= \
		CFLAGS='$(SAN) -fsanitize=address' SLOW=6 quick
ubsan: ## the same suites with UndefinedBehaviorSanitizer
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/ubsan STATIC= \
		CFLAGS='$(SAN) -fsanitize=undefined' SLOW=3 quick
valgrind: ## the suites of one program each, under valgrind
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/valgrind STATIC= \
		CFLAGS='-O1 -g' test-programs
	@SLOW=10 BUILD=$(abspath $(BUILD))/valgrind \
		RUN='valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite' \
		tests/run $(PROGRAM_SUITES)

golden: $(BUILD)/tests/golden-tests ## the golden cases alone, a second (CASES=rules: that folder)
	$< $(CASES)
golden-accept: $(BUILD)/tests/golden-tests ## take what the shim does now as right; shows each diff (CASES=…)
	$< --accept $(CASES)

# The golden cases with the one object in which rules can be switched off.
$(BUILD)/mutate/%.o: %.c $(BUILD)/.flags | $(BUILD)/.libs $(MADE)
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(CFLAGS) $(HARDEN) -DZBUILD_MUTATE -MMD -MP -c -o $@ $<

$(BUILD)/tests/mutate-tests: $(BUILD)/mutate/tests/golden/main.o \
	$(BUILD)/mutate/shim/rules/rule.o $(call obj,$(TESTLIB)) \
	$(BUILD)/libzbuild.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

mutate: $(BUILD)/tests/mutate-tests ## switch each rule off: some golden case must notice
	$< --mutate

docs: all ## draw the pictures of README.md anew (docs/pictures)
	@RUSTC=/nonexistent $(BUILD)/bin/cargo-zbuild targets --json 2>/dev/null \
		>$(BUILD)/targets.json
	@python3 docs/pictures/draw.py $(BUILD)/targets.json $(MEASURED)

BENCH = all
bench: deps ## compare with zig cc, cargo-zigbuild and a cross GCC (BENCH=quick: half a minute)
	@tests/deps.sh bench
	@$(MAKE) --no-print-directory all $(BUILD)/tests/bench-tests
	@BUILD=$(abspath $(BUILD)) tests/bench/run $(BENCH)
	@$(if $(filter all,$(BENCH)),$(MAKE) --no-print-directory docs \
		MEASURED=$(BUILD)/bench.json)

# --- fuzzing --------------------------------------------------------------

FUZZ_TIME ?= 60
FUZZ_CC ?= clang
FUZZ_FLAGS = -g -O1 -fsanitize=fuzzer-no-link,address,undefined

$(BUILD)/fuzz/replay-%: tests/fuzz/fuzz_%.c tests/fuzz/replay.c \
	$(call obj,$(TESTLIB)) $(BUILD)/libwrapper.a $(BUILD)/libzbuild.a
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(CFLAGS) $(HARDEN) $(LDFLAGS) -o $@ $^ $(LIBS)

fuzz-replay: ## run the fuzz corpus (any compiler), bent in many ways, with ASan
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan STATIC= \
		CFLAGS='$(SAN) -fsanitize=address' SLOW=6 QUICK=fuzz quick

fuzz: $(BUILD)/fuzz/words.dict ## fuzz each entry for FUZZ_TIME seconds with libFuzzer
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz/build CC='$(FUZZ_CC)' STATIC= \
		CFLAGS='$(FUZZ_FLAGS)' $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/fuzz/build/fuzz-%,$(FUZZERS))
	@for f in $(FUZZERS); do n=$$(basename $$f .c); n=$${n#fuzz_}; \
		mkdir -p $(BUILD)/fuzz/corpus-$$n tests/fuzz/corpus/$$n; \
		$(BUILD)/fuzz/build/fuzz-$$n -max_total_time=$(FUZZ_TIME) \
			-dict=$(BUILD)/fuzz/words.dict \
			-artifact_prefix=tests/fuzz/corpus/$$n/crash- \
			$(BUILD)/fuzz/corpus-$$n tests/fuzz/corpus/$$n || exit 1; \
	done

$(BUILD)/fuzz-%: tests/fuzz/fuzz_%.c $(call obj,$(TESTLIB)) \
	$(BUILD)/libwrapper.a $(BUILD)/libzbuild.a
	$(CC) $(STD) $(CFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

$(BUILD)/fuzz/dict: $(BUILD)/tests/fuzz/dict.o $(BUILD)/libzbuild.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/fuzz/words.dict: $(BUILD)/fuzz/dict
	$< >$@.tmp
	mv $@.tmp $@

# --- source checks --------------------------------------------------------

# One stamp per file, so that a second run looks only at what changed.
LINT_SRC = $(SOURCES) man/rules.c $(UNIT) $(TESTLIB) $(PROGRAM_SRC)
LINT = $(patsubst %.c,$(BUILD)/lint/%.ok,$(LINT_SRC))
lint: $(LINT) $(patsubst man/%,$(BUILD)/lint/man/%.ok,$(MAN)) ## gcc -fanalyzer, clang-tidy, cppcheck, mandoc

# Left out: what argvec and getopt promise is not to be seen in one file
# (gcc's analyzer follows calls), and branches that are alike read well.
TIDY = clang-analyzer-*,-clang-analyzer-core.NonNullParamChecker,-clang-analyzer-core.NullDereference,bugprone-*,-bugprone-branch-clone,-bugprone-sizeof-expression,-bugprone-easily-swappable-parameters,-bugprone-reserved-identifier,-bugprone-narrowing-conversions,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,-clang-analyzer-valist.Uninitialized
$(BUILD)/lint/%.ok: %.c $(BUILD)/tests/suites.h $(BUILD)/.flags | $(MADE)
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) -Werror -Wconversion -Wno-sign-conversion -O2 \
		-fanalyzer -MMD -MP -MF $(@:.ok=.d) -MT $@ -c -o /dev/null $<
	clang-tidy --quiet --checks='-*,$(TIDY)' --warnings-as-errors='*' \
		$< -- $(STD) 2>$@.log || { cat $@.log; exit 1; }
	cppcheck --quiet --std=c11 --enable=warning,portability \
		--inline-suppr --error-exitcode=1 \
		--suppress=missingIncludeSystem --suppress=unknownMacro \
		--suppress=varFuncNullUB \
		--suppress='*:*/check.h' -I. -D_GNU_SOURCE $<
	@rm -f $@.log
	@touch $@

$(BUILD)/lint/man/%.ok: man/% | man/zbuild-rules.7
	@mkdir -p $(@D)
	cd $(<D) && mandoc -Tlint -Wstyle $(<F)
	@touch $@

format: ## lay the C files out as .clang-format says
	clang-format -i $(LINT_SRC) $(wildcard */*.h */*/*.h)

coverage: ## line coverage of the quick suites, per file
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/coverage STATIC= \
		CFLAGS='-O0 -g --coverage' quick
	@cd $(BUILD)/coverage && find . -name '*.gcda' -not -path './tests/*' | \
		sort | xargs gcov -n -r -s $(CURDIR) 2>/dev/null | \
		awk -F"'" '/^File/ { f = $$2 } /^Lines/ { sub(/^[^:]*:/, ""); \
			if (f ~ /\.c$$/) printf "%-32s %s\n", f, $$0 }' | sort -u

# --- the rest -------------------------------------------------------------

HOSTS = $(or $(ONLY),$(shell awk '!/^\#/ && NF { print $$1 }' dist/hosts))
release: all ## static programs for the hosts of dist/hosts (ONLY="…"): build/release
	@tests/deps.sh
	@for t in $(HOSTS); do dist/build $$t $(BUILD)/release/$$t || exit 1; done

dist: all ## the release: tarballs, wheels, .deb, .rpm, .apk, Arch, sums, SPDX: build/dist (ONLY="…")
	@tests/deps.sh
	@tests/deps.sh dist
	@dist/release $(BUILD)/dist $(ONLY)

clean: ## remove what make built (not .deps)
	rm -rf $(BUILD) man/zbuild-rules.7

FORCE:
.DELETE_ON_ERROR:
.SECONDARY: $(TEXT_SRC)
.PHONY: all help docs install release deps deps-lint demo test-programs check torture check-newcomer check-zigs check-targets check-crates check-deps check-posix \
	check-builds quick asan ubsan valgrind golden golden-accept mutate bench fuzz \
	fuzz-replay lint format coverage dist clean FORCE

-include $(patsubst %.c,$(BUILD)/host/%.d,$(GEN))
-include $(patsubst %.c,$(BUILD)/%.d,$(SOURCES) man/rules.c $(UNIT) $(TESTLIB) $(PROGRAM_SRC))
-include $(BUILD)/targets/table.d $(LINT:.ok=.d) $(wildcard $(BUILD)/mutate/*/*.d \
	$(BUILD)/mutate/*/*/*.d)
