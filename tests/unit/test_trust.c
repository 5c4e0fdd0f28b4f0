/* Files of settings that came with a folder: what they may say. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/path.h"
#include "common/xalloc.h"
#include "shim/root/depslock.h"
#include "targets/conf.h"
#include "targets/conftrust.h"
#include "tests/unit/fixture.h"
#include "wrapper/cargo/cargoconfig.h"
#include "wrapper/cargo/rustc.h"

#define N(table) ((int)(sizeof(table) / sizeof *(table)))
#define ARM "[target aarch64-unknown-linux-gnu]\n"
#define RULE "[rule r]\nmatch = -x\naction = replace\n"

static void
setup(void)
{
	fixture_setup();
	unsetenv("ZBUILD_CONFIG");
	unsetenv("ZBUILD_WORKSPACE_CONFIG");
	unsetenv("ZBUILD_TRUST");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("RUSTC");
	unsetenv("CARGO_BUILD_RUSTC");
	unsetenv("CARGO_HOME");
	setenv("HOME", put_dir("home"), 1);
}

/* conf_load of a workspace's file: 0, or -1 and f. */
static int
load(const char *path)
{
	struct conf conf = CONF_INIT;
	int r;

	fail_clear(&f);
	r = conf_load(&conf, path, &f);
	conf_clear(&conf);
	return r;
}

static void
loads(const char *path)
{
	ck_assert_msg(load(path) == 0, "%s", f.what);
}

static void
refused(const char *path, const char *why)
{
	ck_assert_int_eq(load(path), -1);
	ck_assert_msg(strstr(f.what, why) != NULL, "%s", f.what);
	ck_assert_ptr_nonnull(strstr(f.hint, "cargo zbuild trust"));
	ck_assert_ptr_nonnull(strstr(f.hint, "ZBUILD_TRUST=1"));
}

static const struct {
	const char *text, *why;
} programs[] = {
	{ "[zbuild]\nzig = /w/zig\n", "ini:2: 'zig = /w/zig' names a program" },
	{ "[deps aarch64-linux-gnu]\nsigned-by = /w/key.gpg\n",
		"ini:2: 'signed-by = /w/key.gpg' names" },
	{ "[deps aarch64-linux-gnu]\n"
	  "signed-by = /etc/apt/../../w/key.gpg\n", "'signed-by = " },
	{ ARM "qemu = /w/qemu\n", "ini:2: 'qemu = /w/qemu' names" },
	{ ARM "qemu = qemu-/../../w/x\n", "'qemu = " },
	{ ARM "qemu = sh\n", "'qemu = sh' names" },
	{ ARM "qemu_system = qemu-system-arm -netdev tap,script=./x\n",
		"'qemu_system = " },
	{ ARM "clang = -Xclang -load -Xclang ./x.so\n", "'clang = -load'" },
	{ ARM "cflags = -O2 -fplugin=./x.so\n", "'cflags = -fplugin=./x.so'" },
	{ ARM "cflags = -Xclang -load -Xclang ./x.so\n", "'cflags = -load'" },
	{ ARM "cflags = \"-fpass-plugin=x\"\n", "'cflags = -fpass-plugin=x'" },
	{ ARM "cxxflags = @words\n", "'cxxflags = @words'" },
	{ ARM "cppflags = --config=x\n", "'cppflags = --config=x'" },
	{ ARM "ldflags = -fuse-ld=./ld\n", "'ldflags = -fuse-ld=./ld'" },
	{ ARM "ldflags = -fuse-ld=sh\n", "'ldflags = -fuse-ld=sh'" },
	{ ARM "linker = sh\n", "ini:2: 'linker = sh' names a program" },
	{ ARM "linker = tools/mold\n", "'linker = tools/mold' names" },
	{ ARM "ldflags = --ld-path=/w/ld\n", "'ldflags = --ld-path=/w/ld'" },
	{ ARM "ldflags = -B tools\n", "'ldflags = -B'" },
	{ ARM "ldflags = -Btools\n", "'ldflags = -Btools'" },
	{ ARM "cflags = --prefix=tools -fno-integrated-as\n",
		"'cflags = --prefix=tools'" },
	{ ARM "ldflags = -Wl,--thinlto-distributor=x\n", "'ldflags = -Wl" },
	{ ARM "ldflags = -Wl,-rpath,@words\n", "'ldflags = -Wl,-rpath,@words'" },
	{ "[target aarch64-apple-darwin]\nldflags = @rpath/x\n",
		"'ldflags = @rpath/x'" },
	{ ARM "ldflags = -Wl,-O1,-plugin,x\n", "'ldflags = -Wl,-O1,-plugin,x'" },
	{ ARM "ldflags = -Wl,-mllvm=-load=x\n", "'ldflags = -Wl" },
	{ ARM "ldflags = -Wl,--mllvm=--load=x\n", "'ldflags = -Wl" },
	{ ARM "ldflags = -Wl,/MLLVM:-load=x\n", "'ldflags = -Wl" },
	{ ARM "ldflags = --for-linker=-plugin -Wl,x\n", "'ldflags = --for" },
	{ ARM "ldflags = --for-linker=@words\n", "'ldflags = --for" },
	{ ARM "ldflags = -Wl,--error-handling-script=x\n", "'ldflags = -Wl" },
	{ ARM "ldflags = -Wl,/ThinLTO-Distributor:x\n", "'ldflags = -Wl" },
	{ ARM "cflags = -Xclang -add-plugin -Xclang x\n", "'cflags = -add" },
	{ ARM "cflags = --driver-mode=cl\n", "'cflags = --driver-mode=cl'" },
	{ ARM "cflags = -resource-dir=.\n", "'cflags = -resource-dir=.'" },
	{ ARM "cflags = -fmodule-file=x.pcm\n", "'cflags = -fmodule-file=" },
	{ ARM "cflags = -ivfsoverlay x\n", "'cflags = -ivfsoverlay'" },
	{ ARM "cflags = --offload-arch-tool=x\n", "'cflags = --offload" },
	{ RULE "with = -fplugin=x\n", "'with = -fplugin=x'" },
	{ RULE "with = -DX '-Wl,--load-pass-plugin=x'\n", "'with = -Wl" },
};

