#compdef cargo-zbuild
# zsh completions of cargo zbuild: put this file into a folder of $fpath as _cargo-zbuild,
# or: source <(cargo zbuild completions zsh)
# (zsh's own completion of cargo calls _cargo-NAME for `cargo NAME`.)
_cargo-zbuild() {
	local -a subs verbs
	local targets='@TARGETS@'
	subs=(
@SUBCOMMANDS@	)
	if [[ $words[1] != zbuild && $words[2] == zbuild ]] && ((CURRENT > 2)); then
		shift words
		((CURRENT--))
	fi
	if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
		_describe subcommand subs
		return
	fi
	local sub=$words[2]
	if [[ $sub != -* ]]; then
		shift words
		((CURRENT--))
	fi
	case $sub in
		@GROUPS@)
			if ((CURRENT > 2)); then
				sub+=" $words[2]"
				shift words
				((CURRENT--))
			fi ;;
	esac
	case $sub in
@CASES@	esac
}
if [[ $funcstack[1] == _cargo-zbuild ]]; then
	_cargo-zbuild "$@"
else
	compdef _cargo-zbuild cargo-zbuild
fi
