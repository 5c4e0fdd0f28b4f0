# gnu.txt as tables of C: a row for each group, and the words of drivers and of
# linkers in the order of strcmp, each with its row's number.
/^#/ || NF == 0 { next }
/^[^ ]/ {
	id = $1; space = $2; when = $3
	action = toupper(substr($4, 1, length($4) - 1))
	with = fn = "NULL"
	if (split(substr($4, 1, length($4) - 2), part, "(") == 2) {
		action = toupper(part[1])
		if (action == "CALL")
			fn = part[2]
		else {
			# the commas of -Wl,… stay
			gsub(",-", " -", part[2])
			gsub("-Wl -", "-Wl,-", part[2])
			with = "\"" part[2] "\""
		}
	}
	why = $5
	for (i = 6; i <= NF; i++)
		why = why " " $i
	gsub(",", " | WHEN_", when)
	head[++rows] = sprintf("\t{ \"%s\", %s, ", id,
		"RULE_LISTED_" toupper(space))
	tail[rows] = sprintf("%s, 0, 0, RULE_%s, %s, %s, \"%s\" },",
		when == "-" ? 0 : "WHEN_" toupper(when), action,
		with, fn, why)
	first = NF + 1
}
/^ / { first = 1 }
{
	for (i = first; i <= NF; i++) {
		text[rows] = text[rows] (text[rows] == "" ? "" : " ") $i
		# kept in order: few come, and mostly sorted
		for (k = n[space]++; k > 0 && word[space, k - 1] > $i; k--) {
			word[space, k] = word[space, k - 1]
			row[space, k] = row[space, k - 1]
		}
		word[space, k] = $i
		row[space, k] = rows - 1
	}
}
END {
	print "static const struct rule rows[] = {"
	for (i = 1; i <= rows; i++)
		printf "%s\"%s\", %s\n", head[i], text[i], tail[i]
	print "};"
	for (s in n) {
		print "static const struct listed " s "_words[] = {"
		for (k = 0; k < n[s]; k++)
			printf "\t{ \"%s\", %d },\n", word[s, k], row[s, k]
		print "};"
	}
}
