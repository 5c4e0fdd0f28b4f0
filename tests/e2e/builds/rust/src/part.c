int part_sum(int a, int b);

int
part_sum(int a, int b)
{
	return a + b;
}
