# options.txt as tables of C: struct optshape driver_shapes[], linker_shapes[].
/^#/ || NF == 0 { next }
$1 == "space" {
	if (open++)
		print "};"
	print "static const struct optshape " $2 "_shapes[] = {"
	next
}
{ first = 1 }
/^[^ ]/ {
	purpose = "FOR_" toupper($1)
	shapes = "SHAPE_" toupper($2)
	gsub(",", " | SHAPE_", shapes)
	first = 3
}
{
	for (i = first; i <= NF; i++)
		printf "\t{ \"%s\", %s, %s },\n", $i, shapes, purpose
}
END { print "};" }
