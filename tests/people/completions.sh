#!/bin/bash
# cargo zbuild completions, in the shells themselves.
. "$(dirname "$0")/../lib/suite.sh"
cd "$work" || exit 1

for shell in bash fish zsh; do
    try "$shell: script" cargo-zbuild zbuild completions $shell
    cargo-zbuild completions $shell >"$work/$shell"
done
refuses "no shell" 2 'no shell' cargo-zbuild completions
refuses "unknown shell" 2 "unknown shell 'tcsh'" cargo-zbuild completions tcsh
refuses "full disk" 125 'cannot write' \
    sh -c 'cargo-zbuild completions bash >/dev/full'
mkdir -p "$XDG_CONFIG_HOME/zbuild"
echo nonsense >"$XDG_CONFIG_HOME/zbuild/config.ini"
try "a broken config.ini does not stop a shell's start" \
    cargo-zbuild completions bash
rm "$XDG_CONFIG_HOME/zbuild/config.ini"

# complete_SHELL LINE: what the shell offers at the end of LINE, one a line
complete_bash()
{
    bash --norc -c '
        source "$1"
        COMP_LINE=$2
        COMP_POINT=${#2}
        # As readline splits words: at blanks and at =.
        read -ra COMP_WORDS <<<"${2//=/ = }"
        [[ $2 != *[\ =] ]] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        spec=$(complete -p "${COMP_WORDS[0]}")
        [[ $spec =~ -F\ ([^ ]+) ]]
        ${BASH_REMATCH[1]} "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}"
        printf "%s\n" "${COMPREPLY[@]}"' - "$work/bash" "$1"
}

complete_fish()
{
    fish --no-config -c 'source $argv[1]; complete -C $argv[2]' \
        "$work/fish" "$1" | cut -f1
}

# zsh completes only at a terminal: one of its own, and what it then shows.
cat >"$work/ask.zsh" <<'END'
zmodload zsh/zpty
zpty z TERM=dumb COLUMNS=200 LINES=500 zsh -f -i
zpty -w z "PS1=; unsetopt zle_bracketed_paste; setopt no_beep; LISTMAX=0"
zpty -w z "autoload -U compinit; compinit -u -D; source $1"
zpty -w z "zstyle ':completion:*' list-prompt ''; zstyle ':completion:*' menu no"
zpty -w z "ask() { zle list-choices; zle -R; print LIS''TED }; zle -N ask"
zpty -w z "bindkey '^X' ask; echo REA''DY"
zpty -r z seen "*READY*"
zpty -w -n z "$2"$'\x18'
zpty -r z list "*LISTED*"
zpty -w -n z $'\x15'
zpty -w z "echo OV''ER; exit"
zpty -r z seen "*OVER*"
print -r -- "$list"
END
complete_zsh()
{
    zsh -f "$work/ask.zsh" "$work/zsh" "$1" 2>&1 | tr -d '\r' |
        sed 's/\x1b\[[0-9;?]*[a-zA-Z]//g' | tr -s ' ' '\n'
}

# offers SHELL LINE WORD…: each WORD is offered, and each !WORD is not
offers()
{
    local shell=$1 line=$2 word
    shift 2
    hear complete_$shell "$line"
    for word; do
        case $word in
        !*)
            if grep -qxF -e "${word#!}" "$log"; then
                not_ok "$shell: '$line'" "offers ${word#!}:" "$(cat "$log")"
                return
            fi ;;
        *)
            if ! grep -qxF -e "$word" "$log"; then
                not_ok "$shell: '$line'" "does not offer $word:" "$(cat "$log")"
                return
            fi ;;
        esac
    done
    ok "$shell: '$line'"
}

all_of()
{
    local s=$1 c
    for c in cargo-zbuild 'cargo zbuild'; do
        offers $s "$c " setup doctor info completions build !aarch64
        offers $s "$c in" info install !setup
        offers $s "$c info --" --json !--target
        offers $s "$c info aarch64-unknown-linux-m" aarch64-unknown-linux-musl \
            !x86_64-unknown-linux-musl
        offers $s "$c setup --target x86_64-unknown-linux-gn" \
            x86_64-unknown-linux-gnu x86_64-unknown-linux-gnu.2.17
        offers $s "$c completions " bash fish zsh
        offers $s "$c env --format " sh fish json meson
        offers $s "$c build --target riscv64gc-unknown-linux-" \
            riscv64gc-unknown-linux-musl
        offers $s "$c build --rel" --release
        offers $s "$c zig " install list path remove !--from
        offers $s "$c zig install --" --from --sha256 --help !--json !--version
        offers $s "$c zig list --" --json !--from
        offers $s "$c cache gc --" --older-than --max-size --deps --dry-run \
            --force !--json
        offers $s "$c deps sync --" --target --locked --update !--path
    done
}

all_of bash
offers bash 'cargo-zbuild setup --target=aarch64-unknown-linux-m' \
    aarch64-unknown-linux-musl
touch file.o
hear complete_bash 'cargo-zbuild verify fi'
says "bash: a file" '^file\.o$'
hear bash --norc -c '
    _theirs() { COMPREPLY=(theirs); }
    complete -F _theirs cargo
    source "$1"; source "$1"
    COMP_WORDS=(cargo bu) COMP_CWORD=1
    _zbuild_cargo cargo bu
    echo "${COMPREPLY[@]}"' - "$work/bash"
says "bash: cargo's own completion stays, sourced twice too" '^theirs$'

for shell in fish zsh; do
    if command -v $shell >/dev/null; then
        all_of $shell
    else
        skip "$shell" "$shell is not installed"
    fi
done

finish
