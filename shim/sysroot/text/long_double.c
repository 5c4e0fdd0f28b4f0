/*
 * The UCRT's long double has 64 bits, that of GCC and clang for x86 has 80. All
 * of mingw-w64's printf and scanf for the UCRT, and libc++'s, end in functions
 * of the UCRT that these stand in for: a format with a %Lf in it goes to
 * mingw-w64's own printf or scanf, any other on to the DLL. Compiled four times
 * (-DWIDE, -DSCAN) by zig's clang, without any header.
 */
typedef __SIZE_TYPE__ size_t;
typedef __WCHAR_TYPE__ wchar_t;
typedef __builtin_va_list va_list;
typedef unsigned long long options;     /* corecrt_stdio_config.h */

#define TEXT(x) #x
#define STRING(x) TEXT(x)
#define DLL(name) \
	__asm__("__imp_" STRING(__USER_LABEL_PREFIX__) "__stdio_common_" #name) \
	__attribute__((visibility("hidden")))
#ifdef WIDE
typedef wchar_t unit;
#define N(narrow, wide) wide
#define IN_DLL(narrow, wide) DLL(wide)
#else
typedef char unit;
#define N(narrow, wide) narrow
#define IN_DLL(narrow, wide) DLL(narrow)
#endif
#define OURS(narrow, wide) N(__stdio_common_##narrow, __stdio_common_##wide)
#define MINGW(narrow, wide) N(__mingw_##narrow, __mingw_##wide)

void *malloc(size_t);
void free(void *);

static int
is_among(int c, const char *list)
{
	while (*list != '\0' && *list != c)
		list++;
	return *list != '\0';
}

/* The letter of a conversion, and what says its length. */
static const unit *
letter_of(const unit *p, int *length)
{
	while (is_among(*p, "-+ #'*.0123456789") && *p != 0)
		p++;
	for (*length = 0; is_among(*p, "hlLqjztwI3264") && *p != 0; p++)
		*length = *p;
	return p;
}

/* Does the format have a conversion of a long double? Not if there are sizes
 * of texts among the arguments, which mingw-w64's scanf does not take. */
static int
is_long(const unit *p, int sizes)
{
	int found = 0, length;

	for (; *p != 0; p++) {
		if (*p != '%')
			continue;
		p = letter_of(p + 1, &length);
		if (*p == 0)
			break;
		if (sizes && is_among(*p, "cCsS["))
			return 0;
		found |= length == 'L' && is_among(*p, "aAeEfFgG");
	}
	return found;
}

/* The format for mingw-w64's: Microsoft's %s of a wide one is wide, and %S is
 * not, where the options say so. */
static unit *
spell(const unit *p, int microsoft)
{
	size_t n = 0, k = 0;
	int length;
	unit *out;

	while (p[n] != 0)
		n++;
	out = malloc((2 * n + 1) * sizeof *out);
	while (out != 0 && (out[k] = *p) != 0) {
		const unit *end;

		k++;
		if (*p++ != '%' || !microsoft || sizeof(unit) == 1)
			continue;
		for (end = letter_of(p, &length); p < end;)
			out[k++] = *p++;
		if (length == 0 && is_among(*p, "cs["))
			out[k++] = 'l';
		if (length == 0 && (*p == 'C' || *p == 'S')) {
			out[k++] = 'h';
			out[k++] = *p++ + ('a' - 'A');
		} else if (*p != 0) {
			out[k++] = *p++;
		}
	}
	return out;
}

#ifndef SCAN

enum { NO_NUL = 1, COUNTS = 2, MICROSOFT = 4, MOST = 1 << 24 };

int MINGW(vsnprintf, vsnwprintf)(unit *, size_t, const unit *, va_list);
int MINGW(vfprintf, vfwprintf)(void *, const unit *, va_list);
extern int (*const dll_sprint)(options, unit *, size_t, const unit *, void *,
	va_list) IN_DLL(vsprintf, vswprintf);
extern int (*const dll_sprint_s)(options, unit *, size_t, const unit *, void *,
	va_list) IN_DLL(vsprintf_s, vswprintf_s);
extern int (*const dll_snprint_s)(options, unit *, size_t, size_t, const unit *,
	void *, va_list) IN_DLL(vsnprintf_s, vsnwprintf_s);
extern int (*const dll_fprint)(options, void *, const unit *, void *, va_list)
	IN_DLL(vfprintf, vfwprintf);
extern int (*const dll_fprint_s)(options, void *, const unit *, void *, va_list)
	IN_DLL(vfprintf_s, vfwprintf_s);

/* The whole text, for free(); *n is -1 if there is none. */
static unit *
print(options o, const unit *format, va_list args, int *n)
{
	unit *spelled = spell(format, (o & MICROSOFT) != 0), *text = 0;

	*n = -1;
	for (size_t size = 512; spelled != 0 && *n < 0 && size < MOST; size *= 4) {
		va_list copy;

		free(text);
		if ((text = malloc(size * sizeof *text)) == 0)
			break;
		__builtin_va_copy(copy, args);
		*n = MINGW(vsnprintf, vsnwprintf)(text, size, spelled, copy);
		__builtin_va_end(copy);
		if (*n >= 0 && (size_t)*n >= size)
			*n = -1;
	}
	free(spelled);
	return text;
}

/* n of the text's characters, and a 0 if there is place. */
static int
put(unit *out, size_t size, const unit *text, size_t n, int answer)
{
	__builtin_memcpy(out, text, n * sizeof *out);
	if (n < size)
		out[n] = 0;
	return answer;
}

int
OURS(vsprintf, vswprintf)(options o, unit *out, size_t size,
	const unit *format, void *locale, va_list args)
{
	size_t room = o & NO_NUL ? size : size - 1;
	unit *text;
	int n;

	if (!is_long(format, 0))
		return dll_sprint(o, out, size, format, locale, args);
	text = print(o, format, args, &n);
	if (n >= 0 && out != 0 && size > 0)
		n = (size_t)n <= room
			    ? put(out, size, text, (size_t)n, n)
			    : put(out, size, text, room, o & COUNTS ? n : -1);
	free(text);
	return n;
}

/* What is too long is no text at all, or is cut after `most`. */
int
OURS(vsnprintf_s, vsnwprintf_s)(options o, unit *out, size_t size, size_t most,
	const unit *format, void *locale, va_list args)
{
	size_t room = most < size ? most : size - 1;
	unit *text;
	int n;

	if (out == 0 || size == 0 || !is_long(format, 0))
		return dll_snprint_s(o, out, size, most, format, locale, args);
	text = print(o, format, args, &n);
	if (n >= 0 && (size_t)n <= room)
		put(out, size, text, (size_t)n, n);
	else if (n >= 0 && (most < size || most + 1 == 0))
		n = put(out, size, text, room, -1);
	else
		n = put(out, size, text, 0, -1);
	free(text);
	return n;
}

int
OURS(vsprintf_s, vswprintf_s)(options o, unit *out, size_t size,
	const unit *format, void *locale, va_list args)
{
	return is_long(format, 0)
		       ? OURS(vsnprintf_s, vsnwprintf_s)(
				 o, out, size, size, format, locale, args)
		       : dll_sprint_s(o, out, size, format, locale, args);
}

static int
print_file(options o, void *file, const unit *format, va_list args)
{
	unit *spelled = spell(format, (o & MICROSOFT) != 0);
	int n = spelled != 0 ? MINGW(vfprintf, vfwprintf)(file, spelled, args)
			     : -1;

	free(spelled);
	return n;
}

int
OURS(vfprintf, vfwprintf)(options o, void *file, const unit *format,
	void *locale, va_list args)
{
	return is_long(format, 0) ? print_file(o, file, format, args)
				  : dll_fprint(o, file, format, locale, args);
}

int
OURS(vfprintf_s, vfwprintf_s)(options o, void *file, const unit *format,
	void *locale, va_list args)
{
	return is_long(format, 0) ? print_file(o, file, format, args)
				  : dll_fprint_s(o, file, format, locale, args);
}

#else

enum { HAS_SIZES = 1, MICROSOFT = 2 };

int MINGW(vsscanf, vswscanf)(const unit *, const unit *, va_list);
int MINGW(vfscanf, vfwscanf)(void *, const unit *, va_list);
extern int (*const dll_sscan)(options, const unit *, size_t, const unit *,
	void *, va_list) IN_DLL(vsscanf, vswscanf);
extern int (*const dll_fscan)(options, void *, const unit *, void *, va_list)
	IN_DLL(vfscanf, vfwscanf);

int
OURS(vsscanf, vswscanf)(options o, const unit *in, size_t size,
	const unit *format, void *locale, va_list args)
{
	unit *spelled, *copy;
	size_t n = 0;
	int r = -1;

	if (!is_long(format, (o & HAS_SIZES) != 0))
		return dll_sscan(o, in, size, format, locale, args);
	while (n < size && in[n] != 0)
		n++;
	copy = malloc((n + 1) * sizeof *copy);
	spelled = spell(format, (o & MICROSOFT) != 0);
	if (copy != 0 && spelled != 0) {
		__builtin_memcpy(copy, in, n * sizeof *copy);
		copy[n] = 0;
		r = MINGW(vsscanf, vswscanf)(copy, spelled, args);
	}
	free(copy);
	free(spelled);
	return r;
}

int
OURS(vfscanf, vfwscanf)(options o, void *file, const unit *format, void *locale,
	va_list args)
{
	unit *spelled;
	int r = -1;

	if (!is_long(format, (o & HAS_SIZES) != 0))
		return dll_fscan(o, file, format, locale, args);
	spelled = spell(format, (o & MICROSOFT) != 0);
	if (spelled != 0)
		r = MINGW(vfscanf, vfwscanf)(file, spelled, args);
	free(spelled);
	return r;
}

#endif