/* A clone's file may not name them, the user's own may. */
START_TEST(program)
{
	const char *path = put_text("w/zbuild.ini", programs[_i].text);

	refused(path, programs[_i].why);
	setenv("ZBUILD_TRUST", "1", 1);
	loads(path);
	unsetenv("ZBUILD_TRUST");
	ck_assert_int_eq(conftrust_add(path, &f), 0);
	loads(path);
	put_text("home/.config/zbuild/config.ini", programs[_i].text);
	loads(NULL);
	setenv("ZBUILD_CONFIG", put_text("mine.ini", programs[_i].text), 1);
	loads(NULL);
}
END_TEST

static const char *const free_to_say[] = {
	"[zbuild]\nstrict = yes\nengine = zig-cc\ngate = off\n",
	ARM "glibc = 2.28\nqemu = qemu-aarch64\ncpu = cortex_a53\n"
	    "cflags = -O2 -march=armv8-a -DX=@x\nldflags = -Wl,-Bstatic -lx "
	    "-Wl,-Bdynamic -Bsymbolic -fuse-ld=lld -loaf "
	    "-fprofile-use=x -Wl,-rpath=/a:-b\nsysroot = root\nlinker = mold\n",
	RULE "with = -DX\n",
	"[target aarch64-apple-darwin]\n"
	"ldflags = -Wl,-rpath,@loader_path/../lib\n",
	"[deps]\naarch64-unknown-linux-gnu = libssl-dev\n",
	"[deps riscv64-linux-gnu]\nsuite = trixie\n"
	"signed-by = /usr/share/keyrings/x.gpg\n"
	"source = deb http://a.example/debian sid main\n",
};

START_TEST(allowed)
{
	loads(put_text("w/zbuild.ini", free_to_say[_i]));
}
END_TEST

/* By path and by what it says. */
START_TEST(record)
{
	autoargvec files = ARGVEC_INIT;
	const char *path = put_text("w/zbuild.ini", "[zbuild]\nzig = /a\n");
	bool had;

	refused(path, "'zig = /a'");
	ck_assert_int_eq(conftrust_add(path, &f), 0);
	loads(path);
	put_text("w/zbuild.ini", "[zbuild]\nzig = /b\n");
	refused(path, "'zig = /b'");
	put_text("w/zbuild.ini", "[zbuild]\nzig = /a\n");
	loads(path);
	refused(put_text("v/zbuild.ini", "[zbuild]\nzig = /a\n"), "'zig = /a'");
	conftrust_list(&files);
	ck_assert_uint_eq(files.n, 1);
	ck_assert(conftrust_given(files.v[0]));
	/* A symlink leads to the same file. */
	ck_assert_int_eq(symlink(at("w"), at("link")), 0);
	loads(at("link/zbuild.ini"));
	ck_assert_int_eq(conftrust_remove(path, &had, &f), 0);
	ck_assert(had);
	refused(path, "'zig = /a'");
	ck_assert_int_eq(conftrust_remove(path, &had, &f), 0);
	ck_assert(!had);
	/* What others may have written is no word of the user's. */
	ck_assert_int_eq(conftrust_add(path, &f), 0);
	ck_assert_int_eq(chmod(at("home/.config/zbuild/trusted"), 0777), 0);
	refused(path, "'zig = /a'");
}
END_TEST

