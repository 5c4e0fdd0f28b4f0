long zbuild_triple(long n);

long
zbuild_triple(long n)
{
	return 3 * n;
}
