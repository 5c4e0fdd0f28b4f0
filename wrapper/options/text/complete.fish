# fish completions of cargo zbuild: cargo zbuild completions fish | source
set -g __zbuild_targets '@TARGETS@'
# The words after `cargo zbuild`; fails for another command.
function __zbuild_words
	set -l words (commandline -opc)
	set -l name $words[1]
	set -e words[1]
	if test "$words[1]" = zbuild
		set -e words[1]
	else if test (string replace -r '.*/' '' -- $name) = cargo
		return 1
	end
	if test (count $words) != 0
		printf '%s\n' $words
	end
	return 0
end
# These are all the words so far.
function __zbuild_at
	set -l words (__zbuild_words); or return 1
	test "$words" = "$argv"
end
# These are the first of them.
function __zbuild_in
	set -l words (__zbuild_words); or return 1
	set -l n (count $argv)
	test (count $words) -ge $n; and test "$words[1..$n]" = "$argv"
end
function __zbuild_in_cargo
	set -l words (__zbuild_words); or return 1
	not contains -- "$words[1]"@SUBCOMMANDS@
end
for c in cargo-zbuild cargo
	complete -c $c -n '__zbuild_at' -f
@CASES@end
complete -c cargo -n '__fish_is_nth_token 1' -f -a zbuild -d 'cargo with zig as compiler and linker'
