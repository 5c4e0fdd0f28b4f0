/* Calls a function that libffi puts together at run time, and is called back
 * through one of its closures. */
#include <ffi.h>
#include <stdio.h>

static double
scaled(int n, double by)
{
	return n * by;
}

static void
twice(ffi_cif *cif, void *ret, void **args, void *data)
{
	(void)cif;
	*(ffi_arg *)ret = (ffi_arg)(*(int *)args[0] * *(int *)data);
}

int
main(void)
{
	ffi_type *types[2] = { &ffi_type_sint, &ffi_type_double };
	ffi_cif cif, back;
	int n = 6, two = 2;
	double by = 7.0, got = 0;
	void *args[2] = { &n, &by }, *code;
	ffi_closure *closure = ffi_closure_alloc(sizeof *closure, &code);

	if (closure == NULL ||
		ffi_prep_cif(&cif, FFI_DEFAULT_ABI, 2, &ffi_type_double,
			types) != FFI_OK ||
		ffi_prep_cif(&back, FFI_DEFAULT_ABI, 1, &ffi_type_sint,
			types) != FFI_OK ||
		ffi_prep_closure_loc(closure, &back, twice, &two, code) !=
			FFI_OK)
		return 1;
	ffi_call(&cif, FFI_FN(scaled), &got, args);
	printf("ffi %.0f %d\n", got, ((int (*)(int))code)(n));
	return 0;
}
