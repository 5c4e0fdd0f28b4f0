# bash completions of cargo zbuild: eval "$(cargo zbuild completions bash)"
_zbuild_targets='@TARGETS@'
_zbuild_subs='@SUBCOMMANDS@'

# $1: the number of the word where the subcommand may stand
_zbuild() {
	local cur=${COMP_WORDS[COMP_CWORD]} sub=build i
	local prev=${COMP_WORDS[COMP_CWORD-1]} more=()
	local IFS=$' \t\n'
	# readline splits --target=T at the =
	if [[ $cur == = ]]; then cur=
	elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
	for ((i = $1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == [-+]* ]] && continue
		sub=${COMP_WORDS[i]}
		break
	done
	if ((COMP_CWORD == $1)) && [[ $cur != -* ]]; then
		COMPREPLY=($(compgen -W "$_zbuild_subs" -- "$cur"))
		return
	fi
	case $sub in
		@GROUPS@) ((i + 1 < COMP_CWORD)) && sub+=" ${COMP_WORDS[i+1]}" ;;
	esac
	case $sub/$prev in
@CASES@	esac
	COMPREPLY=($(compgen "$@" -- "$cur") "${more[@]}")
}

_zbuild_program() {
	if [[ ${COMP_WORDS[1]} == zbuild ]] && ((COMP_CWORD > 1)); then _zbuild 2; else _zbuild 1; fi
}
# `cargo zbuild` is completed by whoever completes `cargo`.
if [[ $(complete -p cargo 2>/dev/null) =~ -F\ ([^ ]+) &&
	${BASH_REMATCH[1]} != _zbuild_cargo ]]; then
	_zbuild_before=${BASH_REMATCH[1]}
fi
_zbuild_cargo() {
	if [[ ${COMP_WORDS[1]} == zbuild ]] && ((COMP_CWORD > 1)); then
		_zbuild 2
	elif [[ ${_zbuild_before-} ]]; then
		"$_zbuild_before" "$@"
	elif ((COMP_CWORD == 1)); then
		COMPREPLY=($(compgen -W "zbuild $_zbuild_subs" -- "${COMP_WORDS[1]}"))
	fi
}
complete -o bashdefault -o default -F _zbuild_program cargo-zbuild
complete -o bashdefault -o default -F _zbuild_cargo cargo
