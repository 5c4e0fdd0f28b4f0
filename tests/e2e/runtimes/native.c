/* What a Rust program calls. */
int
native_get(const char *p, int n)
{
	return p[n];
}

int
native_sum(int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		sum += i % 3 == 0 ? i : 1;
	return sum;
}
