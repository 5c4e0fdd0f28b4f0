/* A member of an archive that nothing refers to; the linker may only keep it
 * because it was asked to. */
int kept_data = 1;

int
kept_symbol(void)
{
	return kept_data;
}