static void
give(const char *path)
{
	ck_assert_int_eq(chown(path, 12345, 12345), 0);
}

START_TEST(owner)
{
	const char *ini = put_text("w/zbuild.ini", "[zbuild]\nstrict = yes\n");
	const char *home = put_text(
		"home/.config/zbuild/config.ini", "[zbuild]\nstrict = yes\n");
	struct cargoconfig c = CARGOCONFIG_INIT;
	struct depslock lock;
	char *lockfile = put_text("w/zbuild.lock", "");
	char *config = put_text("w/.cargo/config.toml", "[build]\n");
	autofree char *near = NULL, *shared = NULL;

	if (geteuid() != 0)
		return; /* only root can give files away */
	loads(ini);
	give(ini);
	near = conf_nearest(at("w"));
	ck_assert_ptr_nonnull(near);
	refused(ini, "zbuild.ini': it belongs to user 12345, we are user 0");
	setenv("ZBUILD_WORKSPACE_CONFIG", ini, 1);
	refused(NULL, "zbuild.ini': it belongs to user 12345");
	unsetenv("ZBUILD_WORKSPACE_CONFIG");
	setenv("ZBUILD_TRUST", "1", 1);
	loads(ini);
	unsetenv("ZBUILD_TRUST");
	ck_assert_int_eq(conftrust_add(ini, &f), 0);
	loads(ini);
	ck_assert_int_eq(chown(ini, 0, 0), 0);
	put_text("w/zbuild.ini", "[zbuild]\nstrict = no\n");
	give(at("w"));
	refused(ini, "zbuild.ini': its folder belongs to user 12345");
	give(lockfile);
	ck_assert_int_eq(depslock_read(&machine_real, lockfile, &lock, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "zbuild.lock': it belongs to"));
	fail_clear(&f);
	give(config);
	ck_assert_int_eq(cargoconfig_load(&c, at("w"), NULL, &f), -1);
	ck_assert_ptr_nonnull(strstr(f.what, "config.toml': it belongs to"));
	cargoconfig_clear(&c);
	give(home);
	refused(NULL, "config.ini': it belongs to user 12345");
	setenv("ZBUILD_CONFIG", home, 1);
	loads(NULL);
	/* In a folder like /tmp it is in everybody's way. */
	ck_assert_int_eq(chmod(put_dir("t"), 01777), 0);
	give(put_text("t/zbuild.ini", "[zbuild]\nstrict = yes\n"));
	shared = conf_nearest(put_dir("t/mine"));
	ck_assert(shared == NULL || strstr(shared, "/t/") == NULL);
}
END_TEST

/* Cargo starts the rustc of a clone's file when it builds there; we do not
 * before, unless the file is trusted. */
START_TEST(clone_rustc)
{
	struct cargoconfig c = CARGOCONFIG_INIT;
	struct rustc rustc = RUSTC_INIT;
	char *rc = put_bytes("w/rc", "#!/bin/sh\necho /sys\n", 20, 0755);
	autofree char *text = xasprintf("[build]\nrustc = '%s'\n", rc);
	char *config = put_text("w/.cargo/config.toml", text);

	ck_assert_int_eq(cargoconfig_load(&c, at("w"), NULL, &f), 0);
	ck_assert_int_eq(rustc_open(&c, &rustc, &f), -1);
	ck_assert_msg(strstr(f.what, "toml:2: 'rustc = ") != NULL, "%s", f.what);
	ck_assert_ptr_nonnull(strstr(f.hint, "cargo zbuild trust"));
	fail_clear(&f);
	c.building = true;
	ck_assert_msg(rustc_open(&c, &rustc, &f) == 0, "%s", f.what);
	c.building = false;
	ck_assert_int_eq(conftrust_add(config, &f), 0);
	ck_assert_msg(rustc_open(&c, &rustc, &f) == 0, "%s", f.what);
	cargoconfig_clear(&c);
	put_text("home/.cargo/config.toml", text);
	ck_assert_int_eq(unlink(config), 0);
	ck_assert_int_eq(cargoconfig_load(&c, at("w"), NULL, &f), 0);
	ck_assert_msg(rustc_open(&c, &rustc, &f) == 0, "%s", f.what);
	rustc_clear(&rustc);
	cargoconfig_clear(&c);
}
END_TEST

Suite *suite_trust(void);

Suite *
suite_trust(void)
{
	Suite *s = suite_create("trust");
	TCase *t = tcase_create("trust");

	tcase_add_checked_fixture(t, setup, fixture_teardown);
	tcase_add_loop_test(t, program, 0, N(programs));
	tcase_add_loop_test(t, allowed, 0, N(free_to_say));
	tcase_add_test(t, record);
	tcase_add_test(t, owner);
	tcase_add_test(t, clone_rustc);
	suite_add_tcase(s, t);
	return s;
}
