/* What plain.def makes a DLL of: no word of export in here. */
int
twice(int n)
{
	return 2 * n;
}

int
hidden(int n)
{
	return n;
}
