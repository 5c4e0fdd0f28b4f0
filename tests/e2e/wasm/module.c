/* A module for JavaScript: an import, exports, memory and 128-bit arithmetic
 * that compiler_rt has. */
__attribute__((import_module("env"), import_name("twice"))) int twice(int);

static char text[] = "from C";

__attribute__((export_name("scaled"))) int
scaled(int n)
{
	return twice(n) + 1;
}

__attribute__((export_name("text"))) const char *
text_of(void)
{
	return text;
}

__attribute__((export_name("remainder"))) long long
remainder_of(long long a, long long b)
{
	return (long long)(((unsigned __int128)a << 64 | 7) % b);
}
